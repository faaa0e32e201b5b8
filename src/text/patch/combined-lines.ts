/**
 * Several old contents against one new one: which lines of the new one are not in which of the old, and which lines of
 * the old are gone, each told once before the line that they stood before (git-diff(1), "Combined diff format").
 */
/* eslint no-bitwise: "off" -- sets of parents are bits of a number; git has no more than 32 parents here either */
import type { LineDiff } from '../line-diff/line-diff.js'
import { FIELDS } from '../line-diff/line-diff.js'
import type { IgnoredSpace } from '../line-diff/options.js'

/** A line that is gone, without its end, as text of one unit a byte. */
export interface LostLine {
  readonly text: string
  /** The parents that had it, a bit each. */
  parents: number
}

export class CombinedLines {
  /** Lines of the new content. */
  readonly count: number
  /** Of each new line, the parents that have it not; one more for what is lost at the end. */
  readonly added: Uint32Array
  /** Lost lines before each new line, and at the end. */
  readonly lost: (LostLine[] | undefined)[]
  /** Of each parent: its line, from 1, at each new line, and at the end. */
  readonly parentLines: Uint32Array[] = []

  /** @param newLines The new content's lines, without their ends. */
  constructor(
    readonly newLines: readonly string[],
    private readonly ignoreSpace: IgnoredSpace | undefined,
  ) {
    this.count = newLines.length
    this.added = new Uint32Array(this.count + 1)
    this.lost = new Array<LostLine[] | undefined>(this.count + 1)
  }

  /** Enters the changes from the next parent. */
  addParent(diff: LineDiff): void {
    const bit = 1 << this.parentLines.length
    for (let i = 0; i < diff.count; i++) {
      const [old = 0, oldLines = 0, now = 0, newLines = 0] = diff.changes.subarray(FIELDS * i)
      for (let line = now; line < now + newLines; line++) this.added[line]! |= bit
      if (oldLines === 0) continue
      const lost: LostLine[] = []
      for (let line = old; line < old + oldLines; line++) {
        lost.push({ text: diff.before.lineText(line).replace(/\n$/, ''), parents: bit })
      }
      const known = this.lost[now]
      this.lost[now] = known ? this.merged(known, lost, bit) : lost
    }
    this.parentLines.push(this.numbered(bit))
  }

  /** Enters a parent that is the same as an earlier one. */
  repeatParent(earlier: number): void {
    const bit = 1 << this.parentLines.length
    const known = 1 << earlier
    for (let i = 0; i <= this.count; i++) {
      for (const line of this.lost[i] ?? []) if (line.parents & known) line.parents |= bit
      if (this.added[i]! & known) this.added[i]! |= bit
    }
    this.parentLines.push(this.parentLines[earlier]!)
  }

  private numbered(bit: number): Uint32Array {
    const numbers = new Uint32Array(this.count + 2)
    let number = 1
    for (let i = 0; i <= this.count; i++) {
      numbers[i] = number
      for (const { parents } of this.lost[i] ?? []) if (parents & bit) number++
      if (i < this.count && !(this.added[i]! & bit)) number++
    }
    numbers[this.count + 1] = number
    return numbers
  }

  /** Two lists of lost lines in one, lines that both have in common told once: their longest common sequence. */
  private merged(known: LostLine[], lost: readonly LostLine[], bit: number): LostLine[] {
    const width = lost.length + 1
    const lengths = new Uint32Array((known.length + 1) * width)
    const isSame = (a: LostLine, b: LostLine): boolean => sameLine(a.text, b.text, this.ignoreSpace)
    for (let i = 1; i <= known.length; i++) {
      for (let j = 1; j <= lost.length; j++) {
        lengths[i * width + j] = isSame(known[i - 1]!, lost[j - 1]!)
          ? lengths[(i - 1) * width + j - 1]! + 1
          : Math.max(lengths[i * width + j - 1]!, lengths[(i - 1) * width + j]!)
      }
    }
    const result: LostLine[] = []
    let [i, j] = [known.length, lost.length]
    while (i > 0 || j > 0) {
      if (i > 0 && j > 0 && isSame(known[i - 1]!, lost[j - 1]!)) {
        known[i - 1]!.parents |= bit
        result.push(known[i - 1]!)
        i--
        j--
      } else if (j > 0 && (i === 0 || lengths[i * width + j - 1]! >= lengths[(i - 1) * width + j]!)) {
        result.push(lost[j - 1]!)
        j--
      } else {
        result.push(known[i - 1]!)
        i--
      }
    }
    return result.reverse()
  }
}

function sameLine(a: string, b: string, ignoreSpace: IgnoredSpace | undefined): boolean {
  if (a === b) return true
  return ignoreSpace !== undefined && whatCounts(a, ignoreSpace) === whatCounts(b, ignoreSpace)
}

function whatCounts(line: string, ignoreSpace: IgnoredSpace): string {
  if (ignoreSpace === 'all') return line.replace(/[ \t\r\n]+/g, '')
  if (ignoreSpace === 'cr-at-eol') return line.replace(/\r$/, '')
  const trimmed = line.replace(/[ \t\r\n]+$/, '')
  return ignoreSpace === 'change' ? trimmed.replace(/[ \t\r\n]+/g, ' ') : trimmed
}
