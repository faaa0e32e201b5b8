/** Numbers from 0 on as one bit each: what a bitmap of many objects is, spread out. */
/* eslint no-bitwise: "off" -- words of 32 bits; which word a bit is in is found by division */

const WORD_BITS = 32

export class BitSet {
  /** Bit `n` is bit `n % 32` of word `n / 32`; bits beyond the words are not set. */
  words: Uint32Array

  /** @param bits For how many there is room at first; it grows. */
  constructor(bits = 0) {
    this.words = new Uint32Array(Math.ceil(bits / WORD_BITS))
  }

  has(bit: number): boolean {
    return ((this.words[Math.floor(bit / WORD_BITS)] ?? 0) & (1 << (bit % WORD_BITS))) !== 0
  }

  add(bit: number): void {
    const word = Math.floor(bit / WORD_BITS)
    if (word >= this.words.length) this.#reserve(Math.max(word + 1, 2 * this.words.length))
    this.words[word]! |= 1 << (bit % WORD_BITS)
  }

  /** Sets the bits `from` to `end - 1`. */
  addRange(from: number, end: number): void {
    let bit = from
    for (; bit < end && bit % WORD_BITS !== 0; bit++) this.add(bit)
    const wholeEnd = Math.max(bit, end - (end % WORD_BITS))
    if (wholeEnd > bit) {
      this.#reserve(wholeEnd / WORD_BITS)
      this.words.fill(0xffff_ffff, bit / WORD_BITS, wholeEnd / WORD_BITS)
    }
    for (bit = wholeEnd; bit < end; bit++) this.add(bit)
  }

  delete(bit: number): void {
    if (this.has(bit)) this.words[Math.floor(bit / WORD_BITS)]! &= ~(1 << (bit % WORD_BITS))
  }

  or({ words }: BitSet): void {
    this.#reserve(words.length)
    for (let i = 0; i < words.length; i++) this.words[i]! |= words[i]!
  }

  xor({ words }: BitSet): void {
    this.#reserve(words.length)
    for (let i = 0; i < words.length; i++) this.words[i]! ^= words[i]!
  }

  andNot({ words }: BitSet): void {
    const count = Math.min(words.length, this.words.length)
    for (let i = 0; i < count; i++) this.words[i]! &= ~words[i]!
  }

  copy(): BitSet {
    const copy = new BitSet()
    copy.words = this.words.slice()
    return copy
  }

  equals({ words }: BitSet): boolean {
    const count = Math.max(words.length, this.words.length)
    for (let i = 0; i < count; i++) if ((words[i] ?? 0) !== (this.words[i] ?? 0)) return false
    return true
  }

  /** How many bits are set, among those of `mask` if there is one. */
  count(mask?: BitSet): number {
    let count = 0
    for (let i = 0; i < this.words.length; i++) {
      for (let word = this.#wordAt(i, mask); word !== 0; word &= word - 1) count++
    }
    return count
  }

  /** Ascending; those that `mask` has too if there is one. */
  forEach(visit: (bit: number) => void, mask?: BitSet): void {
    for (let i = 0; i < this.words.length; i++) {
      for (let word = this.#wordAt(i, mask); word !== 0; word &= word - 1) {
        visit(i * WORD_BITS + 31 - Math.clz32(word & -word))
      }
    }
  }

  #wordAt(i: number, mask: BitSet | undefined): number {
    return mask ? this.words[i]! & (mask.words[i] ?? 0) : this.words[i]!
  }

  #reserve(words: number): void {
    if (words <= this.words.length) return
    const grown = new Uint32Array(words)
    grown.set(this.words)
    this.words = grown
  }
}
