/** Packs whose deltas build on one another, for what git would not make. */
import { deflateSync } from 'node:zlib'
import { type BuiltEntry, entryHeader } from './pack-builder.js'

const OBJ_OFS_DELTA = 6
const OBJ_REF_DELTA = 7
const PACK_HEADER_SIZE = 12

/** An oid that nothing hashes to, by a number below 2^32. */
export function madeUpOid(number: number): string {
  return number.toString(16).padStart(8, '0').repeat(5)
}

function varint(value: number): number[] {
  const bytes = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! += 128
    bytes.push(rest % 128)
  }
  return bytes
}

/** A distance in the encoding of ofs-deltas. */
function distanceBytes(distance: number): Buffer {
  const bytes = [distance % 128]
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor((rest - 1) / 128)) {
    bytes.unshift(128 + ((rest - 1) % 128))
  }
  return Buffer.from(bytes)
}

/** A delta that copies the whole of a base of `size` bytes, below 2^24. */
export function copyAll(size: number): Buffer {
  const copy = [0xf0, size % 256, Math.floor(size / 256) % 256, Math.floor(size / 65_536)]
  return Buffer.from([...varint(size), ...varint(size), ...copy])
}

export interface ChainOptions {
  /** Deltas above the base. */
  readonly depth: number
  /** Bytes of the base, and of every result. */
  readonly size: number
  /** How a delta names its base. */
  readonly kind?: 'ofs' | 'ref'
}

/**
 * One chain: a blob of zeros, oid number 0, and deltas that each copy the whole of the one before, with the oids
 * `madeUpOid(1)` and so on.
 */
export function chainOfCopies({ depth, size, kind = 'ofs' }: ChainOptions): BuiltEntry[] {
  const base = Buffer.concat([entryHeader(3, size), deflateSync(Buffer.alloc(size), { level: 9 })])
  const entries: BuiltEntry[] = [{ offset: PACK_HEADER_SIZE, oid: madeUpOid(0), bytes: base }]
  const delta = copyAll(size)
  const deflated = deflateSync(delta)
  let last = PACK_HEADER_SIZE
  let offset = last + base.length
  for (let link = 1; link <= depth; link++) {
    const name = kind === 'ofs' ? distanceBytes(offset - last) : Buffer.from(madeUpOid(link - 1), 'hex')
    const header = entryHeader(kind === 'ofs' ? OBJ_OFS_DELTA : OBJ_REF_DELTA, delta.length)
    const bytes = Buffer.concat([header, name, deflated])
    entries.push({ offset, oid: madeUpOid(link), bytes })
    last = offset
    offset += bytes.length
  }
  return entries
}

/** Ref-deltas of which each builds on the next, and the last on the first; `madeUpOid(1)` to `madeUpOid(count)`. */
export function circleOfDeltas(count: number): BuiltEntry[] {
  const delta = copyAll(4)
  const deflated = deflateSync(delta)
  let offset = PACK_HEADER_SIZE
  return Array.from({ length: count }, (_, i) => {
    const base = Buffer.from(madeUpOid(((i + 1) % count) + 1), 'hex')
    const bytes = Buffer.concat([entryHeader(OBJ_REF_DELTA, delta.length), base, deflated])
    const entry = { offset, oid: madeUpOid(i + 1), bytes }
    offset += bytes.length
    return entry
  })
}
