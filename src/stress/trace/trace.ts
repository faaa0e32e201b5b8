/** Traces read and written as operations; the format is that of smmap/trace/trace-format.ts. */
import { PackmapError } from '../../base/errors.js'
import { TRACE_RECORD, TRACE_SIGNATURE } from '../../smmap/trace/trace-format.js'
import { TraceWriter } from '../../smmap/trace/trace-writer.js'
import { FAILURE_CODES, type Operation, READ_KINDS, SOURCE_KINDS } from '../operation.js'

export interface TraceFile {
  readonly name: string
  readonly size: number
  /** Of generated content; -1: it was a real file. */
  readonly seed: number
}

/** Where the operations come from and what they ran on; whatever is not known is absent. */
export interface TraceSettings {
  readonly scenario?: string
  readonly backend?: string
  readonly manager?: 'static' | 'sliding'
  /** Null: no limit. */
  readonly memoryBytes?: number | null
  readonly windowBytes?: number
  readonly handles?: number | null
  readonly strict?: boolean
  readonly idleMilliseconds?: number | null
  /** Operations on a repository: where it is, or the seed that it was made from. */
  readonly repository?: string
  readonly repositorySeed?: number
  readonly violation?: string
}

/** Whether the operations are those of a repository's user, and not those of the engine's. */
export function isOnRepository({ repository, repositorySeed }: TraceSettings): boolean {
  return repository !== undefined || repositorySeed !== undefined
}

export interface Trace {
  readonly settings: TraceSettings
  readonly files: readonly TraceFile[]
  readonly operations: readonly Operation[]
}

/** The bytes break the format of a trace. */
export class CorruptTraceError extends PackmapError {
  override readonly name = 'CorruptTraceError'
  readonly code = 'CORRUPT_TRACE'

  /** @param offset Bytes from the start of the trace. */
  constructor(
    readonly offset: number,
    detail: string,
  ) {
    super(`not a trace: ${detail} (at byte ${offset})`)
  }
}

/** @throws {CorruptTraceError} A record is unknown or cut short; but a last record that is cut is left out. */
export function readTrace(bytes: Uint8Array): Trace {
  const reader = new RecordReader(bytes)
  let settings: TraceSettings = {}
  const files: TraceFile[] = []
  const operations: Operation[] = []
  while (!reader.done) {
    const begin = reader.at
    try {
      const kind = reader.varint()
      if (kind === TRACE_RECORD.settings) settings = JSON.parse(reader.text()) as TraceSettings
      else if (kind === TRACE_RECORD.file) {
        const [size, seed] = [reader.varint(), reader.varint() - 1]
        files.push({ size, seed, name: reader.text() })
      } else operations.push(reader.operation(kind, begin))
    } catch (error) {
      // The program that wrote it may have been killed in the middle.
      if (error instanceof RangeError) break
      throw error
    }
  }
  checkFiles(operations, files.length)
  return { settings, files, operations }
}

export function writeTrace({ settings, files, operations }: Trace): Uint8Array {
  const pieces: Uint8Array[] = []
  const writer = new TraceWriter((bytes) => pieces.push(Buffer.from(bytes)))
  beginTrace(writer, settings, files)
  for (const operation of operations) writeOperation(writer, operation)
  writer.flush()
  return Buffer.concat(pieces)
}

/** What a trace begins with. */
export function beginTrace(writer: TraceWriter, settings: TraceSettings, files: readonly TraceFile[]): void {
  writer.settings(JSON.stringify(settings))
  for (const { name, size, seed } of files) writer.file(name, size, seed)
}

export function writeOperation(writer: TraceWriter, operation: Operation): void {
  switch (operation.kind) {
    case 'use':
      writer.use(operation.slot, operation.file, operation.offset, operation.size, operation.minSize)
      break
    case 'read': {
      const { by, slot, file, offset, size } = operation
      writer.record('read', READ_KINDS.indexOf(by), slot, file, offset, size)
      break
    }
    case 'resume':
      writer.record('resume', operation.slot, operation.offset)
      break
    case 'open':
      writer.record('open', SOURCE_KINDS.indexOf(operation.as), operation.slot, operation.file)
      break
    case 'rest':
      writer.record('rest', operation.milliseconds)
      break
    case 'replace-alike':
      writer.record('replaceAlike', operation.file)
      break
    case 'unuse':
    case 'drop':
      writer.record(operation.kind, operation.slot)
      break
    case 'assign':
      writer.record('assign', operation.slot, operation.from)
      break
    case 'collect':
    case 'turn':
      writer.record(operation.kind)
      break
    case 'release-all':
      writer.record('releaseAll')
      break
    case 'fail':
      writer.record('fail', FAILURE_CODES.indexOf(operation.code), operation.count)
      break
    case 'hide':
    case 'show':
    case 'replace':
      writer.record(operation.kind, operation.file)
      break
    case 'truncate':
    case 'grow':
      writer.record(operation.kind, operation.file, operation.size)
      break
    case 'object':
    case 'header':
      writer.texts(operation.kind, operation.oid)
      break
    case 'path':
      writer.texts('path', operation.commit, operation.path, operation.oid)
      break
  }
}

