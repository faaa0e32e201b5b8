/** The lines of fixed length that commits and tags begin with: `word SP hex-oid LF`. */
import { decodeHexAt } from './oid.js'
import { asciiText } from './text.js'

const LF = 0x0a
const SPACE = 0x20
const TREE = Uint8Array.from('tree ', (char) => char.charCodeAt(0))
const HEX = /^[0-9a-fA-F]+$/

/**
 * The oid of the line `word SP oid LF` at `at`, in lower case; undefined if no such line is there.
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
  const hex = asciiText(data, oidAt, oidAt + hexSize)
  return HEX.test(hex) ? hex.toLowerCase() : undefined
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
