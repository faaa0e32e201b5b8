/**
 * One zlib stream out of a file that is seen through windows, in as many pieces as its reader likes.
 */
import { SHORT_SIZE_MAX } from '../core/core-layout.js'
import { streamSizeMax } from './arena-inflater.js'
import type { Inflater } from './inflater.js'

/** A file seen through a window: `bytes[offset - begin]`, after {@link ByteWindow.seek} to that offset. */
export interface ByteWindow {
  readonly bytes: Uint8Array
  readonly begin: number
  readonly end: number
  seek(offset: number, wanted?: number): void
  /** Copies a range across windows, where it is possible to go back afterwards. */
  copy?(offset: number, length: number, out: Uint8Array, at: number): void
}

/** The answer of {@link StreamInflater.fill} when the stream is broken. */
export const BROKEN = -1

export class StreamInflater {
  /** One past the last byte of the file that was used: past the whole stream, once it has ended. */
  offset = 0
  /** The stream is complete, and its Adler-32 right. */
  hasEnded = false
  /** What is wrong, after {@link BROKEN}. */
  fault = ''
  readonly #inflater: Inflater
  /** Where a short stream is put together that the edge of a window may cut. */
  #gathered: Uint8Array | undefined
  #file: ByteWindow | undefined
  #limit = 0
  #start = 0

  constructor(inflater: Inflater) {
    this.#inflater = inflater
  }

  /**
   * Turns to the stream at `offset`, forgetting the one before.
   *
   * @param limit One past the last byte of the file that may belong to it.
   */
  begin(file: ByteWindow, offset: number, limit: number): void {
    this.#inflater.reset()
    this.#file = file
    this.offset = offset
    this.#start = offset
    this.#limit = limit
    this.hasEnded = false
  }

  /**
   * Inflates the next `room` bytes to `output[at…]`, or all that are left.
   *
   * Hot: once per entry that the cache does not have. With room for one byte more than the stream is said to hold,
   * a single call both inflates it and finds out whether it is longer. When the room is filled exactly,
   * `hasEnded` stays false, even if nothing more would come.
   *
   * @returns Bytes inflated, or {@link BROKEN}: then `fault` says why.
   */
  fill(output: Uint8Array, at: number, room: number): number {
    const file = this.#file!
    const inflater = this.#inflater
    const limit = this.#limit
    let left = room
    while (left > 0 && !this.hasEnded) {
      const offset = this.offset
      // At the limit zlib may still hold bytes that it has taken in and not used.
      if (offset < limit) file.seek(offset, Math.min(limit - offset, left))
      let bytes = file.bytes
      let size = offset < limit ? Math.min(file.end, limit) - offset : 0
      let from = size > 0 ? offset - file.begin : 0
      const mayBeCut = size < left && offset + size < limit && offset === this.#start
      if (mayBeCut && left <= SHORT_SIZE_MAX && inflater.wantsWhole && file.copy) {
        size = Math.min(streamSizeMax(left), limit - offset)
        bytes = this.#gathered ??= new Uint8Array(streamSizeMax(SHORT_SIZE_MAX))
        file.copy(offset, size, bytes, 0)
        from = 0
      }
      const isLastWindow = offset + size >= limit
      // Nearly every stream ends in the window in which it begins, and is cheapest when that is taken for granted.
      const isLikelyLast = offset === this.#start && size >= left / 2
      let status = inflater.step(bytes, from, size, output, at, left, isLikelyLast || isLastWindow)
      if (status === 'input-used' && isLikelyLast && !isLastWindow) {
        inflater.reset()
        status = inflater.step(bytes, from, size, output, at, left, false)
      }
      if (status === 'corrupt' || (status === 'input-used' && isLastWindow)) {
        this.fault =
          status === 'corrupt' ? `broken zlib stream: ${inflater.fault}` : 'zlib stream is cut short'
        return BROKEN
      }
      at += left - inflater.outputLeft
      left = inflater.outputLeft
      this.offset = offset + size - inflater.inputLeft
      this.hasEnded = status === 'end'
    }
    return room - left
  }
}