class RecordReader {
  at = TRACE_SIGNATURE.length
  private readonly bytes: Buffer
  private readonly ends: number[] = []

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (this.bytes.toString('latin1', 0, TRACE_SIGNATURE.length) !== TRACE_SIGNATURE) {
      throw new CorruptTraceError(0, 'it does not begin as one')
    }
  }

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  /** @throws {RangeError} The trace ends before. */
  varint(): number {
    const begin = this.at
    let value = 0
    for (let scale = 1; ; scale *= 0x80) {
      if (this.at >= this.bytes.length) throw new RangeError('the trace is cut')
      const byte = this.bytes[this.at++]!
      value += (byte % 0x80) * scale
      if (!Number.isSafeInteger(value)) throw new CorruptTraceError(begin, 'a number is beyond 2^53')
      if (byte < 0x80) return value
    }
  }

  /** @throws {RangeError} The trace ends before. */
  text(): string {
    const length = this.varint()
    if (length > this.bytes.length - this.at) throw new RangeError('the trace is cut')
    this.at += length
    return this.bytes.toString('utf8', this.at - length, this.at)
  }

  operation(kind: number, begin: number): Operation {
    switch (kind) {
      case TRACE_RECORD.use: {
        const [slot, file] = [this.varint(), this.varint()]
        const folded = this.varint()
        const distance = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
        const [size, minSize] = [this.varint(), this.varint()]
        const offset = (this.ends[file] ?? 0) + distance
        if (offset < 0) throw new CorruptTraceError(begin, 'an offset is before the file')
        this.ends[file] = offset + size
        return { kind: 'use', slot, file, offset, size, minSize }
      }
      case TRACE_RECORD.read: {
        const by = this.oneOf(READ_KINDS, begin)
        const [slot, file, offset, size] = [this.varint(), this.varint(), this.varint(), this.varint()]
        return { kind: 'read', by, slot, file, offset, size }
      }
      case TRACE_RECORD.resume:
        return { kind: 'resume', slot: this.varint(), offset: this.varint() }
      case TRACE_RECORD.open: {
        const as = this.oneOf(SOURCE_KINDS, begin)
        return { kind: 'open', slot: this.varint(), file: this.varint(), as }
      }
      case TRACE_RECORD.rest:
        return { kind: 'rest', milliseconds: this.varint() }
      case TRACE_RECORD.replaceAlike:
        return { kind: 'replace-alike', file: this.varint() }
      case TRACE_RECORD.unuse:
        return { kind: 'unuse', slot: this.varint() }
      case TRACE_RECORD.drop:
        return { kind: 'drop', slot: this.varint() }
      case TRACE_RECORD.assign:
        return { kind: 'assign', slot: this.varint(), from: this.varint() }
      case TRACE_RECORD.collect:
        return { kind: 'collect' }
      case TRACE_RECORD.releaseAll:
        return { kind: 'release-all' }
      case TRACE_RECORD.turn:
        return { kind: 'turn' }
      case TRACE_RECORD.fail: {
        return { kind: 'fail', code: this.oneOf(FAILURE_CODES, begin), count: this.varint() }
      }
      case TRACE_RECORD.hide:
        return { kind: 'hide', file: this.varint() }
      case TRACE_RECORD.show:
        return { kind: 'show', file: this.varint() }
      case TRACE_RECORD.truncate:
        return { kind: 'truncate', file: this.varint(), size: this.varint() }
      case TRACE_RECORD.grow:
        return { kind: 'grow', file: this.varint(), size: this.varint() }
      case TRACE_RECORD.replace:
        return { kind: 'replace', file: this.varint() }
      case TRACE_RECORD.object:
        return { kind: 'object', oid: this.text() }
      case TRACE_RECORD.header:
        return { kind: 'header', oid: this.text() }
      case TRACE_RECORD.path:
        return { kind: 'path', commit: this.text(), path: this.text(), oid: this.text() }
      default:
        throw new CorruptTraceError(begin, `records of kind ${kind} are unknown`)
    }
  }

  private oneOf<T>(names: readonly T[], begin: number): T {
    const name = names[this.varint()]
    if (name === undefined) throw new CorruptTraceError(begin, 'a name is unknown')
    return name
  }
}

function checkFiles(operations: readonly Operation[], files: number): void {
  for (const operation of operations) {
    if ('file' in operation && operation.file >= files) {
      throw new CorruptTraceError(0, `file ${operation.file} is used and not named`)
    }
  }
}
