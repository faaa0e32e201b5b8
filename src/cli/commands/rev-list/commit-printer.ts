/** Commits as `rev-list` prints them: a mark, the oid, parents or children, and the message in a format. */
import { Abbreviator } from '../../../repo/abbreviate.js'
import type { CommitFormatter } from '../../../repo/format/commit-formatter.js'
import type { HistoryGraph } from '../../../repo/format/history-graph.js'
import type { Repository } from '../../../repo/repository.js'
import type { Bisection } from '../../../repo/walk/bisection.js'
import type { CommitWalk } from '../../../repo/walk/commit-walk.js'
import type { WalkCommit } from '../../../repo/walk/walk-commit.js'
import type { Output } from '../../io/output.js'
import { graphCommit, shownMark, toShow } from '../../log/history-lines.js'
import type { RevListArguments } from './arguments.js'

/** How messages are shown. */
export interface MessageSettings {
  /** Undefined: they are not. */
  readonly formatter: CommitFormatter | undefined
  readonly graph: HistoryGraph | undefined
  /** Whether a line with the oid comes before. */
  readonly hasHeader: boolean
  /** Whether the oid has `commit` before it, and a line break, not a NUL, after the message. */
  readonly isForPeople: boolean
}

export class CommitPrinter {
  private readonly flags
  private readonly abbreviator: Abbreviator | undefined
  private readonly distances = new Map<WalkCommit, number>()

  constructor(
    args: RevListArguments,
    private readonly messages: MessageSettings,
    isShort: boolean,
    repo: Repository,
    private readonly out: Output,
  ) {
    this.flags = args.flags
    if (isShort && args.abbrev !== 'full') this.abbreviator = new Abbreviator(repo, args.abbrev)
  }

  /** Has `dist=<n>` printed with these commits. */
  noteDistances({ commits, distances }: Bisection): void {
    for (const [at, commit] of commits.entries()) this.distances.set(commit, distances[at]!)
  }

  print(commit: WalkCommit, walk: CommitWalk): void {
    const { graph, formatter } = this.messages
    if (graph) {
      graph.update(graphCommit(commit, walk, this.flags))
      this.out.raw(graph.showCommit())
    }
    this.out.raw(this.headLine(commit, walk))
    if (formatter) this.printMessage(commit, walk, formatter)
    else if (graph && !graph.isFinished) this.out.raw(`${graph.showRemainder()}\n`)
  }

  private headLine(commit: WalkCommit, walk: CommitWalk): string {
    const { messages, flags } = this
    const isOneLine = messages.formatter?.format.kind === 'oneline'
    const hasNuls = flags.has('-z')
    let line = flags.has('--timestamp') ? `${BigInt(commit.date) + BigInt(commit.dateRest)} ` : ''
    if (messages.hasHeader) {
      if (messages.isForPeople && !isOneLine) line += 'commit '
      if (!messages.graph && !hasNuls) line += shownMark(commit, flags)
      line += this.abbreviator?.shorten(commit.oid) ?? commit.oid
      if (hasNuls && commit.isBoundary) line += '\0boundary=yes'
    }
    if (flags.has('--parents')) for (const parent of walk.parentsOf(commit)) line += ` ${parent}`
    if (flags.has('--children')) for (const { oid } of walk.children.get(commit) ?? []) line += ` ${oid}`
    const distance = this.distances.get(commit)
    if (distance !== undefined) line += ` (dist=${distance})`
    const end = hasNuls ? '\0' : '\n'
    return line + (isOneLine ? ' ' : messages.hasHeader ? end : '')
  }

  private printMessage(commit: WalkCommit, walk: CommitWalk, formatter: CommitFormatter): void {
    const { graph, isForPeople } = this.messages
    const { out } = this
    const isOneLine = formatter.format.kind === 'oneline'
    const { message } = formatter.show(toShow(commit, walk))
    if (message === '') {
      if (graph && !graph.isFinished) out.raw(`${graph.showRemainder()}\n`)
      if (isOneLine) out.raw('\n')
      return
    }
    if (graph) {
      if (!isOneLine) out.raw(graph.showLine())
      out.raw(graph.showMessage(message))
      if (message.endsWith('\n')) out.raw(graph.showPadding())
    } else out.raw(message)
    out.raw(isForPeople ? '\n' : '\0')
  }
}
