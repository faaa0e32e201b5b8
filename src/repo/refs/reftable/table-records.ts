/** The records of one reftable by key: refs, and the entries of their logs. Deletions are records too. */
import { encodeHex } from '../../../object/oid.js'
import { decodeName, encodeName } from '../../../object/name-text.js'
import { encodeText } from '../../../object/text.js'
import { CorruptRefError } from '../errors.js'
import type { ReflogEntry, RefValue } from '../ref-store.js'
import { type Block, type BlockType, type FieldReader, readBlock } from './block.js'
import type { TableFile } from './table-file.js'

/** An index over indexes over blocks: as deep as files of 2^53 bytes could need. */
const INDEX_DEPTH_MAX = 16

/** What one table says of a key; it hides what older tables say of it, a deletion too. */
export interface TableRecord<T> {
  readonly key: Buffer
  readonly value: T | 'deleted'
}

/** A ref; the key is its name. */
export type RefRecord = TableRecord<RefValue>
/** A reflog entry; the key is {@link logKeyOf} its ref and eight bytes. */
export type LogRecord = TableRecord<ReflogEntry>

/** The refs of a table from the first whose name is not below `from`, in order. */
export function* refRecords(file: TableFile, from: Uint8Array): Iterable<RefRecord> {
  const skip = (type: number, value: FieldReader): void => void readRefValue(type, value, file)
  for (const block of blocksFrom(file, 'r', 0, file.refIndexAt, from)) {
    for (const { key, valueType, value } of block.records(from, skip)) {
      yield { key, value: readRefValue(valueType, value, file) }
    }
  }
}

/** The log entries of a table from the first whose key is not below `from`: by ref, the newest first. */
export function* logRecords(file: TableFile, from: Uint8Array): Iterable<LogRecord> {
  const skip = (type: number, value: FieldReader): void => void readLogValue(type, value, file)
  for (const block of blocksFrom(file, 'g', file.logAt, file.logIndexAt, from)) {
    for (const { key, valueType, value } of block.records(from, skip)) {
      yield { key, value: readLogValue(valueType, value, file) }
    }
  }
}

/** What the keys of a ref's log entries begin with; the rest is the number of the change, counted down from 2^64 - 1. */
export function logKeyOf(name: string): Buffer {
  return Buffer.concat([encodeName(name), Buffer.alloc(1)])
}

/** The ref whose log an entry with this key is in. */
export function logNameOf(key: Uint8Array): string {
  return decodeName(key.subarray(0, key.indexOf(0)))
}

/** The blocks of a section, the first being the one in which `from` would stand. */
function* blocksFrom(
  file: TableFile,
  type: BlockType,
  sectionAt: number,
  indexAt: number,
  from: Uint8Array,
): Iterable<Block> {
  const first = indexAt === 0 ? sectionAt : positionByIndex(file, indexAt, from)
  if (first === undefined) return
  for (let position = first; ;) {
    const block = readBlock(file, position)
    if (block?.type !== type) return
    yield block
    position = block.next
  }
}

/** Goes down the index to the block in which `from` would stand; undefined: it is past the last one. */
function positionByIndex(file: TableFile, indexAt: number, from: Uint8Array): number | undefined {
  let position = indexAt
  for (let depth = 0; depth < INDEX_DEPTH_MAX; depth++) {
    const block = readBlock(file, position)
    if (block === undefined)
      throw new CorruptRefError(file.path, position, 'an index names no reftable block')
    if (block.type !== 'i') return position
    const found = childPosition(file, block, from)
    if (found === undefined) return undefined
    position = found
  }
  throw new CorruptRefError(file.path, indexAt, 'the indexes of the reftable are too deep')
}

/** Where the index that begins with block `first` leads for `from`. A writer may leave the top of it several blocks. */
function childPosition(file: TableFile, first: Block, from: Uint8Array): number | undefined {
  for (let block: Block | undefined = first; block?.type === 'i'; block = readBlock(file, block.next)) {
    // An index holds the last key of each block: the first that is not below is the block's.
    for (const { value } of block.records(from, (_type, fields) => void fields.varint()))
      return value.varint()
  }
  return undefined
}

function readRefValue(type: number, value: FieldReader, file: TableFile): RefValue | 'deleted' {
  value.varint() // when it changed, counted from the table's first change
  const readOid = (): string => encodeHex(value.take(file.algorithm.size))
  switch (type) {
    case 0:
      return 'deleted'
    case 1:
      return { kind: 'direct', oid: readOid() }
    case 2:
      return { kind: 'direct', oid: readOid(), peeled: readOid() }
    case 3:
      return { kind: 'symbolic', target: decodeName(value.take(value.varint())) }
    default:
      throw value.corrupt(`unknown type ${type} of a ref's value`)
  }
}

function readLogValue(type: number, value: FieldReader, file: TableFile): ReflogEntry | 'deleted' {
  if (type === 0) return 'deleted'
  if (type !== 1) throw value.corrupt(`unknown type ${type} of a log entry`)
  const oldOid = encodeHex(value.take(file.algorithm.size))
  const newOid = encodeHex(value.take(file.algorithm.size))
  const name = value.take(value.varint())
  const email = value.take(value.varint())
  const seconds = value.varint()
  const zone = signed16(value)
  const message = value.take(value.varint())
  const committer = Buffer.concat([
    name,
    encodeText(' <'),
    email,
    encodeText(`> ${seconds} ${zoneText(zone)}`),
  ])
  return { oldOid, newOid, committer, message: message.at(-1) === 0x0a ? message.subarray(0, -1) : message }
}

function signed16(value: FieldReader): number {
  return value.take(2).readInt16BE()
}

/** The number is written as it reads, not in minutes: -730 is half past seven west. */
function zoneText(zone: number): string {
  return `${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(4, '0')}`
}
