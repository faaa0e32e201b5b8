/**
 * The bitmap of a database: that of a multi-pack-index or chain of them, or else of a pack (gitformat-bitmap). There is
 * one at most that counts, as for git.
 */
import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { PackmapError } from '../base/errors.js'
import { readUint32 } from '../base/big-endian.js'
import { encodeHex } from '../object/oid.js'
import { MidxBits, type MidxLayer, PackBits } from '../pack/bitmap/bit-order.js'
import { BitmapFile } from '../pack/bitmap/bitmap-file.js'
import { BitmapIndex } from '../pack/bitmap/bitmap-index.js'
import { CorruptIndexError } from '../pack/errors.js'
import type { MultiPackIndex } from '../pack/midx/multi-pack-index.js'
import type { Pack } from '../pack/pack.js'
import { openMultiPackIndexes } from './midx-files.js'
import type { ObjectSource } from './object-source.js'

/** What the order of bits and some bitmaps take of an object. */
const BYTES_PER_BIT = 16
const REVERSE_SIGNATURE = 0x52494458 // "RIDX"
const REVERSE_HEADER_SIZE = 12

/**
 * Opens it.
 *
 * @param onError Told, in git's words, why one cannot be used; the next is tried then.
 * @returns Undefined: there is none.
 */
export function openBitmaps(
  source: ObjectSource,
  onError: (detail: string) => void,
): BitmapIndex | undefined {
  const attempt = (open: () => BitmapIndex | undefined): BitmapIndex | undefined => {
    try {
      return open()
    } catch (error) {
      if (!(error instanceof PackmapError)) throw error
      onError('detail' in error ? String(error.detail) : error.message)
      return undefined
    }
  }
  for (const directory of source.directories) {
    const found = attempt(() => openOfDirectory(source, join(directory, 'pack')))
    if (found) return found
  }
  for (const pack of source.packs.packs) {
    const found = existsSync(`${pack.stem}.bitmap`) && attempt(() => openOfPack(source, pack))
    if (found) return found
  }
  return undefined
}

function openOfPack(source: ObjectSource, pack: Pack): BitmapIndex {
  const { files, algorithm } = source
  const path = `${pack.stem}.bitmap`
  checkCount(path, pack.index.objectCount)
  const order = new PackBits(pack)
  const file = new BitmapFile(files, path, order.count, order.count, algorithm.size)
  return new BitmapIndex(order, [{ file, kind: 'pack' }], algorithm.size)
}

function openOfDirectory(source: ObjectSource, packDirectory: string): BitmapIndex | undefined {
  if (source.options.multiPackIndex === false) return undefined
  const midxs = openMultiPackIndexes(packDirectory, source.files, source.algorithm, () => undefined)
  const files: BitmapFile[] = []
  try {
    const layers: MidxLayer[] = []
    let count = 0
    for (const midx of midxs) {
      const path = `${stemOf(midx)}.bitmap`
      // A layer without a bitmap is of no use to those above it.
      if (!existsSync(path)) break
      count += midx.objectCount
      checkCount(path, count)
      const file = new BitmapFile(source.files, path, count, midx.objectCount, source.algorithm.size)
      files.push(file)
      layers.push(layerOf(source, packDirectory, midx, file))
    }
    if (files.length === 0 || files.length < midxs.length) return undefined
    const order = new MidxBits(layers)
    const bitmaps = files.splice(0).map((file) => ({ file, kind: 'MIDX' }) as const)
    return new BitmapIndex(order, bitmaps, source.algorithm.size, midxs.splice(0))
  } finally {
    for (const file of files) file[Symbol.dispose]()
    for (const midx of midxs) midx[Symbol.dispose]()
  }
}

/** `multi-pack-index-<checksum>`, beside one that is a single file or is such a file itself. */
function stemOf(midx: MultiPackIndex): string {
  return midx.path.endsWith('.midx')
    ? midx.path.replace(/\.midx$/, '')
    : `${midx.path}-${encodeHex(midx.checksum())}`
}

function layerOf(
  source: ObjectSource,
  packDirectory: string,
  midx: MultiPackIndex,
  { checksum, path }: BitmapFile,
): MidxLayer {
  if (encodeHex(checksum) !== encodeHex(midx.checksum())) {
    throw new CorruptIndexError(path, 0, "checksum doesn't match in MIDX and bitmap")
  }
  const packs = midx.packNames.map((name) => {
    const stem = join(packDirectory, basename(name).replace(/\.(idx|pack)$/, ''))
    const pack = source.packs.packs.find((candidate) => candidate.stem === stem)
    if (!pack) throw new CorruptIndexError(midx.path, 0, `could not open pack ${name}`)
    return pack
  })
  const own = midx.reverseIndex()
  return { midx, packs, path: midx.path, reverse: own ?? readReverse(source, `${stemOf(midx)}.rev`, midx) }
}

/** The `.rev` file beside a multi-pack-index, which has the form of a pack's. */
function readReverse({ files, algorithm }: ObjectSource, path: string, midx: MultiPackIndex): Uint8Array {
  const detail = 'multi-pack bitmap is missing required reverse index'
  if (!existsSync(path)) throw new CorruptIndexError(path, 0, detail)
  using file = files.open(path)
  const size = midx.objectCount * 4
  if (file.size !== REVERSE_HEADER_SIZE + size + 2 * algorithm.size) {
    throw new CorruptIndexError(path, file.size, detail)
  }
  const bytes = new Uint8Array(REVERSE_HEADER_SIZE + size)
  file.copy(0, bytes.length, bytes, 0)
  if (readUint32(bytes, 0) !== REVERSE_SIGNATURE) throw new CorruptIndexError(path, 0, detail)
  return bytes.subarray(REVERSE_HEADER_SIZE)
}

/** A sparse file costs nothing and may claim four billion objects. */
function checkCount(path: string, count: number): void {
  if (count * BYTES_PER_BIT > totalmem() / 2) {
    throw new CorruptIndexError(path, 0, `bitmaps of ${count} objects do not fit into memory`)
  }
}
