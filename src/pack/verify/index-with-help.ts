/**
 * A pack indexed anew for the sake of comparison, with the help of the index that it is to be compared with.
 *
 * All that is taken from that index is where entries begin, and the pack shows whether that is so. It saves to inflate
 * the deltas twice. Where anything is not as it should be, the index is left aside: what is wrong then shows as it
 * would without it.
 */
import { statSync } from 'node:fs'
import { PackmapError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { FileWindows } from '../file-window.js'
import { PackIndex } from '../index/pack-index.js'
import { indexPackFile, indexPackFileAt, type IndexPackOptions } from '../indexing/index-pack.js'
import type { PackContents } from '../indexing/pack-contents.js'

/** Throws as {@link indexPackFile} does, and only for reasons that the pack itself gives. */
export function indexWithHelp(path: string, indexPath: string, options: IndexPackOptions): PackContents {
  try {
    return indexPackFileAt(path, offsetsOf(path, indexPath, options.algorithm), options)
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    return indexPackFile(path, options)
  }
}

/** Where the entries begin according to an index, sorted, and where the last one ends according to the pack's size. */
function offsetsOf(path: string, indexPath: string, algorithm: HashAlgorithm): Float64Array {
  using manager = new SlidingWindowMapManager()
  const files = new FileWindows(manager)
  using index = new PackIndex(files, indexPath, algorithm)
  const count = index.objectCount
  const offsets = new Float64Array(count + 1)
  for (let position = 0; position < count; position++) offsets[position] = index.offsetAt(position)
  files.release()
  offsets[count] = statSync(path).size - algorithm.size
  return offsets.sort()
}
