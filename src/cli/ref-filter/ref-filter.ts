/** Which refs `for-each-ref` shows, but for their names: `--points-at`, `--merged`, `--contains` and their opposites. */
import { parseTag } from '../../object/tag.js'
import type { Ref } from '../../repo/refs/ref-store.js'
import type { Repository } from '../../repo/repository.js'
import { FatalError, UsageError } from '../failure.js'
import type { ParsedOptions } from '../options/parse-options.js'
import { tryResolve } from '../resolve.js'
import type { RefView } from './ref-view.js'

export class RefFilter {
  private readonly pointsAt: ReadonlySet<string>
  private readonly merged: readonly string[]
  private readonly notMerged: readonly string[]
  private readonly contained: readonly string[]
  private readonly notContained: readonly string[]

  /**
   * @throws {FatalError} What is to be merged, or not, names nothing.
   * @throws {UsageError} Anything else names nothing, or something that is no commit.
   */
  constructor(
    private readonly repo: Repository,
    options: ParsedOptions,
  ) {
    this.pointsAt = new Set(options.all('points-at').map((name) => this.objectOf(name)))
    this.merged = this.tipsOf('merged', options)
    this.notMerged = this.tipsOf('no-merged', options)
    this.contained = this.commitsOf('contains', options)
    this.notContained = this.commitsOf('no-contains', options)
  }

  /** Everything that can be said of a ref by itself. */
  takes({ oid }: Ref): boolean {
    const { repo, pointsAt, contained, notContained } = this
    if (pointsAt.size > 0 && !pointsAt.has(oid) && !pointsAt.has(this.taggedBy(oid) ?? '')) return false
    if (!this.needsCommit()) return true
    const commit = repo.tryPeel(oid, 'commit')
    if (commit === undefined) return false
    const holds = (wanted: string): boolean => repo.isAncestor(wanted, commit)
    return (contained.length === 0 || contained.some(holds)) && !notContained.some(holds)
  }

  /** Those that one walk through history finds, or does not find. */
  reachable(views: RefView[]): RefView[] {
    const afterMerged = this.merged.length === 0 ? views : this.parted(views, this.merged, true)
    return this.notMerged.length === 0 ? afterMerged : this.parted(afterMerged, this.notMerged, false)
  }

  private needsCommit(): boolean {
    return [this.merged, this.notMerged, this.contained, this.notContained].some(({ length }) => length > 0)
  }

  private parted(views: readonly RefView[], from: readonly string[], isReachable: boolean): RefView[] {
    const commits = new Map(views.map((view) => [view, this.repo.tryPeel(view.ref.oid, 'commit')!]))
    const open = new Set(commits.values())
    const tips = from.map((oid) => ({ oid, isExcluded: false }))
    const found = new Set<string>()
    for (const { oid } of this.repo.walks.ofCommits({}, tips).walk()) {
      if (open.delete(oid)) found.add(oid)
      if (open.size === 0) break
    }
    return views.filter((view) => found.has(commits.get(view)!) === isReachable)
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

  /** What a tag tags; undefined for what is no tag. */
  private taggedBy(oid: string): string | undefined {
    const object = this.repo.read(oid)
    return object.type === 'tag' ? parseTag(oid, object.data, this.repo.algorithm).object : undefined
  }
}

/** The values of an option that stands for HEAD without one. */
function namesOf(option: string, options: ParsedOptions): string[] {
  const names = [...options.all(option)]
  if (options.count(option) > names.length) names.push('HEAD')
  return names
}
