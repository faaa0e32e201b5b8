/** The path of the object that a walk has come to, as bytes: making a string of each name took longer than finding it. */

const FIRST_CAPACITY = 1024
const SLASH = 0x2f

export class PathBuffer {
  /** The path is `bytes[0…length]`. */
  bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
  length = 0

  /** @param text One unit a byte. */
  set(text: string): void {
    this.#reserve(text.length)
    this.length = this.bytes.write(text, 'latin1')
  }

  /** Puts the name `from[at…end]` behind the first `keep` bytes of the path. */
  setName(keep: number, from: Uint8Array, at: number, end: number): void {
    const length = keep + end - at
    this.#reserve(length)
    const { bytes } = this
    for (let to = keep; to < length; at++, to++) bytes[to] = from[at]!
    this.length = length
  }

  /** Makes the path one that names of a folder are put behind, unless it is empty. @returns Its length now. */
  enterFolder(): number {
    if (this.length === 0) return 0
    this.#reserve(this.length + 1)
    this.bytes[this.length++] = SLASH
    return this.length
  }

  /** One unit a byte. */
  toString(): string {
    return this.bytes.toString('latin1', 0, this.length)
  }

  /** A copy of the bytes. */
  copy(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.bytes, 0, this.length)
  }

  #reserve(length: number): void {
    if (length <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}
