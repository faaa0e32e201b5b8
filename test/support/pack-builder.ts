/** Packs and indexes made by hand, for what git would not write: written from gitformat-pack. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { crc32 } from '../../src/base/crc32.js'

const LARGE_OFFSET = 0x8000_0000

export interface BuiltEntry {
  /** Where the entry goes: bytes from the start of the pack. */
  readonly offset: number
  readonly oid: string
  /** Header and data, as they stand in the pack. */
  readonly bytes: Buffer
  /** What the index says the CRC-32 of `bytes` is. Default: what it is. */
  readonly crc?: number
}

/** The header of an entry: type number and size. */
export function entryHeader(type: number, size: number): Buffer {
  const bytes = [type * 16 + (size % 16)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! += 128
    bytes.push(rest % 128)
  }
  return Buffer.from(bytes)
}

/** A blob that is stored whole. */
export function blobEntry(offset: number, content: string): BuiltEntry {
  const data = Buffer.from(content)
  const oid = createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex')
  return { offset, oid, bytes: Buffer.concat([entryHeader(3, data.length), deflateSync(data)]) }
}

/** The same entries one right behind the other, as git has them. */
export function packedTightly(entries: readonly BuiltEntry[]): BuiltEntry[] {
  let offset = 12
  return entries.map((entry) => {
    const placed = { ...entry, offset }
    offset += entry.bytes.length
    return placed
  })
}

/** Writes `<stem>.pack`, with holes where no entry is, and `<stem>.idx` of version 2. */
export function writePack(stem: string, entries: readonly BuiltEntry[]): void {
  const end = Math.max(12, ...entries.map(({ offset, bytes }) => offset + bytes.length))
  // Nobody computes the checksum of a pack on opening it: that both files have the same one is what is checked.
  const checksum = Buffer.alloc(20, 0x5c)
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
  header.writeUInt32BE(entries.length, 8)
  const pack = openSync(`${stem}.pack`, 'w')
  writeSync(pack, header, 0, 12, 0)
  for (const { offset, bytes } of entries) writeSync(pack, bytes, 0, bytes.length, offset)
  writeSync(pack, checksum, 0, 20, end)
  closeSync(pack)
  writeFileSync(`${stem}.idx`, indexOf(entries, checksum))
}

function indexOf(entries: readonly BuiltEntry[], checksum: Buffer): Buffer {
  const sorted = entries.toSorted((a, b) => (a.oid < b.oid ? -1 : 1))
  const large = sorted.filter(({ offset }) => offset >= LARGE_OFFSET)
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const u64 = (value: number): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(value))
    return bytes
  }
  const countUpTo = (byte: number): number =>
    sorted.filter(({ oid }) => Number.parseInt(oid.slice(0, 2), 16) <= byte).length
  const body = Buffer.concat([
    u32(0xff744f63),
    u32(2),
    ...Array.from({ length: 256 }, (_, byte) => u32(countUpTo(byte))),
    ...sorted.map(({ oid }) => Buffer.from(oid, 'hex')),
    ...sorted.map(({ bytes, crc = crc32(bytes) }) => u32(crc)),
    ...sorted.map((entry) =>
      u32(entry.offset < LARGE_OFFSET ? entry.offset : LARGE_OFFSET + large.indexOf(entry)),
    ),
    ...large.map(({ offset }) => u64(offset)),
    checksum,
  ])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}
