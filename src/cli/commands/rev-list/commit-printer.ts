/** Commits as `rev-list` prints them: a mark, the oid, parents or children. */
import type { Repository } from '../../../repo/repository.js'
import type { Bisection } from '../../../repo/walk/bisection.js'
import type { CommitWalk } from '../../../repo/walk/commit-walk.js'
import type { WalkCommit } from '../../../repo/walk/walk-commit.js'
import { abbreviate } from '../../../repo/abbreviate.js'
import type { Output } from '../../io/output.js'
import type { RevListArguments } from './arguments.js'

export class CommitPrinter {
  private readonly flags
  private readonly isShort: boolean
  private readonly distances = new Map<WalkCommit, number>()

  constructor(
    private readonly args: RevListArguments,
    private readonly repo: Repository,
    private readonly out: Output,
  ) {
    this.flags = args.flags
    this.isShort =
      args.flags.has('--abbrev-commit') && !args.flags.has('--no-abbrev-commit') && args.abbrev !== 'full'
  }

  /** Has `dist=<n>` printed with these commits. */
  noteDistances({ commits, distances }: Bisection): void {
    for (const [at, commit] of commits.entries()) this.distances.set(commit, distances[at]!)
  }

  print(commit: WalkCommit, walk: CommitWalk): void {
    const hasNuls = this.flags.has('-z')
    let line = this.flags.has('--timestamp') ? `${BigInt(commit.date) + BigInt(commit.dateRest)} ` : ''
    line += (hasNuls ? '' : this.markOf(commit)) + (this.isShort ? this.shortened(commit.oid) : commit.oid)
    if (hasNuls && commit.isBoundary) line += '\0boundary=yes'
    if (this.flags.has('--parents')) for (const parent of walk.parentsOf(commit)) line += ` ${parent}`
    if (this.flags.has('--children')) for (const { oid } of walk.children.get(commit) ?? []) line += ` ${oid}`
    const distance = this.distances.get(commit)
    if (distance !== undefined) line += ` (dist=${distance})`
    this.out.raw(line + (hasNuls ? '\0' : '\n'))
  }

  private markOf(commit: WalkCommit): string {
    if (commit.isBoundary) return '-'
    if (!this.flags.has('--left-right')) return ''
    return commit.isLeft ? '<' : '>'
  }

  private shortened(oid: string): string {
    return abbreviate(this.repo, oid, this.args.abbrev)
  }
}
