/** Writes records of a trace; see trace-format.ts. */
import { TRACE_RECORD, TRACE_SIGNATURE } from './trace-format.js'

const BUFFER_BYTES = 65_536
/** A record without text has fewer bytes than this. */
const RECORD_BYTES_MAX = 64

export class TraceWriter {
  private readonly buffer = Buffer.alloc(BUFFER_BYTES)
  private used: number
  /** End of the previous use, by file. */
  private readonly ends: number[] = []

  /** @param sink Given bytes that it must write or copy before it returns. */
  constructor(private readonly sink: (bytes: Uint8Array) => void) {
    this.used = this.buffer.write(TRACE_SIGNATURE, 'latin1')
  }

  settings(json: string): void {
    this.begin(TRACE_RECORD.settings)
    this.text(json)
  }

  /** @param seed Of generated content; -1 for a real file. @returns The number of the file. */
  file(name: string, size: number, seed = -1): number {
    this.begin(TRACE_RECORD.file)
    this.varint(size)
    this.varint(seed + 1)
    this.text(name)
    return this.ends.push(0) - 1
  }

  use(cursor: number, file: number, offset: number, size: number, minSize: number): void {
    this.begin(TRACE_RECORD.use)
    this.varint(cursor)
    this.varint(file)
    const distance = offset - this.ends[file]!
    this.varint(distance < 0 ? -2 * distance - 1 : 2 * distance)
    this.varint(size)
    this.varint(minSize)
    this.ends[file] = offset + size
  }

  /** A record of any other kind, with its fields. */
  record(kind: keyof typeof TRACE_RECORD, ...fields: readonly number[]): void {
    this.begin(TRACE_RECORD[kind])
    for (const field of fields) this.varint(field)
  }

  /** A record of any other kind whose fields are texts. */
  texts(kind: keyof typeof TRACE_RECORD, ...fields: readonly string[]): void {
    this.begin(TRACE_RECORD[kind])
    for (const field of fields) this.text(field)
  }

  /** Hands everything to the sink. */
  flush(): void {
    if (this.used === 0) return
    const { used } = this
    this.used = 0
    this.sink(this.buffer.subarray(0, used))
  }

  private begin(kind: number): void {
    if (this.used > BUFFER_BYTES - RECORD_BYTES_MAX) this.flush()
    this.varint(kind)
  }

  private varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.buffer[this.used++] = 0x80 + (rest % 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.buffer[this.used++] = rest
  }

  private text(text: string): void {
    const bytes = Buffer.from(text, 'utf8')
    this.varint(bytes.length)
    this.flush()
    this.sink(bytes)
  }
}
