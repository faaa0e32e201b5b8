/**
 * Standard output: collected in one reused buffer, so that neither a line nor an object costs a system call.
 *
 * Nothing leaves before `flush`, or before the buffer is full. What is larger than the buffer is written directly.
 */
import type { ByteSink } from './byte-sink.js'

const BUFFER_SIZE = 256 * 1024
/** Bytes that one UTF-16 unit of text can need in UTF-8. */
const UTF8_BYTES_MAX = 3

export class Output {
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE)
  private used = 0

  constructor(private readonly sink: ByteSink) {}

  /** Text as UTF-8. */
  text(text: string): void {
    if (text.length * UTF8_BYTES_MAX > BUFFER_SIZE) {
      this.bytes(Buffer.from(text, 'utf8'))
      return
    }
    this.reserve(text.length * UTF8_BYTES_MAX)
    this.used += this.buffer.write(text, this.used, 'utf8')
  }

  /** Text whose every unit is one byte: ASCII, or bytes of unknown encoding kept in a string ("latin1"). */
  raw(text: string): void {
    if (text.length > BUFFER_SIZE) {
      this.bytes(Buffer.from(text, 'latin1'))
      return
    }
    this.reserve(text.length)
    this.used += this.buffer.write(text, this.used, 'latin1')
  }

  /** Bytes as they are, from `begin` to `end`; the caller may reuse them at once. */
  bytes(bytes: Uint8Array, begin = 0, end = bytes.length): void {
    const size = end - begin
    if (size > BUFFER_SIZE - this.used) {
      this.flush()
      if (size >= BUFFER_SIZE) {
        this.sink.write(bytes, begin, end)
        return
      }
    }
    // A whole array is the common case and needs no view of a part.
    this.buffer.set(size === bytes.length ? bytes : bytes.subarray(begin, end), this.used)
    this.used += size
  }

  /** One byte, such as a line's end. */
  byte(byte: number): void {
    this.reserve(1)
    this.buffer[this.used++] = byte
  }

  /** Hands everything to the other side now. */
  flush(): void {
    const size = this.used
    if (size === 0) return
    this.used = 0 // first, so that a broken pipe is not written to again
    this.sink.write(this.buffer, 0, size)
  }

  private reserve(size: number): void {
    if (size > BUFFER_SIZE - this.used) this.flush()
  }
}
