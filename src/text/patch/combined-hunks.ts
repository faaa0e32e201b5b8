/** Combined lines as text: which are shown, and `@@@ -1,3 -1,4 +1,5 @@@` before them. */
/* eslint no-bitwise: "off" -- sets of parents are bits of a number */
import type { CombinedLines } from './combined-lines.js'
import { CONTEXT_DEFAULT } from './hunks.js'
import type { PatchSink } from './unified.js'

/** Git looks for a name in so many bytes of a line. */
const NAME_SIZE_MAX = 40

const HIDDEN = 0
const SHOWN = 1
/** Context before a change: what is lost before such a line is not shown. */
const LEADING = 2

export class CombinedHunks {
  private readonly shown: Uint8Array
  private readonly parents: number
  private readonly all: number

  /** @param isDense Whether hunks are left out that show what only one version has: `--cc`. */
  constructor(
    private readonly lines: CombinedLines,
    isDense: boolean,
    private readonly context = CONTEXT_DEFAULT,
  ) {
    this.parents = lines.parentLines.length
    this.all = 2 ** this.parents - 1
    this.shown = new Uint8Array(lines.count + 1)
    for (let i = 0; i <= lines.count; i++) this.shown[i] = lines.added[i] || lines.lost[i] ? SHOWN : HIDDEN
    if (isDense) this.leaveOutUninteresting()
    this.addContext()
  }

  /** Whether there is anything to show. */
  get hasAny(): boolean {
    return this.shown.some((shown) => shown !== HIDDEN)
  }

  /** The next line from `from` on that is shown, or is not; one past the end of all if there is none. */
  private next(from: number, isShown: boolean): number {
    let i = from
    while (i <= this.lines.count && (this.shown[i] !== HIDDEN) !== isShown) i++
    return i
  }

  /** The end of a hunk; a last line that is only there for what is lost before it counts as context. */
  private tail(begin: number, end: number): number {
    return begin + 1 <= end && this.lines.added[end - 1] === 0 ? end - 1 : end
  }

  private leaveOutUninteresting(): void {
    for (let begin = this.next(0, true); begin <= this.lines.count;) {
      const end = this.hunkEnd(begin)
      if (!this.isInteresting(begin, end)) this.shown.fill(HIDDEN, begin, end)
      begin = this.next(end, true)
    }
  }

  /** Where a hunk ends that has changes no further than the context from one another. */
  private hunkEnd(begin: number): number {
    let end = begin + 1
    for (; end <= this.lines.count; end++) {
      if (this.shown[end] !== HIDDEN) continue
      let ahead = Math.min(this.tail(begin, end) + this.context, this.lines.count + 1) - 1
      while (ahead >= end && this.shown[ahead] === HIDDEN) ahead--
      if (ahead < end) break
      end = ahead
    }
    return end
  }

  /** Whether there are more than two versions of the lines, or the new one is none of the old. */
  private isInteresting(begin: number, end: number): boolean {
    let same = 0
    for (let i = begin; i < end; i++) {
      const differing = [this.lines.added[i]!, ...(this.lines.lost[i] ?? []).map(({ parents }) => parents)]
      for (const parents of differing) {
        if (parents === 0) continue
        if (same !== 0 && same !== parents) return true
        same = parents
      }
    }
    return same === this.all
  }

  private addContext(): void {
    const { shown, context } = this
    const { count } = this.lines
    for (let i = this.next(0, true); i <= count;) {
      for (let j = Math.max(i - context, 0); j < i; j++) if (shown[j] === HIDDEN) shown[j] = LEADING
      for (;;) {
        const gap = this.next(i, false)
        if (gap > count) return
        const next = this.next(gap, true)
        const end = this.tail(i, gap)
        i = next
        if (next < end + context) {
          this.show(end, next)
          continue
        }
        this.show(end, Math.min(end + context, count + 1))
        break
      }
    }
  }

  private show(from: number, to: number): void {
    for (let i = from; i < to; i++) if (this.shown[i] === HIDDEN) this.shown[i] = SHOWN
  }

  /** Writes all hunks. */
  write(sink: PatchSink): void {
    const { count, newLines } = this.lines
    let name: string | undefined
    for (let i = 0; i <= count;) {
      if (this.shown[i] === HIDDEN) {
        if (i < count && /^[a-z_$]/i.test(newLines[i]!)) name = newLines[i]
        i++
        continue
      }
      const end = this.next(i, false)
      this.writeHunk(i, end, name, sink)
      name = undefined
      i = end
    }
  }

  private writeHunk(begin: number, end: number, name: string | undefined, sink: PatchSink): void {
    const { count, parentLines, added } = this.lines
    let without = 0
    if (this.context === 0) for (let i = begin; i < end; i++) if (added[i] === 0) without++
    const lines = Math.min(end, count) - begin
    const at = '@'.repeat(this.parents + 1)
    const old = parentLines
      .map((numbers) => ` -${numbers[begin]!},${numbers[end]! - numbers[begin]! - without}`)
      .join('')
    const shownName = name === undefined ? '' : shortened(name)
    sink.raw(`${at}${old} +${begin + 1},${lineCount(lines - without)} ${at}${shownName}\n`)
    for (let i = begin; i < end; i++) this.writeLine(i, sink)
  }

  private writeLine(i: number, sink: PatchSink): void {
    const { count, newLines, added, lost } = this.lines
    if (this.shown[i] !== LEADING) {
      for (const { text, parents } of lost[i] ?? [])
        sink.raw(`${this.marks(parents, '-')}${shownLine(text)}\n`)
    }
    if (i === count || (added[i] === 0 && this.context === 0)) return
    sink.raw(`${this.marks(added[i]!, '+')}${shownLine(newLines[i]!)}\n`)
  }

  private marks(parents: number, mark: string): string {
    let marks = ''
    for (let i = 0; i < this.parents; i++) marks += parents & (1 << i) ? mark : ' '
    return marks
  }
}

/** Without context git counts the end of the content too, and shows what is below zero as a number of 64 bits. */
function lineCount(count: number): string {
  return count < 0 ? '18446744073709551615' : `${count}`
}

/** To git a line ends at a NUL; a CR at its end stays. */
function shownLine(line: string): string {
  const nul = line.indexOf('\0')
  return nul < 0 ? line : line.slice(0, nul) + (line.endsWith('\r') ? '\r' : '')
}

/** Without the last of its characters, as git shows it. */
function shortened(name: string): string {
  const begin = name.slice(0, NAME_SIZE_MAX).replace(/\0.*$/s, '')
  let last = 0
  for (let i = 0; i < begin.length; i++) if (!' \t\r\n'.includes(begin[i]!)) last = i
  return last === 0 ? '' : ` ${begin.slice(0, last)}`
}
