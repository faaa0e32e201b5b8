/**
 * Everything that can be checked of a pack and its index: both checksums, and every entry against the index's CRC-32
 * and the object against its oid.
 */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { totalmem } from 'node:os'
import { encodeHex } from '../../../object/oid.js'
import type { HashAlgorithm } from '../../../object/hash-algorithm.js'
import { EntryHeader } from '../../../pack/data/entry-header.js'
import { CorruptPackError } from '../../../pack/errors.js'
import { FileWindows } from '../../../pack/file-window.js'
import { Pack } from '../../../pack/pack.js'
import { baseOf } from '../../../pack/read/delta-chain.js'
import { ObjectReader } from '../../../pack/read/object-reader.js'
import { ReadCore } from '../../../pack/read/read-core.js'
import { SlidingWindowMapManager } from '../../../smmap/index.js'
import type { ObjectType } from '../../../object/object-type.js'

/** One entry, as `verify-pack -v` prints it. */
export interface CheckedEntry {
  readonly oid: string
  readonly type: ObjectType
  /** Bytes that the entry inflates to: of a delta, its instructions. */
  readonly size: number
  /** Bytes of the entry in the packfile. */
  readonly diskSize: number
  readonly offset: number
  /** Deltas to apply; 0 for an object that is stored whole. */
  readonly depth: number
  /** Empty for an object that is stored whole. */
  readonly baseOid: string
}

const PIECE_SIZE = 1024 * 1024
/** As much as git keeps: entries are read in the order of the pack, where bases are near. */
const CACHE_SIZE = 96 * 1024 * 1024

/**
 * Checks a pack and yields its entries in the order of the pack.
 *
 * @param stem The path of the `.pack` and `.idx` files without their endings.
 * @throws {PackmapError} At the first fault.
 */
export function* checkPack(stem: string, algorithm: HashAlgorithm): Generator<CheckedEntry> {
  checkTrailer(`${stem}.pack`, algorithm)
  checkTrailer(`${stem}.idx`, algorithm)
  const files = new FileWindows(new SlidingWindowMapManager())
  const pack = new Pack(files, stem, algorithm)
  try {
    yield* checkEntries(pack, algorithm)
  } finally {
    files.release()
    pack[Symbol.dispose]()
    files.manager.releaseAll()
  }
}

function* checkEntries(pack: Pack, algorithm: HashAlgorithm): Generator<CheckedEntry> {
  const core = new ReadCore({
    cacheSize: CACHE_SIZE,
    maxObjectSize: Math.min(2 ** 32 - 1, Math.floor(totalmem() / 2)),
    verify: 'crc',
    inflater: 'auto',
    deltas: 'auto',
  })
  const reader = new ObjectReader(core)
  const header = new EntryHeader()
  const raw = new Uint8Array(algorithm.size)
  const oidOf = (offset: number): string => {
    if (!pack.copyOidOf(offset, raw)) throw new CorruptPackError(pack.path, offset, 'no entry begins here')
    return encodeHex(raw)
  }
  const depths = new Map<number, number>()
  const { order } = pack
  for (let position = 0; position < order.count; position++) {
    const offset = order.offsetAt(position)
    pack.data.readHeader(offset, header)
    const { size } = header
    const base = baseOf(pack, offset, header)
    const object = reader.read(pack, offset)
    const oid = oidOf(offset)
    checkOid(pack, offset, oid, object.type, object.data, algorithm)
    yield {
      oid,
      type: object.type,
      size,
      diskSize: pack.endAt(position) - offset,
      offset,
      depth: base === 0 ? 0 : depthOf(pack, offset, base, depths),
      baseOid: base === 0 ? '' : oidOf(base),
    }
  }
}

/** A ref-delta's base may stand behind it, so depths are found by following bases, each once. */
function depthOf(pack: Pack, offset: number, base: number, depths: Map<number, number>): number {
  const header = new EntryHeader()
  const waiting = [offset]
  let current = base
  while (current !== 0 && !depths.has(current)) {
    waiting.push(current)
    pack.data.readHeader(current, header)
    current = baseOf(pack, current, header)
  }
  let depth = current === 0 ? -1 : depths.get(current)!
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) depths.set(next, ++depth)
  return depth
}

function checkOid(
  pack: Pack,
  offset: number,
  oid: string,
  type: ObjectType,
  data: Uint8Array,
  algorithm: HashAlgorithm,
): void {
  const actual = createHash(algorithm.name).update(`${type} ${data.length}\0`).update(data).digest('hex')
  if (actual === oid) return
  throw new CorruptPackError(pack.path, offset, `the object's oid is ${actual}, and the index says ${oid}`)
}

/** Both formats end with the hash of all that stands before it. */
function checkTrailer(path: string, algorithm: HashAlgorithm): void {
  const fd = openSync(path, 'r')
  try {
    const end = fstatSync(fd).size - algorithm.size
    const hash = createHash(algorithm.name)
    const piece = Buffer.allocUnsafe(PIECE_SIZE)
    for (let at = 0; at < end;) {
      const size = readSync(fd, piece, 0, Math.min(PIECE_SIZE, end - at), at)
      if (size === 0) throw new CorruptPackError(path, at, 'the file became shorter')
      hash.update(piece.subarray(0, size))
      at += size
    }
    const trailer = Buffer.alloc(algorithm.size)
    readSync(fd, trailer, 0, algorithm.size, Math.max(0, end))
    if (!hash.digest().equals(trailer)) {
      throw new CorruptPackError(path, Math.max(0, end), 'the checksum does not match the content')
    }
  } finally {
    closeSync(fd)
  }
}
