/**
 * Standard output: collected in one reused buffer, so that neither a line nor an object costs a system call.
 *
 * Nothing leaves before `flush`, or before the buffer is full or something large comes, which is written directly.
 */
/* eslint no-bitwise: "off" -- the operands are single bytes */
import { copyBytes } from '../../base/copy-bytes.js'
import { encodeName, hasEscapedBytes } from '../../object/name-text.js'
import type { ByteSink } from './byte-sink.js'

const BUFFER_SIZE = 256 * 1024
/** What a pipe takes at once: a piece as large as that is written as it is, which spares a copy of it. */
const DIRECT_MIN = 64 * 1024
/** Text up to this length is written here; above it, a call that leaves JavaScript pays. */
const SHORT = 24
/** Bytes up to this length are copied here, without a view of them. */
const SHORT_BYTES = 64
const DIGIT_0 = 0x30
/** Of 2^53. */
const DECIMAL_DIGITS_MAX = 16
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** Bytes that one UTF-16 unit of text can need in UTF-8. */
const UTF8_BYTES_MAX = 3

export class Output {
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE)
  private used = 0

  constructor(private readonly sink: ByteSink) {}

  /** Text as UTF-8, and bytes of names that are not as they were. */
  text(text: string): void {
    if (text.length * UTF8_BYTES_MAX > BUFFER_SIZE || hasEscapedBytes(text)) {
      this.bytes(encodeName(text))
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
    if (text.length > SHORT) {
      this.used += this.buffer.write(text, this.used, 'latin1')
      return
    }
    for (let i = 0; i < text.length; i++) this.buffer[this.used++] = text.charCodeAt(i)
  }

  /** Bytes as hexadecimal digits. Hot: an oid for each object of a scan. */
  hex(bytes: Uint8Array): void {
    const { length } = bytes
    this.reserve(length * 2)
    const { buffer } = this
    let at = this.used
    for (let i = 0; i < length; i++) {
      const byte = bytes[i]!
      buffer[at++] = HEX_DIGITS[byte >>> 4]!
      buffer[at++] = HEX_DIGITS[byte & 0x0f]!
    }
    this.used = at
  }

  /** A whole number from 0 on in decimal digits. Hot: a size for each object of a scan. */
  decimal(value: number): void {
    this.reserve(DECIMAL_DIGITS_MAX)
    let digits = 1
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++
    this.used += digits
    let rest = value
    for (let at = this.used - 1; digits > 0; digits--, at--) {
      this.buffer[at] = DIGIT_0 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
  }

  /** Bytes as they are, from `begin` to `end`; the caller may reuse them at once. */
  bytes(bytes: Uint8Array, begin = 0, end = bytes.length): void {
    const size = end - begin
    if (size >= DIRECT_MIN) {
      this.flush()
      this.sink.write(bytes, begin, end)
      return
    }
    this.reserve(size)
    if (size <= SHORT_BYTES) {
      for (let i = begin; i < end; i++) this.buffer[this.used++] = bytes[i]!
      return
    }
    // A whole array is the common case and needs no view of a part.
    copyBytes(this.buffer, this.used, size === bytes.length ? bytes : bytes.subarray(begin, end))
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
