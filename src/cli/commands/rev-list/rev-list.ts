/** `packmap rev-list`: commits in the order of history, and the objects that they bring along. */
import { ObjectNotFoundError } from '../../../odb/errors.js'
import { parseTag } from '../../../object/tag.js'
import { bytesToRaw, textToRaw } from '../../text/quote.js'
import type { CommandContext } from '../../context.js'
import { FatalError, STATUS_USAGE, UsageError } from '../../failure.js'
import { type HistoryCommit, HistoryCommits } from '../../history/history-commit.js'
import { walkHistory } from '../../history/history-walk.js'
import { type ObjectVisitor, ObjectWalk, wrongType } from '../../history/object-walk.js'
import { simplifierByPath } from '../../history/simplify-by-path.js'
import { LiteralPathspec } from '../../literal-pathspec.js'
import { abbreviate } from '../../abbreviate.js'
import { parseAbbreviation } from '../../options/abbrev-option.js'
import { HelpRequested } from '../../options/parse-options.js'
import { RevListArguments } from './arguments.js'

export { description } from './description.js'

export function run(args: readonly string[], context: CommandContext): number {
  if (args.includes('-h')) throw new HelpRequested(STATUS_USAGE)
  if (args.includes('--help')) throw new HelpRequested(0)
  const parsed = new RevListArguments(args, context)
  if (!parsed.hasInput) throw new UsageError('')
  return new RevList(parsed, context).run()
}

/** An object named on the command line that is no commit, to be shown after the commits. */
interface NamedObject {
  readonly oid: string
  readonly type: 'tag' | 'tree' | 'blob'
  readonly name: string
}

class RevList {
  private readonly repo
  private readonly flags
  private readonly commits
  private readonly objects
  private readonly scope
  private readonly named: NamedObject[] = []
  private readonly missing = new Set<string>()
  private counted = 0

  constructor(
    private readonly args: RevListArguments,
    private readonly context: CommandContext,
  ) {
    this.repo = context.repository()
    this.flags = args.flags
    this.commits = new HistoryCommits(this.repo.commits)
    this.scope = this.parsePaths()
    const visitor: ObjectVisitor = {
      show: (oid, path) => {
        this.showObject(oid, path)
      },
      missing: (oid, type) => {
        this.takeMissing(oid, type)
      },
    }
    this.objects = new ObjectWalk(this.repo, visitor, this.scope)
  }

  /** @throws {FatalError} Something cannot be walked as what it is used as. */
  run(): number {
    try {
      return this.walk()
    } catch (error) {
      if (!(error instanceof ObjectNotFoundError)) throw error
      const type = this.repo.tryReadHeader(error.oid)?.type
      // Only where a commit is wanted does a look-up find nothing although something is there.
      throw type === undefined ? error : wrongType(error.oid, type, 'commit')
    }
  }

  private walk(): number {
    const tips = this.loadTips()
    const shown: HistoryCommit[] = []
    const isWhole = this.flags.has('--reverse') || this.flags.has('--children')
    const showsObjects = this.flags.has('--objects')
    for (const commit of this.selected(tips)) {
      if (!isWhole) this.showCommit(commit)
      if (isWhole || showsObjects) shown.push(commit)
    }
    if (this.flags.has('--reverse')) shown.reverse()
    if (isWhole) {
      const children = this.flags.has('--children') ? this.childrenOf(shown) : undefined
      for (const commit of shown) this.showCommit(commit, children?.get(commit))
    }
    if (showsObjects) this.showObjects(shown)
    if (this.flags.has('--count')) this.context.out.text(`${this.counted}\n`)
    for (const oid of this.missing) this.context.out.raw(`?${oid}\n`)
    return 0
  }

  /** Follows tags, and parts commits from what else was named. */
  private loadTips(): HistoryCommit[] {
    const tips: HistoryCommit[] = []
    for (const { oid, isExcluded, path } of this.args.tips) {
      let current = oid
      let type = this.typeOf(current)
      while (type === 'tag') {
        const tag = parseTag(current, this.repo.read(current).data, this.repo.algorithm)
        if (isExcluded) this.objects.takeFirst(current, 'tag')
        else this.named.push({ oid: current, type, name: bytesToRaw(tag.name) })
        current = tag.object
        type = this.typeOf(current)
        if (type !== tag.type) throw wrongType(current, type, tag.type)
      }
      if (type !== 'commit') {
        if (isExcluded && type === 'tree') this.objects.exclude(current)
        else if (isExcluded) this.objects.takeFirst(current, type)
        else this.named.push({ oid: current, type, name: textToRaw(current === oid ? path : '') })
        continue
      }
      const commit = this.commits.load(this.commits.get(current))
      if (isExcluded) {
        commit.isUninteresting = true
        commit.isBottom = true
        this.commits.markParentsUninteresting(commit)
      }
      tips.push(commit)
    }
    return tips
  }

  private typeOf(oid: string): 'commit' | 'tree' | 'blob' | 'tag' {
    const header = this.repo.tryReadHeader(oid)
    if (!header) throw new FatalError(`bad object ${oid}`)
    return header.type
  }

