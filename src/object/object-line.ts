/** The lines of fixed length that commits and tags begin with: `word SP hex-oid LF`. */
import { decodeHexAt } from './oid.js'

const LF = 0x0a
const SPACE = 0x20
const TREE = Uint8Array.from('tree ', (char) => char.charCodeAt(0))
/** The digit in lower case of each byte that is a hex digit, and 0 of the others. */
const DIGIT = new Uint8Array(256)
for (const digit of '0123456789abcdefABCDEF') DIGIT[digit.charCodeAt(0)] = digit.toLowerCase().charCodeAt(0)
/** Where digits are gathered: a string is cheapest made from a Buffer that is there already. */
const DIGITS = Buffer.allocUnsafeSlow(64)

/**
 * The oid of the line `word SP oid LF` at `at`, in lower case; undefined if no such line is there.
 *
 * Hot: two or more times for each commit of a walk.
 *
 * @param hexSize Digits of an oid.
 */
export function parseHexLine(
  data: Uint8Array,
  at: number,
  word: string,
  hexSize: number,
): string | undefined {
  const oidAt = at + word.length + 1
  if (data[oidAt + hexSize] !== LF || data[oidAt - 1] !== SPACE) return undefined
  for (let i = 0; i < word.length; i++) if (data[at + i] !== word.charCodeAt(i)) return undefined
  for (let i = 0; i < hexSize; i++) {
    const digit = DIGIT[data[oidAt + i]!]!
    if (digit === 0) return undefined
    DIGITS[i] = digit
  }
  return DIGITS.toString('latin1', 0, hexSize)
}

/**
 * Reads the line `tree SP oid LF` that a commit at `data[at…end]` begins with.
 *
 * @param oid Gets the raw oid, and is as long as one.
 * @returns False: no such line is there; `oid` is then undefined.
 */
export function parseTreeLine(data: Uint8Array, at: number, end: number, oid: Uint8Array): boolean {
  const oidAt = at + TREE.length
  const oidEnd = oidAt + 2 * oid.length
  if (oidEnd >= end || data[oidEnd] !== LF) return false
  for (let i = 0; i < TREE.length; i++) if (data[at + i] !== TREE[i]) return false
  return decodeHexAt(data, oidAt, oid, oid.length)
}
