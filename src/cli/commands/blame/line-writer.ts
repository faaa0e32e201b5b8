/** The format of `blame` for people: each line with its commit, its author and when, in columns. */
import { bytesToRaw } from '../../../object/raw-text.js'
import { Abbreviator } from '../../../repo/abbreviate.js'
import type { BlamedLines } from '../../../repo/blame/blame-options.js'
import type { FinalLines } from '../../../repo/blame/final-lines.js'
import { type DateMode, showDate } from '../../../repo/date/show-date.js'
import { columnsOf } from '../../../repo/format/columns.js'
import type { Repository } from '../../../repo/repository.js'
import type { Output } from '../../io/output.js'
import type { BlamedPerson, CommitDetailsReader } from './commit-details.js'

export interface LineFormat {
  readonly dateMode: DateMode
  readonly showsRawTime: boolean
  readonly showsEmail: boolean
  readonly showsName: boolean
  readonly showsNumber: boolean
  readonly showsAuthor: boolean
  readonly blanksBoundaries: boolean
  /** As `git annotate` shows it. */
  readonly annotates: boolean
  /** Digits of ids; `auto`: as many as the commits shown take. */
  readonly digits: number | 'auto' | 'full'
}

/** How wide times are in each style; git's own figures. */
const DATE_WIDTHS: Readonly<Partial<Record<DateMode['style'], number>>> = {
  rfc: 31,
  'iso-strict': 25,
  iso: 25,
  raw: 16,
  unix: 10,
  short: 10,
  relative: 22,
  human: 16,
  default: 30,
}

export class LineWriter {
  private readonly digits: number
  private readonly nameWidth: number
  private readonly authorWidth: number
  private readonly numberWidth: number
  private readonly lineWidth: number
  private readonly dateWidth: number
  private readonly showsName: boolean

  /** @param path The file that was asked about: where another one comes up, all are shown. */
  constructor(
    private readonly out: Output,
    private readonly runs: readonly BlamedLines[],
    private readonly details: CommitDetailsReader,
    private readonly format: LineFormat,
    private readonly repo: Repository,
    path: string,
  ) {
    const paths = new Set(runs.map((run) => bytesToRaw(run.path)))
    this.showsName = format.showsName || [...paths].some((other) => other !== path)
    this.nameWidth = Math.max(0, ...Array.from(paths, ({ length }) => length))
    let [author, number, line] = [0, 0, 0]
    for (const run of runs) {
      author = Math.max(author, columnsOf(this.nameOf(run)))
      number = Math.max(number, run.originalLine - 1 + run.count)
      line = Math.max(line, run.line - 1 + run.count)
    }
    this.authorWidth = author
    this.numberWidth = String(number).length
    this.lineWidth = String(line).length
    this.digits = this.digitsOf()
    const { dateMode } = format
    this.dateWidth = DATE_WIDTHS[dateMode.style] ?? columnsOf(showDate(0, 0, dateMode))
  }

  write(lines: FinalLines): void {
    const { out } = this
    for (const run of this.runs) {
      const who = this.format.showsAuthor || this.format.annotates ? this.who(run) : ''
      const id = this.idOf(run)
      for (let i = 0; i < run.count; i++) {
        out.raw(id + this.columns(run, i, who))
        out.bytes(lines.lines(run.line - 1 + i))
      }
    }
    const last = this.runs.at(-1)
    if (last && lines.lines(last.line + last.count - 2).at(-1) !== 0x0a) out.raw('\n')
  }

  private columns(run: BlamedLines, at: number, who: string): string {
    const line = String(run.line + at)
    if (this.format.annotates) return `${who}${line})`
    let text = this.showsName ? ` ${bytesToRaw(run.path).padEnd(this.nameWidth)}` : ''
    if (this.format.showsNumber) text += ` ${String(run.originalLine + at).padStart(this.numberWidth)}`
    return `${text}${who} ${line.padStart(this.lineWidth)}) `
  }

  private who(run: BlamedLines): string {
    const { author } = this.details.of(run.commit)
    const name = this.nameOf(run)
    const time = this.timeOf(author)
    if (this.format.annotates) return `\t(${name.padStart(10)}\t${time.padStart(10)}\t`
    return ` (${name}${' '.repeat(this.authorWidth - columnsOf(name))} ${time.padStart(10)}`
  }

  private nameOf({ commit }: BlamedLines): string {
    const { name, email } = this.details.of(commit).author
    return this.format.showsEmail ? `<${email}>` : name
  }

  private timeOf({ time, zone }: BlamedPerson): string {
    if (this.format.showsRawTime) {
      return `${time} ${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(4, '0')}`
    }
    const shown = showDate(time, zone, this.format.dateMode)
    return shown + ' '.repeat(Math.max(0, this.dateWidth - columnsOf(shown)))
  }

  private idOf({ commit, isBoundary }: BlamedLines): string {
    if (!isBoundary) return commit.slice(0, this.digits)
    if (this.format.blanksBoundaries) return ' '.repeat(Math.min(this.digits, commit.length))
    if (this.format.annotates) return commit.slice(0, this.digits)
    return `^${commit.slice(0, this.digits - 1)}`
  }

  /** One more than ids need, for the mark of a boundary. */
  private digitsOf(): number {
    const { digits } = this.format
    const all = this.repo.algorithm.hexSize
    if (digits === 'full') return all
    if (digits !== 'auto') return digits < all ? digits + 1 : digits
    const shortener = new Abbreviator(this.repo, 'auto')
    let most = 0
    for (const commit of new Set(this.runs.map((run) => run.commit))) {
      most = Math.max(most, shortener.shorten(commit).length)
    }
    return most + 1
  }
}
