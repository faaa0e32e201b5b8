/**
 * A multi-pack-index held against the packs that it names: checksum, order of the oids, every offset.
 *
 * What is found is said in the words of `git multi-pack-index verify`. Faults that leave the file readable are
 * reported, and the check goes on; the others end it.
 */
import * as crypto from 'node:crypto'
import { join } from 'node:path'
import { PackmapError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import { readChunks } from '../chunk-file.js'
import type { FileWindows } from '../file-window.js'
import { CHUNK_COUNT_AT, HEADER_SIZE, MultiPackIndex, oidVersionFault } from '../midx/multi-pack-index.js'
import { NOT_FOUND } from '../oid-table/oid-table.js'
import { Pack } from '../pack.js'

export interface MidxCheckOptions {
  readonly algorithm: HashAlgorithm
  readonly files: FileWindows
  /** The folder of the packs. */
  readonly packDirectory: string
  /** Told of each fault. */
  readonly onFault: (fault: string) => void
  /** Told when a part of the check is over, and how many packs or oids it looked at. */
  readonly onDone?: (part: string, count: number) => void
}

/**
 * What keeps a file from being taken for a multi-pack-index of this repository at all; undefined: nothing does.
 * Git goes on without such a file, so these faults weigh less than those of {@link checkMultiPackIndexes}.
 */
export function midxRefusal(path: string, { files, algorithm }: MidxCheckOptions): string | undefined {
  using file = files.open(path)
  try {
    const end = file.size - algorithm.size
    if (end < HEADER_SIZE) return `multi-pack-index file ${path} is too small`
    const header = new Uint8Array(HEADER_SIZE)
    file.copy(0, HEADER_SIZE, header, 0)
    const chunks = readChunks(file, HEADER_SIZE, header[CHUNK_COUNT_AT]!, end)
    return oidVersionFault(header, algorithm) ?? (typeof chunks === 'string' ? chunks : undefined)
  } finally {
    files.release()
  }
}

/**
 * Checks a multi-pack-index, or the layers of a chain.
 *
 * @param paths The lowest layer first. None of them may be one that {@link midxRefusal} refuses.
 * @throws {CorruptIndexError | UnsupportedFormatError} One cannot be read, or names a pack that it does not have.
 */
export function checkMultiPackIndexes(paths: readonly string[], options: MidxCheckOptions): void {
  const { files, algorithm, packDirectory, onFault, onDone } = options
  const layers: MultiPackIndex[] = []
  const packs: Pack[] = []
  try {
    for (const path of paths) layers.push(new MultiPackIndex(files, path, algorithm))
    for (const path of paths) checkChecksum(path, options)
    for (const name of layers.flatMap(({ packNames }) => packNames)) {
      packs.push(new Pack(files, join(packDirectory, name.replace(/\.(idx|pack)$/, '')), algorithm))
    }
    const isThere = packs.map((pack) => canOpen(pack.path, files))
    isThere.forEach((there, position) => {
      if (!there) onFault(`failed to load pack in position ${position}`)
    })
    onDone?.('Looking for referenced packfiles', packs.length)
    if (layers.at(-1)?.objectCount === 0) {
      onFault('the midx contains no oid')
      return
    }
    let firstPack = 0
    for (const layer of layers) {
      checkOrder(layer, options)
      const own = packs.slice(firstPack, firstPack + layer.packNames.length)
      checkOffsets(layer, own, options)
      firstPack += own.length
    }
  } finally {
    for (const file of [...layers, ...packs]) file[Symbol.dispose]()
    files.release()
  }
}

function canOpen(path: string, files: FileWindows): boolean {
  try {
    files.open(path)[Symbol.dispose]()
    return true
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}

/** The file ends with the hash of all that comes before; in a chain it bears it in its name too. */
function checkChecksum(path: string, { files, algorithm, onFault }: MidxCheckOptions): void {
  using file = files.open(path)
  const end = file.size - algorithm.size
  const hash = crypto.createHash(algorithm.name)
  for (let at = 0; at < end; at = file.end) {
    file.seek(at, end - at)
    hash.update(file.bytes.subarray(at - file.begin, Math.min(end, file.end) - file.begin))
  }
  const trailer = new Uint8Array(algorithm.size)
  file.copy(end, trailer.length, trailer, 0)
  if (!hash.digest().equals(trailer)) onFault('incorrect checksum')
  files.release()
}

function checkOrder(midx: MultiPackIndex, { algorithm, onFault, onDone }: MidxCheckOptions): void {
  let before = Buffer.alloc(algorithm.size)
  let oid = Buffer.alloc(algorithm.size)
  for (let position = 0; position < midx.objectCount; position++) {
    midx.copyOid(position, oid)
    if (position > 0 && before.compare(oid) >= 0) {
      onFault(
        `oid lookup out of order: oid[${position - 1}] = ${encodeHex(before)} >= ${encodeHex(oid)} = oid[${position}]`,
      )
    }
    ;[before, oid] = [oid, before]
  }
  onDone?.('Verifying OID order in multi-pack-index', Math.max(0, midx.objectCount - 1))
}

/** Looks every oid up in the multi-pack-index and in the index of its pack; both must name the same offset. */
function checkOffsets(midx: MultiPackIndex, packs: readonly Pack[], options: MidxCheckOptions): void {
  const { files, algorithm, onFault, onDone } = options
  const oid = new Uint8Array(algorithm.size)
  const order = byPack(midx)
  onDone?.('Sorting objects by packfile', order.length)
  let pack: Pack | undefined
  for (const position of order) {
    midx.copyOid(position, oid)
    const isFound = midx.find(oid)
    const found = packs[midx.foundPack]
    if (found !== pack) {
      pack?.close() // one at a time
      files.release()
      pack = found
    }
    if (!isFound || !found || !isReadable(found)) {
      onFault(`failed to load pack entry for oid[${position}] = ${encodeHex(oid)}`)
      continue
    }
    const inIndex = found.index.find(oid)
    const offset = inIndex === NOT_FOUND ? 0 : found.index.offsetAt(inIndex)
    if (offset === midx.foundOffset) continue
    const [is, shouldBe] = [midx.foundOffset, offset].map((number) => number.toString(16))
    onFault(`incorrect object offset for oid[${position}] = ${encodeHex(oid)}: ${is!} != ${shouldBe!}`)
  }
  onDone?.('Verifying object offsets', order.length)
}

/** Whether index and data open, and belong together. */
function isReadable(pack: Pack): boolean {
  try {
    return pack.data.entriesEnd > 0
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}

/** The positions of a multi-pack-index by the numbers of their packs, the highest first as git has it. */
function byPack(midx: MultiPackIndex): Uint32Array {
  const packs = Uint32Array.from({ length: midx.objectCount }, (_, position) => midx.packAt(position))
  return Uint32Array.from(packs.keys()).sort((a, b) => packs[b]! - packs[a]! || a - b)
}
