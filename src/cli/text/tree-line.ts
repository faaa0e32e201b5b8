/** Entries of a tree as `ls-tree` and `cat-file -p` print them. */
import { canonicalMode, type EntryPosition, readEntry, type Tree, typeOfMode } from '../../object/tree.js'
import type { Output } from '../io/output.js'
import { quotePath } from '../../text/quote-path.js'

/** The mode in git's six octal digits. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(6, '0')
}

/**
 * Writes a line for each entry: `100644 blob <oid> TAB <path>`.
 *
 * All of the tree is made text twice, in hex and as it is, and lines are cut out of that: most trees are printed by a
 * process that prints no other, in which an array and a call into Node for each oid and name cost more than this.
 *
 * @param quoteHigh As in {@link quotePath}.
 * @throws {CorruptObjectError} An entry is cut short or malformed; those before it are written.
 */
export function writeTree(out: Output, { oid, data, algorithm }: Tree, quoteHigh: boolean): void {
  const { size } = algorithm
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length)
  const hex = bytes.toString('hex')
  const raw = bytes.toString('latin1')
  const kinds = new Map<number, string>()
  const position: EntryPosition = { rawMode: 0, nameAt: 0, nameEnd: 0 }
  for (let at = 0; at < data.length;) {
    readEntry(oid, data, at, size, position)
    const { rawMode, nameAt, nameEnd } = position
    at = nameEnd + 1 + size
    let kind = kinds.get(rawMode)
    if (kind === undefined) {
      kind = `${formatMode(canonicalMode(rawMode))} ${typeOfMode(rawMode)}`
      kinds.set(rawMode, kind)
    }
    const name = quotePath(raw.slice(nameAt, nameEnd), quoteHigh)
    out.raw(`${kind} ${hex.slice(2 * (nameEnd + 1), 2 * at)}\t${name}\n`)
  }
}
