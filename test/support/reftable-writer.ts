/**
 * Writes reftables of any shape (git's reftable document), which git writes from 2.45 on: other block sizes, distances of
 * restarts and depths of the index than the fixtures have. What git writes is read in test/repo/refs/reftable.test.ts too.
 */
import { deflateSync } from 'node:zlib'
import { crc32 } from '../../src/base/crc32.js'

export interface TableShape {
  /** Bytes; 0: blocks follow each other without padding, and are 4096 bytes at most. */
  readonly blockSize: number
  /** Records between two that have their key in full. */
  readonly restartInterval: number
  /** More blocks than this get an index over them: git makes no further level up to three. */
  readonly unindexedMax: number
}

/** A record as it stands in a block: `value` without the key. */
export interface WrittenRecord {
  readonly key: Buffer
  readonly type: number
  readonly value: Buffer
}

const HEADER_SIZE = 24

/** A table of version 1 (SHA-1). @param refs In the order of their keys, as the logs. */
export function writeReftable(
  refs: readonly WrittenRecord[],
  logs: readonly WrittenRecord[],
  shape: TableShape,
): Buffer {
  const table = new TableWriter(shape)
  const refIndexAt = table.section('r', refs)
  const logAt = logs.length === 0 ? 0 : table.size
  const logIndexAt = logs.length === 0 ? 0 : table.section('g', logs)
  return table.finish([refIndexAt, 0, 0, refs.length === 0 ? 0 : logAt, logIndexAt])
}

/** A ref that holds an oid, and what the tag comes to. */
export function refRecord(name: string, oid: string, peeled?: string): WrittenRecord {
  const value = Buffer.concat([Buffer.of(0), Buffer.from(oid + (peeled ?? ''), 'hex')])
  return { key: Buffer.from(name), type: peeled === undefined ? 1 : 2, value }
}

export function symbolicRecord(name: string, target: string): WrittenRecord {
  const value = Buffer.concat([Buffer.of(0), varint(target.length), Buffer.from(target)])
  return { key: Buffer.from(name), type: 3, value }
}

export function deletedRecord(name: string): WrittenRecord {
  return { key: Buffer.from(name), type: 0, value: Buffer.of(0) }
}

/** One change of a ref: the `n`th of the repository. @param oids Undefined: that entry is gone. */
export function logRecord(
  name: string,
  n: number,
  oids: [old: string, now: string] | undefined,
  message = '',
): WrittenRecord {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(2n ** 64n - 1n - BigInt(n))
  const key = Buffer.concat([Buffer.from(`${name}\0`), number])
  if (!oids) return { key, type: 0, value: Buffer.alloc(0) }
  const text = (value: string): Buffer =>
    Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)])
  const time = [varint(1_700_000_000 + n), Buffer.of(0, 60)]
  const value = Buffer.concat([
    Buffer.from(oids.join(''), 'hex'),
    text('Ada'),
    text('ada@example.org'),
    ...time,
    text(message),
  ])
  return { key, type: 1, value }
}

class TableWriter {
  readonly #parts: Buffer[] = []
  size = 0

  constructor(private readonly shape: TableShape) {}

  /** Writes blocks and the index over them. @returns Where the topmost index is; 0: there is none. */
  section(type: 'r' | 'g', records: readonly WrittenRecord[]): number {
    let blocks = this.#blocks(type, records)
    let indexAt = 0
    while (blocks.length > this.shape.unindexedMax) {
      indexAt = this.size
      const above = this.#blocks(
        'i',
        blocks.map(({ last, at }) => ({ key: last, type: 0, value: varint(at) })),
      )
      if (above.length >= blocks.length) break // one record a block: a further level would be as large
      blocks = above
    }
    return indexAt
  }

  #blocks(type: 'r' | 'g' | 'i', records: readonly WrittenRecord[]): { at: number; last: Buffer }[] {
    const written: { at: number; last: Buffer }[] = []
    for (let next = 0; next < records.length;) {
      const at = this.size
      const room = (this.shape.blockSize || 4096) - (at === 0 ? HEADER_SIZE : 0) - 4
      const { body, count } = packRecords(
        records,
        next,
        room,
        this.shape.restartInterval,
        at === 0 ? HEADER_SIZE + 4 : 4,
      )
      next += count
      this.#put(type, body)
      written.push({ at, last: records[next - 1]!.key })
    }
    return written
  }

  #put(type: string, body: Buffer): void {
    const isFirst = this.size === 0
    const head = Buffer.alloc(isFirst ? HEADER_SIZE : 0)
    const length = head.length + 4 + body.length
    const block = Buffer.concat([
      head,
      Buffer.from(type),
      uint24(length),
      type === 'g' ? deflateSync(body) : body,
    ])
    const padding = type === 'g' ? 0 : Math.max(this.shape.blockSize - block.length, 0)
    this.#parts.push(block, Buffer.alloc(padding))
    this.size += block.length + padding
  }

  finish(positions: readonly number[]): Buffer {
    const header = Buffer.concat([
      Buffer.from('REFT'),
      Buffer.of(1),
      uint24(this.shape.blockSize),
      Buffer.alloc(16),
    ])
    const footer = Buffer.alloc(HEADER_SIZE + 44)
    header.copy(footer)
    positions.forEach((at, i) => footer.writeBigUInt64BE(BigInt(at), HEADER_SIZE + 8 * i))
    footer.writeUInt32BE(crc32(footer.subarray(0, -4)), footer.length - 4)
    const blocks = Buffer.concat(this.#parts)
    header.copy(blocks)
    return Buffer.concat([blocks, footer])
  }
}

/** As many records as fit, with their restarts behind them; at least one. */
function packRecords(
  records: readonly WrittenRecord[],
  from: number,
  room: number,
  restartInterval: number,
  offset: number,
): { body: Buffer; count: number } {
  const parts: Buffer[] = []
  const restarts: number[] = []
  let size = 0
  let count = 0
  for (; from + count < records.length; count++) {
    const isRestart = count % restartInterval === 0
    const record = encode(records[from + count]!, isRestart ? undefined : records[from + count - 1]!.key)
    const after = size + record.length + 3 * (restarts.length + (isRestart ? 1 : 0)) + 2
    if (count > 0 && after > room) break
    if (isRestart) restarts.push(offset + size)
    parts.push(record)
    size += record.length
  }
  const tail = Buffer.alloc(2)
  tail.writeUInt16BE(restarts.length)
  return { body: Buffer.concat([...parts, ...restarts.map(uint24), tail]), count }
}

function encode({ key, type, value }: WrittenRecord, before: Buffer | undefined): Buffer {
  let shared = 0
  while (before && shared < key.length && key[shared] === before[shared]) shared++
  return Buffer.concat([
    varint(shared),
    varint((key.length - shared) * 8 + type),
    key.subarray(shared),
    value,
  ])
}

function varint(value: number): Buffer {
  const bytes = [value % 0x80]
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) {
    rest--
    bytes.unshift(0x80 + (rest % 0x80))
  }
  return Buffer.from(bytes)
}

function uint24(value: number): Buffer {
  const bytes = Buffer.alloc(3)
  bytes.writeUIntBE(value, 0, 3)
  return bytes
}
