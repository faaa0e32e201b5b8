/** Which lines of a file are its parent's: those between the changes of a diff. */
import { FIELDS, type LineDiff } from '../../text/line-diff/line-diff.js'
import { type BlameEntry, partOf, type Suspect } from './blame-entry.js'

/** What the parent has to answer for, and what is left, each in the order of the lines. */
export interface Passed {
  readonly passed: BlameEntry[]
  readonly kept: BlameEntry[]
}

/**
 * @param entries Of one file, in the order of its lines.
 * @param diff From the parent's content to the file's.
 */
export function passToParent(entries: readonly BlameEntry[], parent: Suspect, diff: LineDiff): Passed {
  const passed: BlameEntry[] = []
  const kept: BlameEntry[] = []
  const { changes } = diff
  const open = [...entries].reverse()
  /** Takes what lies before `end` off `open`, in pieces that end there. */
  const upTo = (end: number, take: (piece: BlameEntry) => void): void => {
    // Runs can lie over each other, so one that begins later may still begin before `end`.
    const rest: BlameEntry[] = []
    for (let entry = open.at(-1); entry !== undefined && entry.suspectLine < end; entry = open.at(-1)) {
      open.pop()
      const inside = end - entry.suspectLine
      if (entry.count <= inside) take(entry)
      else {
        take(partOf(entry, 0, inside))
        rest.push(partOf(entry, inside, entry.count - inside))
      }
    }
    if (rest.length > 0) open.push(...rest.reverse())
  }
  let offset = 0
  const pass = (piece: BlameEntry): void => {
    passed.push({
      line: piece.line,
      count: piece.count,
      suspect: parent,
      suspectLine: piece.suspectLine + offset,
    })
  }
  for (let at = 0; at < changes.length && open.length > 0; at += FIELDS) {
    const [old = 0, oldLines = 0, now = 0, newLines = 0] = changes.subarray(at, at + FIELDS)
    offset = old - now
    upTo(now, pass)
    upTo(now + newLines, (piece) => {
      kept.push(piece)
    })
    offset = old + oldLines - now - newLines
  }
  upTo(Infinity, pass)
  return { passed, kept }
}
