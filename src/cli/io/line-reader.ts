/**
 * Standard input as lines of bytes: object names may be paths, and paths are not always text.
 *
 * Lines stay where they were read; the reader says where the current one begins and ends. Input is read in large
 * pieces, and just before a read that may wait, the caller is told: it then flushes its answers, so that a client
 * which writes one line and waits gets its answer, and one that writes thousands costs no flush for each.
 */
import type { ByteSource } from './byte-source.js'

const LF = 0x0a
const CR = 0x0d
const PIECE_SIZE = 128 * 1024

export class LineReader {
  /** Holds the current line; valid until the next call of {@link next}. */
  buffer = Buffer.allocUnsafe(PIECE_SIZE)
  /** First byte of the current line in {@link buffer}. */
  begin = 0
  /** One past its last byte: the terminator is not part of it. */
  end = 0

  private filled = 0
  private nextLine = 0
  private atEnd = false

  /**
   * @param terminator 0x0a, or 0 for `-z`. As git does, a CR before a LF belongs to the terminator.
   * @param beforeWaiting Called before every read of `source`.
   */
  constructor(
    private readonly source: ByteSource,
    private readonly terminator: number,
    private readonly beforeWaiting: () => void,
  ) {}

  /** Moves to the next line; the last one need not be terminated. False at the end of input. */
  next(): boolean {
    let searched = this.nextLine
    for (;;) {
      const at = searched < this.filled ? this.buffer.indexOf(this.terminator, searched) : -1
      if (at >= 0 && at < this.filled) {
        this.take(at, at + 1)
        return true
      }
      if (this.atEnd) {
        if (this.nextLine === this.filled) return false
        this.take(this.filled, this.filled)
        return true
      }
      searched = this.filled - this.nextLine // what is left moves to the front
      this.fill()
    }
  }

  private take(end: number, nextLine: number): void {
    this.begin = this.nextLine
    this.nextLine = nextLine
    const crlf = this.terminator === LF && end > this.begin && nextLine > end && this.buffer[end - 1] === CR
    this.end = crlf ? end - 1 : end
  }

  /** Reads one more piece behind the unfinished line, which moves to the front of the buffer. */
  private fill(): void {
    if (this.nextLine > 0) this.buffer.copyWithin(0, this.nextLine, this.filled)
    this.filled -= this.nextLine
    this.nextLine = 0
    if (this.filled === this.buffer.length) {
      const larger = Buffer.allocUnsafe(this.buffer.length * 2)
      this.buffer.copy(larger, 0, 0, this.filled)
      this.buffer = larger
    }
    this.beforeWaiting()
    const size = this.source.read(this.buffer, this.filled)
    this.filled += size
    this.atEnd = size === 0
  }
}
