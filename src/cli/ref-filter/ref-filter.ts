/** Which refs are listed, but for their names: `--points-at`, `--merged`, `--contains` and their opposites. */
import { parseTag } from '../../object/tag.js'
import { reachedFrom, reachingAny } from '../../repo/history/containment.js'
import type { History } from '../../repo/history/history.js'
import type { Repository } from '../../repo/repository.js'
import { FatalError, UsageError } from '../failure.js'
import type { OptionSpec } from '../options/option-spec.js'
import type { ParsedOptions } from '../options/parse-options.js'
import { tryResolve } from '../resolve.js'
import type { RefView } from './ref-view.js'

/**
 * The options, which several commands have.
 *
 * @param what What the command lists.
 * @param hasOldNames Whether --contains is called --with too.
 * @param pointsAt Whether --points-at may stand for HEAD.
 */
export function filterOptions(
  what: string,
  hasOldNames = false,
  pointsAt: 'required' | 'unless-last' = 'required',
): OptionSpec[] {
  const history = { value: 'unless-last', valueName: 'commit', negatable: false } as const
  const oldName = (name: string): { aliases?: string[] } => (hasOldNames ? { aliases: [name] } : {})
  return [
    {
      long: 'points-at',
      value: pointsAt,
      valueName: 'object',
      help: `only ${what} of this object, or of tags of it`,
    },
    { ...history, long: 'merged', help: `only ${what} that can be reached from a commit` },
    { ...history, long: 'no-merged', help: `only ${what} that can not` },
    {
      ...history,
      ...oldName('with'),
      long: 'contains',
      help: `only ${what} that a commit can be reached from`,
    },
    {
      ...history,
      ...oldName('without'),
      long: 'no-contains',
      help: `only ${what} that it can not be reached from`,
    },
  ]
}

export class RefFilter {
  private readonly pointsAt: ReadonlySet<string>
  private readonly merged: readonly string[]
  private readonly notMerged: readonly string[]
  private readonly contained: readonly string[]
  private readonly notContained: readonly string[]

  /**
   * @param needsCommits Whether refs of anything but commits are left out in any case.
   * @throws {FatalError} What is to be merged, or not, names nothing.
   * @throws {UsageError} Anything else names nothing, or something that is no commit.
   */
  constructor(
    private readonly repo: Repository,
    options: ParsedOptions,
    private readonly needsCommits = false,
  ) {
    this.pointsAt = new Set(namesOf('points-at', options).map((name) => this.objectOf(name)))
    this.merged = this.tipsOf('merged', options)
    this.notMerged = this.tipsOf('no-merged', options)
    this.contained = this.commitsOf('contains', options)
    this.notContained = this.commitsOf('no-contains', options)
  }

  /** Whether a listing is wanted, since these options make sense nowhere else. */
  get isEmpty(): boolean {
    return this.pointsAt.size === 0 && !this.asksHistory
  }

  /** Whether whole lists of refs are walked through for some refs to be left out. */
  get asksWhatIsMerged(): boolean {
    return this.merged.length > 0 || this.notMerged.length > 0
  }

  private get asksHistory(): boolean {
    return this.asksWhatIsMerged || this.contained.length > 0 || this.notContained.length > 0
  }

  /** Those of the refs that are wanted, in their order. */
  select(refs: readonly RefView[]): RefView[] {
    const pointing = this.pointsAt.size === 0 ? [...refs] : refs.filter((ref) => this.isPointedAt(ref))
    if (!this.needsCommits && !this.asksHistory) return pointing
    const commits = new Map<RefView, string>()
    for (const ref of pointing) {
      const commit = this.repo.tryPeel(ref.ref.oid, 'commit')
      if (commit !== undefined) commits.set(ref, commit)
    }
    if (!this.asksHistory) return [...commits.keys()]
    return new HistoryFilter(this.repo.history(), commits)
      .keep(reachingAny, this.contained, true)
      .keep(reachingAny, this.notContained, false)
      .keep(reachedBy, this.merged, true)
      .keep(reachedBy, this.notMerged, false)
      .refs()
  }

  /** Whether the ref's object is one that was asked for, or a tag that leads to one. */
  private isPointedAt({ ref }: RefView): boolean {
    const { repo, pointsAt } = this
    for (let oid = ref.oid; !pointsAt.has(oid);) {
      const object = repo.tryRead(oid)
      if (!object) throw new FatalError(`malformed object at '${ref.name}'`)
      if (object.type !== 'tag') return false
      oid = parseTag(oid, object.data, repo.algorithm).object
    }
    return true
  }

  private objectOf(name: string): string {
    const oid = tryResolve(this.repo, name)
    if (oid === undefined) throw new UsageError(`malformed object name '${name}'`)
    return oid
  }

  /** Commits of `--merged` and its opposite. */
  private tipsOf(option: string, options: ParsedOptions): string[] {
    return namesOf(option, options).map((name) => {
      const oid = tryResolve(this.repo, name)
      if (oid === undefined) throw new FatalError(`malformed object name ${name}`)
      const commit = this.repo.tryPeel(oid, 'commit')
      if (commit === undefined) throw new UsageError(`option \`${option}' must point to a commit`)
      return commit
    })
  }

  /** Commits of `--contains` and its opposite. */
  private commitsOf(option: string, options: ParsedOptions): string[] {
    return namesOf(option, options).map((name) => {
      const oid = tryResolve(this.repo, name)
      if (oid === undefined) throw new UsageError(`malformed object name ${name}`)
      const commit = this.repo.tryPeel(oid, 'commit')
      if (commit === undefined) throw new UsageError(`no such commit ${name}`)
      return commit
    })
  }
}

/** Which of `tips` are found when history is asked about `others`. */
type Question = (history: History, tips: readonly number[], others: readonly number[]) => ReadonlySet<number>

const reachedBy: Question = (history, tips, bases) => reachedFrom(history, bases, tips)

class HistoryFilter {
  private kept: { readonly ref: RefView; readonly commit: number }[]

  constructor(
    private readonly history: History,
    commits: ReadonlyMap<RefView, string>,
  ) {
    this.kept = Array.from(commits, ([ref, commit]) => ({ ref, commit: history.numberOf(commit) }))
  }

  /** @param others Commits; none: nothing is asked. */
  keep(question: Question, others: readonly string[], isWanted: boolean): this {
    if (others.length === 0) return this
    const { history } = this
    const tips = this.kept.map(({ commit }) => commit)
    const found = question(
      history,
      tips,
      others.map((oid) => history.numberOf(oid)),
    )
    this.kept = this.kept.filter(({ commit }) => found.has(commit) === isWanted)
    return this
  }

  refs(): RefView[] {
    return this.kept.map(({ ref }) => ref)
  }
}

/** The values of an option that stands for HEAD without one. */
function namesOf(option: string, options: ParsedOptions): string[] {
  const names = [...options.all(option)]
  if (options.count(option) > names.length) names.push('HEAD')
  return names
}