  /** The commits to show, in order, `--skip` and `--max-count` applied. */
  private *selected(tips: readonly HistoryCommit[]): Generator<HistoryCommit> {
    const { args, flags } = this
    if (args.maxCount === 0) return
    const { paths } = this.scope
    const walk = walkHistory(tips, this.commits, {
      order: flags.has('--topo-order')
        ? 'topological'
        : flags.has('--date-order')
          ? 'topological-by-date'
          : 'date',
      firstParent: flags.has('--first-parent'),
      since: args.since,
      until: args.until,
      // As soon as something is excluded there is history to walk.
      noWalk: flags.has('--no-walk') && !tips.some((tip) => tip.isUninteresting),
      isLimited: flags.has('--children'),
      simplify:
        paths.length === 0
          ? undefined
          : simplifierByPath(this.repo, this.commits, paths, flags.has('--first-parent')),
    })
    let { skip, maxCount } = args
    let walked: Iterable<HistoryCommit> = walk
    if (flags.has('--objects') && tips.some((tip) => tip.isUninteresting)) {
      const list = [...walk]
      this.excludeNeighbours(list)
      walked = list
    }
    for (const commit of walked) {
      if (!this.isWanted(commit)) continue
      if (skip > 0) {
        skip--
        continue
      }
      yield commit
      if (--maxCount === 0) return
    }
  }

  private isWanted(commit: HistoryCommit): boolean {
    const { args } = this
    const parentCount = commit.parents?.length ?? 0
    return (
      !commit.isUninteresting &&
      !commit.isSame &&
      (args.until === undefined || commit.date <= args.until) &&
      parentCount >= args.minParents &&
      parentCount <= args.maxParents
    )
  }

  private parsePaths(): LiteralPathspec {
    const { paths } = this.args
    if (paths.length === 0) return LiteralPathspec.EVERYTHING
    if (this.flags.has('--parents') || this.flags.has('--children')) {
      throw new FatalError('--parents and --children are not supported together with paths')
    }
    const pattern = paths.find((path) => /[*?[\\]/.test(path))
    if (pattern !== undefined) throw new FatalError(`${pattern}: only literal paths are supported`)
    return LiteralPathspec.parse(paths, textToRaw(this.repo.prefix), this.repo)
  }

  private childrenOf(shown: readonly HistoryCommit[]): Map<HistoryCommit, HistoryCommit[]> {
    const children = new Map<HistoryCommit, HistoryCommit[]>()
    for (const commit of shown) {
      for (const parent of commit.parents ?? [])
        children.set(parent, [commit, ...(children.get(parent) ?? [])])
    }
    return children
  }

  private showCommit(commit: HistoryCommit, children: readonly HistoryCommit[] = []): void {
    if (this.flags.has('--count')) {
      this.counted++
      return
    }
    if (this.flags.has('--quiet')) return
    const parents = this.flags.has('--parents') ? (commit.parents ?? []) : []
    const words = [commit, ...parents, ...children].map(({ oid }) => this.shortened(oid))
    const time = this.flags.has('--timestamp') ? `${commit.date} ` : ''
    this.context.out.raw(`${time}${words.join(' ')}\n`)
  }

  private shortened(oid: string): string {
    if (!this.flags.has('--abbrev-commit') || this.flags.has('--no-abbrev-commit')) return oid
    const { abbrev } = this.args
    return abbreviate(
      this.repo,
      oid,
      abbrev === undefined || abbrev === '' ? 'auto' : parseAbbreviation(abbrev, 'abbrev'),
    )
  }

  /**
   * Leaves out what the excluded neighbours of interesting commits have: git does not look further for what else
   * excluded history holds, and so neither does this.
   */
  private excludeNeighbours(walked: readonly HistoryCommit[]): void {
    for (const commit of walked) {
      if (commit.isUninteresting) this.objects.exclude(commit.tree)
      for (const parent of commit.isUninteresting ? [] : (commit.parents ?? [])) {
        if (parent.isUninteresting && this.commits.tryLoad(parent)) this.objects.exclude(parent.tree)
      }
    }
  }

  private showObjects(shown: readonly HistoryCommit[]): void {
    for (const { oid, type, name } of this.named) {
      if (type === 'tree') this.objects.tree(oid, name)
      else if (type === 'blob') this.objects.blob(oid, name)
      else if (this.objects.takeFirst(oid, type)) this.showObject(oid, name)
    }
    for (const { tree } of shown) this.objects.tree(tree, '')
  }

  private showObject(oid: string, path: string): void {
    if (this.flags.has('--count')) this.counted++
    else if (this.flags.has('--quiet')) return
    else if (this.flags.has('--no-object-names')) this.context.out.raw(`${oid}\n`)
    else this.context.out.raw(`${oid} ${path.split('\n', 1)[0]!}\n`)
  }

  private takeMissing(oid: string, type: string): void {
    if (this.args.missing === 'error') throw new FatalError(`missing ${type} object '${oid}'`)
    if (this.args.missing === 'print') this.missing.add(oid)
  }
}
