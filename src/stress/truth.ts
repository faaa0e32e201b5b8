/**
 * What the bytes of a file must be, known without the engine: computed from the offset, or read in the plain way.
 *
 * A generated file is a row of 32-bit words; the word at index i is a mix of i and the file's seed, so that bytes of
 * another offset, another file or another version of it are noticed.
 */
/* eslint no-bitwise: "off" -- the words of a generated file are 32-bit numbers */
import { closeSync, openSync } from 'node:fs'
import { readFully } from '../smmap/backend/read-backend.js'

/** Bytes compared at a time. */
const PIECE_BYTES = 16_384
/** Of a longer view, the first and the last piece and this many in between are compared. */
const SPOTS = 2

export interface Truth {
  /** Writes the true bytes from `offset` on into `out`. */
  fill(out: Uint8Array, offset: number): void
}

/** The truth of a generated file. */
export class ComputedTruth implements Truth {
  constructor(readonly seed: number) {}

  fill(out: Uint8Array, offset: number): void {
    const skew = offset % 4
    const words = new Uint32Array(Math.ceil((skew + out.length) / 4))
    this.fillWords(words, (offset - skew) / 4)
    out.set(new Uint8Array(words.buffer, skew, out.length))
  }

  // Hot: a word for every four bytes that the harness compares.
  fillWords(words: Uint32Array, first: number, count = words.length): void {
    const { seed } = this
    for (let i = 0; i < count; i++) {
      let mixed = Math.imul((first + i) ^ seed, 0x9e3779b1)
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
      words[i] = mixed ^ (mixed >>> 13)
    }
  }
}

/** The truth of any file: what reading it gives, through a descriptor of its own. */
export class ReadTruth implements Truth, Disposable {
  private readonly fd: number

  /** @throws {Error} The system's own, when the file cannot be opened. */
  constructor(path: string) {
    this.fd = openSync(path, 'r')
  }

  fill(out: Uint8Array, offset: number): void {
    readFully(this.fd, out, offset)
  }

  [Symbol.dispose](): void {
    closeSync(this.fd)
  }
}

const words = new Uint32Array(PIECE_BYTES / 4 + 1)
const bytes = new Uint8Array(words.buffer)

/**
 * Offset of the first byte of `view` found to differ from the truth, and -1 when none does.
 *
 * @param offset Of the view's first byte, from the start of the file.
 * @param compared Told how many bytes were looked at: all of a short view, and some pieces of a long one.
 */
export function differenceAt(
  view: Uint8Array,
  offset: number,
  truth: Truth,
  compared: (bytes: number) => void,
): number {
  const { length } = view
  if (length <= PIECE_BYTES * (SPOTS + 2)) {
    for (let at = 0; at < length; at += PIECE_BYTES) {
      const difference = comparePiece(view, at, offset, truth)
      if (difference !== -1) return difference
    }
    compared(length)
    return -1
  }
  const last = length - PIECE_BYTES
  for (let piece = 0; piece < SPOTS + 2; piece++) {
    const difference = comparePiece(view, Math.floor((last * piece) / (SPOTS + 1)), offset, truth)
    if (difference !== -1) return difference
  }
  compared((SPOTS + 2) * PIECE_BYTES)
  return -1
}

function comparePiece(view: Uint8Array, at: number, offset: number, truth: Truth): number {
  const length = Math.min(PIECE_BYTES, view.length - at)
  const begin = offset + at
  let skew = 0
  if (truth instanceof ComputedTruth) {
    skew = begin % 4
    truth.fillWords(words, (begin - skew) / 4, Math.ceil((skew + length) / 4))
  } else {
    truth.fill(bytes.subarray(0, length), begin)
  }
  const expected = bytes.subarray(skew, skew + length)
  if (Buffer.compare(view.subarray(at, at + length), expected) === 0) return -1
  let i = 0
  while (view[at + i] === expected[i]) i++
  return begin + i
}
