/**
 * From changes to hunks: changes that are near each other go together, and lines around them are shown.
 *
 * Changes that are left out (blank lines, lines that match a pattern) are shown where they fall within the context of
 * others, and begin no hunk themselves.
 */
import { FIELDS, type LineDiff, type LineTable } from '../line-diff/line-diff.js'
import type { FunctionNames } from './function-names.js'

/** Lines of the old and of the new content, from 0, and the changes in them. */
export interface Hunk {
  readonly oldBegin: number
  readonly oldEnd: number
  readonly newBegin: number
  readonly newEnd: number
  /** Numbers of the first and the last change. */
  readonly first: number
  readonly last: number
}

export interface HunkOptions {
  /** Lines shown before and after a change. Default: 3. */
  readonly context?: number
  /** Lines between two hunks up to which they are made one. Default: 0. */
  readonly interHunkContext?: number
  /** Whether the whole function around a change is shown. Default: false. */
  readonly functionContext?: boolean
}

export const CONTEXT_DEFAULT = 3

/** One change, taken apart. */
interface Change {
  readonly old: number
  readonly oldEnd: number
  readonly new: number
  readonly newEnd: number
}

export class HunkFinder {
  private readonly context: number
  private readonly gapMax: number

  constructor(
    private readonly diff: LineDiff,
    private readonly names: FunctionNames,
    private readonly options: HunkOptions,
  ) {
    const { context = CONTEXT_DEFAULT, interHunkContext = 0 } = options
    this.context = context
    this.gapMax = 2 * context + interHunkContext
  }

  /** All hunks, in order. */
  *hunks(): Iterable<Hunk> {
    for (let next = 0; ;) {
      const first = this.firstShown(next)
      if (first === undefined) return
      const hunk = this.hunkFrom(first)
      yield hunk
      next = hunk.last + 1
    }
  }

  private change(index: number): Change {
    const at = FIELDS * index
    const { changes } = this.diff
    return {
      old: changes[at]!,
      oldEnd: changes[at]! + changes[at + 1]!,
      new: changes[at + 2]!,
      newEnd: changes[at + 2]! + changes[at + 3]!,
    }
  }

  private isIgnored(index: number): boolean {
    return this.diff.mayIgnore && this.diff.isIgnored(index)
  }

  /** The change that the next hunk begins with: one that counts, or one that is left out close before such a one. */
  private firstShown(from: number): number | undefined {
    let first: number | undefined = from
    for (let i = from; i < this.diff.count && this.isIgnored(i); i++) {
      const isLast = i + 1 === this.diff.count
      if (isLast) first = undefined
      else if (this.change(i + 1).old - this.change(i).oldEnd >= this.context) first = i + 1
    }
    return first !== undefined && first < this.diff.count ? first : undefined
  }

  /** The last change that goes into the hunk that begins with `first`. */
  private lastOf(first: number): number {
    const { diff, context, gapMax } = this
    let last = first
    /** New lines of changes that were passed over since `last`. */
    let passed = 0
    for (let i = first + 1; i < diff.count; i++) {
      const change = this.change(i)
      const gap = change.old - this.change(i - 1).oldEnd
      if (gap > gapMax) break
      const ignored = this.isIgnored(i)
      if (gap < context && (!ignored || last === i - 1)) {
        last = i
        passed = 0
      } else if (gap < context && ignored) {
        passed += change.newEnd - change.new
      } else if (last !== i - 1 && change.old + passed - this.change(last).oldEnd > gapMax) {
        break
      } else if (!ignored) {
        last = i
        passed = 0
      } else {
        passed += change.newEnd - change.new
      }
    }
    return last
  }

  private hunkFrom(from: number): Hunk {
    let first = from
    let last = this.lastOf(first)
    let begin = this.beginOf(first)
    // The hunk may have come to reach back over changes that were left out: these are then shown.
    for (let i = this.skippedSince(from, first, begin); i !== first;) {
      first = i
      begin = this.beginOf(first)
      i = this.skippedSince(from, first, begin)
    }
    let end = this.endOf(last)
    while (this.options.functionContext && last + 1 < this.diff.count && this.reaches(last + 1, end.old)) {
      last++
      end = this.endOf(last)
    }
    return { oldBegin: begin.old, newBegin: begin.new, oldEnd: end.old, newEnd: end.new, first, last }
  }

  /** The first of the changes from `from` to `first` that the hunk's context does not lie after. */
  private skippedSince(from: number, first: number, begin: { old: number; new: number }): number {
    let i = from
    while (i !== first && this.change(i).oldEnd <= begin.old && this.change(i).newEnd <= begin.new) i++
    return i
  }

  private beginOf(first: number): { old: number; new: number } {
    const change = this.change(first)
    const old = Math.max(change.old - this.context, 0)
    const now = Math.max(change.new - this.context, 0)
    if (!this.options.functionContext) return { old, new: now }
    const functionBegin = this.functionBegin(change)
    if (functionBegin === undefined || functionBegin >= old) return { old, new: now }
    return { old: functionBegin, new: Math.max(now - (old - functionBegin), 0) }
  }

  /** Where the function around a change begins, comments before it included; undefined: only the change is shown. */
  private functionBegin(change: Change): number | undefined {
    const { before: old, after: now } = this.diff
    let from = change.old
    if (from >= old.count) {
      // Something was appended. Where that is whole functions, nothing before it is of interest.
      if (this.names.find(now, change.new, now.count) >= 0) return undefined
      from = old.count - 1
    }
    let begin = this.names.find(old, from, -1)
    while (begin > 0 && !old.isBlank(begin - 1) && !this.names.isName(old, begin - 1)) begin--
    return Math.max(begin, 0)
  }

  private endOf(last: number): { old: number; new: number } {
    const { before: oldTable, after: newTable } = this.diff
    const change = this.change(last)
    const lines = Math.min(this.context, oldTable.count - change.oldEnd, newTable.count - change.newEnd)
    const old = change.oldEnd + lines
    const now = change.newEnd + lines
    if (!this.options.functionContext) return { old, new: now }
    const functionEnd = this.functionEnd(change, oldTable)
    if (functionEnd <= old) return { old, new: now }
    return { old: functionEnd, new: Math.min(now + (functionEnd - old), newTable.count) }
  }

  /** Where the next function begins, without the blank lines before it. */
  private functionEnd(change: Change, table: LineTable): number {
    let end = this.names.find(table, change.oldEnd, table.count)
    while (end > 0 && table.isBlank(end - 1)) end--
    return end < 0 ? table.count : end
  }

  /** Whether a change lies within a hunk that ends at `end`, or in the same function. */
  private reaches(next: number, end: number): boolean {
    const line = Math.min(this.change(next).old, this.diff.before.count - 1)
    return line - this.context <= end || this.names.find(this.diff.before, line, end) < 0
  }
}
