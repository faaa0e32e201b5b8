/**
 * A thin pack made whole: the bases that its ref-deltas want and it does not have are appended from the repository.
 *
 * As git does it: ref-deltas in the order of the pack, each base that is still missing when its turn comes. The bytes
 * that are appended depend on the zlib that deflates them, so the completed pack is git's in content and not always in
 * its checksum.
 */
import { createHash } from 'node:crypto'
import { readSync, writeSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { crc32 } from '../../base/crc32.js'
import { CorruptObjectError } from '../../object/errors.js'
import { encodeHex } from '../../object/oid.js'
import { TYPE_NAMES } from '../data/entry-header.js'
import { NO_BASE, UNKNOWN_BASE } from '../traverse/entry-table.js'
import type { ExistingObject, ExistingObjects } from './existing-objects.js'
import type { PackContents } from './pack-contents.js'
import type { ObjectHasher } from './object-hasher.js'
import type { DeltaResolver } from './resolve-deltas.js'

const PIECE_SIZE = 1024 * 1024
/** What git takes where nothing is configured (zlib's `Z_BEST_SPEED`). */
const DEFLATE_LEVEL = 1

/**
 * Resolves the deltas that want bases from outside of the pack, and enters those bases behind the pack's own entries.
 *
 * @returns How many bases there are; {@link appendBases} has to write them.
 * @throws {CorruptObjectError} The repository's copy of a base does not have its oid.
 */
export function resolveThin(
  contents: PackContents,
  existing: ExistingObjects,
  resolver: DeltaResolver,
  hasher: ObjectHasher,
): number {
  const { entries, refDeltas } = contents
  const entriesEnd = entries.offsets[entries.count]!
  let bases = 0
  for (let row = 0; row < refDeltas.count && contents.unresolved > 0; row++) {
    if (entries.bases[refDeltas.positionAt(row)] !== UNKNOWN_BASE) continue
    const oid = refDeltas.baseOidAt(row)
    const base = existing.read(oid)
    if (!base) continue
    checkOid(oid, base, hasher)
    const type = TYPE_NAMES.indexOf(base.type)
    // Where it will lie is known when it is written; the first one begins where the entries end.
    const position = entries.add(entriesEnd, type, base.data.length, 0, NO_BASE)
    entries.objectTypes[position] = type
    entries.oids.set(oid, position * entries.width)
    resolver.resolveFrom(position, base.data)
    bases++
  }
  return bases
}

function checkOid(oid: Uint8Array, { type, data }: ExistingObject, hasher: ObjectHasher): void {
  const actual = hasher.begin(TYPE_NAMES.indexOf(type), data.length).update(data).digest()
  if (Buffer.compare(actual, oid) !== 0) {
    throw new CorruptObjectError(
      encodeHex(oid),
      0,
      `local object is corrupt: it has the oid ${encodeHex(actual)}`,
    )
  }
}

/**
 * Writes the last `count` entries of `contents` behind the others, and the pack's new header and trailer.
 *
 * @param fd The packfile, open for reading and writing; nobody may have it mapped.
 */
export function appendBases(
  fd: number,
  contents: PackContents,
  existing: ExistingObjects,
  count: number,
): void {
  const { entries, algorithm } = contents
  const first = entries.count - count
  let offset = entries.offsets[first]!
  for (let position = first; position < entries.count; position++) {
    const oid = entries.oids.subarray(position * entries.width, (position + 1) * entries.width)
    const base = existing.read(oid)
    if (!base || base.data.length !== entries.sizes[position]) {
      throw new CorruptObjectError(encodeHex(oid), 0, 'local object changed while it was read')
    }
    const header = entryHeader(entries.types[position]!, base.data.length)
    const entry = Buffer.concat([header, deflateSync(base.data, { level: DEFLATE_LEVEL })])
    entries.headerLengths[position] = header.length
    entries.crcs[position] = crc32(entry)
    entries.offsets[position] = offset
    writeAll(fd, entry, offset)
    offset += entry.length
  }
  entries.offsets[entries.count] = offset
  const objectCount = Buffer.alloc(4)
  objectCount.writeUInt32BE(entries.count)
  writeAll(fd, objectCount, 8)
  contents.checksum = hashFile(fd, offset, algorithm.name)
  writeAll(fd, contents.checksum, offset)
}

/** gitformat-pack, "n-byte type and length": 4 bits of the size in the first byte, 7 in each further. */
function entryHeader(type: number, size: number): Buffer {
  const bytes = [type * 16 + (size % 16)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! += 128
    bytes.push(rest % 128)
  }
  return Buffer.from(bytes)
}

function hashFile(fd: number, end: number, algorithm: string): Buffer {
  const hash = createHash(algorithm)
  const piece = Buffer.allocUnsafe(PIECE_SIZE)
  for (let at = 0; at < end;) {
    const length = readSync(fd, piece, 0, Math.min(PIECE_SIZE, end - at), at)
    if (length === 0) throw new Error('the packfile became shorter while it was completed')
    hash.update(piece.subarray(0, length))
    at += length
  }
  return hash.digest()
}

/** Writes all of `bytes` at `offset`, or without one where the file's position is. */
export function writeAll(fd: number, bytes: Uint8Array, offset?: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, offset === undefined ? null : offset + done)
  }
}
