/**
 * What a subject says of its results, so that they can be compared with git's: small enough to be part of the time that
 * is measured, the same in any order, and in every language the same numbers.
 *
 * A content counts with its size and its first, middle and last byte, an oid with its first 48 bits.
 */
const MODULUS = 2 ** 52

export class Digest {
  value = 0

  number(value: number): void {
    this.value = (this.value + value) % MODULUS
  }

  content(bytes: Uint8Array, begin = 0, size = bytes.length): void {
    let sum = size
    if (size > 0) {
      const middle = begin + Math.floor(size / 2)
      sum += bytes[begin]! * 7 + bytes[middle]! * 31 + bytes[begin + size - 1]! * 101
    }
    this.number(sum)
  }

  oid(hex: string): void {
    this.number(parseInt(hex.slice(0, 12), 16))
  }
}
