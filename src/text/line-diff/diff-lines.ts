/** The plain face of the line diff: two contents to a list of changes. */
import { FIELDS } from './line-diff.js'
import { LineDiffer } from './line-differ.js'
import type { LineDiffOptions } from './options.js'

/** Lines of one content that stand in the place of lines of another; lines are counted from 0. */
export interface LineChange {
  readonly oldStart: number
  /** 0: lines were added before `oldStart`. */
  readonly oldLines: number
  readonly newStart: number
  /** 0: lines were removed before `newStart`. */
  readonly newLines: number
}

let differ: LineDiffer | undefined

/**
 * Compares two contents line by line, as `git diff` does; everything between two changes is equal.
 *
 * @returns The changes, in order.
 * @throws {DiffTooCostlyError} It takes more steps than `options.workMax`.
 * @throws {DiffTooLargeError} Both together are too large.
 */
export function diffLines(
  before: Uint8Array,
  after: Uint8Array,
  options: LineDiffOptions = {},
): LineChange[] {
  differ ??= new LineDiffer()
  const diff = differ.compare(before, after, options)
  const found: LineChange[] = []
  for (let i = 0; i < diff.count; i++) {
    if (diff.mayIgnore && diff.isIgnored(i)) continue
    const [oldStart = 0, oldLines = 0, newStart = 0, newLines = 0] = diff.changes.subarray(FIELDS * i)
    found.push({ oldStart, oldLines, newStart, newLines })
  }
  return found
}
