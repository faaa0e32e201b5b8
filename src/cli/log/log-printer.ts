/** Commits as `log` and `show` print them: a line with the oid, the message in a format, notes, and a graph beside them. */
import { Abbreviator } from '../../repo/abbreviate.js'
import type { CommitFormatter, CommitToShow } from '../../repo/format/commit-formatter.js'
import { COLOR_RESET } from '../../repo/format/git-color.js'
import type { GraphCommit, HistoryGraph } from '../../repo/format/history-graph.js'
import { isMailFormat } from '../../repo/format/pretty-format.js'
import type { Repository } from '../../repo/repository.js'
import type { Output } from '../io/output.js'

/** What stands on the line with the oid. */
export interface LogSettings {
  /** Undefined: oids are shown whole. */
  readonly abbreviator: Abbreviator | undefined
  readonly showsDecorations: boolean
  readonly graph: HistoryGraph | undefined
  readonly isNulTerminated: boolean
  readonly showsLogSize: boolean
}

/** A commit with what is shown of it. */
export interface LogEntry {
  readonly commit: CommitToShow
  readonly graphCommit: GraphCommit | undefined
  /** Before the oid; empty: none. */
  readonly mark: string
  /** Parents or children behind the oid. */
  readonly relatives: readonly string[]
  /** What it is a change from, where that is said. */
  readonly from?: string | undefined
}

const MAIL_DATE = 'Mon Sep 17 00:00:00 2001'

export class LogPrinter {
  private hasShownOne = false
  private lacksNewline = false

  constructor(
    readonly formatter: CommitFormatter,
    private readonly settings: LogSettings,
    private readonly out: Output,
  ) {}

  /** Goes on to the next commit, which is then printed, once or more often, or not. */
  advance({ graphCommit }: LogEntry): void {
    if (graphCommit) this.settings.graph?.update(graphCommit)
  }

  /** Columns that the graph takes. */
  get graphWidth(): number {
    return this.settings.graph?.width ?? 0
  }

  print(entry: LogEntry): void {
    const { formatter, settings, out } = this
    const { graph } = settings
    const { format } = formatter
    const end = settings.isNulTerminated ? '\0' : '\n'
    if (this.hasShownOne && !format.isTerminated) {
      if (graph && end === '\n' && !this.lacksNewline) out.raw(graph.showPadding())
      out.raw(end)
    }
    this.hasShownOne = true
    if (graph) out.raw(graph.showCommit())
    this.printHead(entry)
    if (format.kind === 'oneline' && entry.commit.reflog) return
    const { message, notes } = formatter.show(entry.commit, graph?.width)
    const text = notes === '' ? message : (isMailFormat(format) ? `${message}---\n` : message) + notes
    if (settings.showsLogSize) out.raw(`log size ${text.length}\n${graph?.showLine() ?? ''}`)
    this.lacksNewline = !text.endsWith('\n')
    out.raw(graph ? graph.showMessage(text) : text)
    if (!format.isTerminated || format.user?.pattern === '') return
    if (graph && !this.lacksNewline) out.raw(graph.showPadding())
    out.raw(end)
  }

  /**
   * What is shown below a commit.
   *
   * @param separator Between the message and it.
   * @param text One unit a byte. @param isCombined Then the separator stands below a line of a format for lines, too.
   */
  printBelow(separator: string, text: string, isCombined: boolean): void {
    const { format } = this.formatter
    const { graph } = this.settings
    const isSeparated = (isCombined || format.kind !== 'oneline') && format.user?.pattern !== ''
    const shown = isSeparated ? separator + text : text
    if (!graph) {
      this.out.raw(shown)
      return
    }
    for (const line of shown.match(/[^\n]*\n|[^\n]+$/g) ?? []) this.out.raw(graph.showPadding() + line)
  }

  /** An empty line before something that is no commit, where it is not the first. */
  separate(): void {
    if (this.hasShownOne) this.out.raw('\n')
    this.hasShownOne = true
  }

  private printHead(entry: LogEntry): void {
    const { format } = this.formatter
    const { graph } = this.settings
    if (isMailFormat(format)) {
      this.out.raw(`From ${entry.commit.oid} ${MAIL_DATE}\n${graph?.showLine() ?? ''}`)
    } else if (!format.user) {
      this.out.raw(this.headLine(entry))
      if (entry.commit.reflog) this.printReflogEntry(entry.commit)
    }
  }

  private headLine({ commit, mark, relatives, from }: LogEntry): string {
    const { formatter, settings } = this
    const { isColored, commitColor } = formatter
    const isOneLine = formatter.format.kind === 'oneline'
    const parts = [this.shortened(commit.oid), ...relatives.map((oid) => this.shortened(oid))]
    let line = isColored ? commitColor : ''
    if (!isOneLine) line += 'commit '
    if (!settings.graph && mark !== '') line += `${mark} `
    line += parts.join(' ')
    if (from !== undefined) line += ` (from ${this.shortened(from)})`
    if (isColored) line += COLOR_RESET
    if (commit.source !== undefined) line += `\t${commit.source}`
    if (settings.showsDecorations) line += formatter.decorate(commit.oid, isColored)
    return line + (isOneLine ? ' ' : `\n${settings.graph?.showLine() ?? ''}`)
  }

  private printReflogEntry({ reflog }: CommitToShow): void {
    if (!reflog) return
    const selector = reflog.selector(false)
    const { message, person } = reflog
    if (this.formatter.format.kind === 'oneline') this.out.raw(`${selector}: ${message}\n`)
    else {
      const who = person ? `${person.name} <${person.email}>` : ''
      this.out.raw(`Reflog: ${selector} (${who})\nReflog message: ${message}\n`)
    }
  }

  private shortened(oid: string): string {
    return this.settings.abbreviator?.shorten(oid) ?? oid
  }
}

/** Shortens the oids of commits, where that is asked for. */
export function commitAbbreviator(
  repo: Repository,
  isAsked: boolean,
  length: ConstructorParameters<typeof Abbreviator>[1],
): Abbreviator | undefined {
  return isAsked && length !== 'full' ? new Abbreviator(repo, length) : undefined
}
