/** The lines of the content that is blamed. */

const LF = 0x0a

export class FinalLines {
  /** Where each line begins, and where the last one ends. */
  readonly #starts: number[] = [0]
  readonly #scores: (number | undefined)[] = []

  constructor(readonly data: Uint8Array) {
    for (let at = data.indexOf(LF); at >= 0; at = data.indexOf(LF, at + 1)) this.#starts.push(at + 1)
    if (this.#starts.at(-1) !== data.length) this.#starts.push(data.length)
  }

  /** One without an end counts. */
  get count(): number {
    return this.#starts.length - 1
  }

  /** Bytes of `count` lines from `line` on, counted from 0. */
  lines(line: number, count = 1): Uint8Array {
    return this.data.subarray(this.#starts[line], this.#starts[line + count])
  }

  /** What git takes for how much a run says: its letters and digits, and one. */
  score(line: number, count: number): number {
    let sum = 1
    for (let i = line; i < line + count; i++) sum += this.#scores[i] ??= lettersAndDigits(this.lines(i))
    return sum
  }
}

function lettersAndDigits(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) {
    const isDigit = byte >= 0x30 && byte <= 0x39
    const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
    if (isDigit || isLetter) count++
  }
  return count
}
