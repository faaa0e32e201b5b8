/**
 * Lines that name a function, or whatever else a piece of text belongs to: what stands behind the second `@@` of a hunk.
 */
import type { LineTable } from '../line-diff/line-diff.js'

/** What a line begins with that names something, where no pattern says otherwise. */
export const FIRST_OF_NAME = /^[A-Za-z_$]/

/** Git's room for a name. */
const NAME_SIZE_MAX = 80

/** One pattern of a list, tried in order on a line of one unit a byte, without its end. */
export interface NamePattern {
  readonly regex: RegExp
  /** Whether a line that matches names nothing. */
  readonly negated: boolean
}

/** Finds names; without patterns every line counts that begins with a letter, `_` or `$`. */
export class FunctionNames {
  constructor(private readonly patterns?: readonly NamePattern[]) {}

  /** Whether a line names something. */
  isName(table: LineTable, line: number): boolean {
    return this.nameOf(table, line) !== undefined
  }

  /**
   * Looks for a line that names something, from `from` on towards `limit`, which is not looked at.
   *
   * @returns Its number; -1: there is none.
   */
  find(table: LineTable, from: number, limit: number): number {
    if (!this.patterns) return table.nextNameLine(from, limit)
    const step = from > limit ? -1 : 1
    for (let i = from; i !== limit && i >= 0 && i < table.count; i += step) {
      if (this.isName(table, i)) return i
    }
    return -1
  }

  /** What a line names, as text of one unit a byte; undefined: nothing. */
  nameOf(table: LineTable, line: number): string | undefined {
    if (!this.patterns) {
      const isName = table.nextNameLine(line, line + 1) === line
      return isName ? cut(table.lineText(line)) : undefined
    }
    const text = table.lineText(line).replace(/\r?\n$/, '')
    for (const { regex, negated } of this.patterns) {
      const match = regex.exec(text)
      if (!match) continue
      return negated ? undefined : cut(match[1] ?? match[0])
    }
    return undefined
  }
}

function cut(name: string): string {
  return name.slice(0, NAME_SIZE_MAX).replace(/[ \t\r\n]+$/, '')
}
