/** Reflog files: a line `old SP new SP ident TAB message LF` for each change, oldest first. */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { asciiText } from '../../object/text.js'
import type { ReflogEntry } from './ref-store.js'

const LF = 0x0a
const TAB = 0x09
const SPACE = 0x20
const HEX = /^[0-9a-fA-F]+$/

/** The entries of a reflog's bytes, newest first. Lines that are no entry are passed over, as git passes them. */
export function* reflogEntries(bytes: Uint8Array, algorithm: HashAlgorithm): Iterable<ReflogEntry> {
  let end = bytes[bytes.length - 1] === LF ? bytes.length - 1 : bytes.length
  while (end > 0) {
    const newline = bytes.lastIndexOf(LF, end - 1)
    const entry = parseEntry(bytes.subarray(newline + 1, end), algorithm)
    if (entry) yield entry
    end = newline
  }
}

function parseEntry(line: Uint8Array, algorithm: HashAlgorithm): ReflogEntry | undefined {
  const oldOid = hexBefore(line, 0, SPACE, algorithm)
  const newOid = hexBefore(line, algorithm.hexSize + 1, SPACE, algorithm)
  if (oldOid === undefined || newOid === undefined) return undefined
  const identAt = 2 * (algorithm.hexSize + 1)
  const tab = line.indexOf(TAB, identAt)
  const committer = line.subarray(identAt, tab === -1 ? line.length : tab)
  const message = tab === -1 ? line.subarray(line.length) : line.subarray(tab + 1)
  return { oldOid, newOid, committer, message }
}

function hexBefore(
  line: Uint8Array,
  at: number,
  terminator: number,
  algorithm: HashAlgorithm,
): string | undefined {
  const end = at + algorithm.hexSize
  if (line[end] !== terminator) return undefined
  const hex = asciiText(line, at, end)
  return HEX.test(hex) ? hex.toLowerCase() : undefined
}
