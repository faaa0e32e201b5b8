/** `packmap rev-list`: commits in the order of history, and the objects that they bring along. */
import { encodeHex } from '../../../object/oid.js'
import { ObjectNotFoundError } from '../../../odb/errors.js'
import type { Bisection } from '../../../repo/walk/bisection.js'
import { type CommitWalk, mustLimit } from '../../../repo/walk/commit-walk.js'
import { excludeEdges } from '../../../repo/walk/edges.js'
import type { ObjectVisitor, ObjectWalk } from '../../../repo/walk/object-walk.js'
import type { RangeTip } from '../../../repo/revision/revision-range.js'
import type { PathBuffer } from '../../../repo/walk/path-buffer.js'
import type { NamedObject } from '../../../repo/walk/part-tips.js'
import { isPlain, type PlainWalk, type RawCommit } from '../../../repo/walk/plain-walk.js'
import type { WalkOptions } from '../../../repo/walk/walk-options.js'
import type { WalkCommit } from '../../../repo/walk/walk-commit.js'
import { UnexpectedTypeError } from '../../../repo/walk/errors.js'
import type { CommandContext } from '../../context.js'
import { FatalError, STATUS_USAGE, UsageError } from '../../failure.js'
import { storageOf } from '../../object-source.js'
import { HelpRequested } from '../../options/parse-options.js'
import { humanise } from '../../text/byte-size.js'
import { RevListArguments } from './arguments.js'
import { answerByBitmap, testBitmap } from './bitmap-answer.js'
import { bisectionVars } from './bisection-output.js'
import { CommitPrinter } from './commit-printer.js'
import { RevListMessages } from './message-arguments.js'
import { PromisorPacks } from './promisor-packs.js'
import { walkReflogs } from './reflog-walk.js'
import { type OmittedSets, parseFilters } from './filter-spec.js'
import { MissingObjects } from './missing-objects.js'
import { pathspecOf, walkRequest } from './walk-request.js'

/** Flags that ask for objects, too. */
const OBJECT_FLAGS = ['--objects', '--objects-edge', '--objects-edge-aggressive']

/** Flags that ask for what parts history in halves. */
const BISECTIONS = ['--bisect', '--bisect-vars', '--bisect-all']

/** Flags that ask for more of a commit than its oid, or for its objects right behind it. */
const MORE_THAN_OID = [
  '--timestamp',
  '--left-right',
  '--cherry-mark',
  '--cherry-pick',
  '--in-commit-order',
  '--ancestry-path',
  '--simplify-by-decoration',
  '--maximal-only',
  '-z',
  ...BISECTIONS,
]
const EDGES = ['--objects-edge', '--objects-edge-aggressive']
/** Flags that cannot go with `-z`. */
const NOT_WITH_NULS = [
  '--timestamp',
  '--left-right',
  '--cherry-mark',
  '--use-bitmap-index',
  ...EDGES,
  ...BISECTIONS,
]
const NUL = 0
const LF = 0x0a
const SPACE = 0x20

export { description } from './description.js'

export function run(args: readonly string[], context: CommandContext): number {
  if (args.includes('-h')) throw new HelpRequested(STATUS_USAGE)
  if (args.includes('--help')) throw new HelpRequested(0)
  const messages = new RevListMessages(context)
  const parsed = new RevListArguments(args, context, messages)
  messages.check(parsed)
  if (!parsed.tips.hasInput && !mayBeginNowhere(parsed)) throw new UsageError('')
  return new RevList(parsed, messages, context).run()
}

/** Whether git shows nothing, rather than its usage, where no revision is given. */
function mayBeginNowhere({ flags }: RevListArguments): boolean {
  return OBJECT_FLAGS.some((flag) => flags.has(flag))
}

class RevList {
  private readonly repo
  private readonly flags
  private readonly objects: ObjectWalk
  private readonly pathspec
  private readonly printer
  private readonly showsObjects: boolean
  private readonly isCounting: boolean
  private readonly isQuiet: boolean
  private readonly filter
  private readonly missing
  /** What they have is left out. */
  private readonly promisors: PromisorPacks | undefined
  private readonly end: number
  private readonly omitted: OmittedSets = []
  /** Of the commits that have been shown: these count as come upon, even if they were asked for. */
  private readonly treesOfCommits = new Set<string>()
  private readonly counted = { left: 0, right: 0, same: 0 }
  private diskUsage = 0

  constructor(
    private readonly args: RevListArguments,
    private readonly messages: RevListMessages,
    private readonly context: CommandContext,
  ) {
    const { flags } = args
    this.repo = context.repository()
    this.flags = flags
    this.pathspec = pathspecOf(args, this.repo, context.env)
    this.end = flags.has('-z') ? NUL : LF
    this.missing = new MissingObjects(args, this.repo)
    const isShort = messages.pretty.abbreviatesCommits ?? false
    this.printer = new CommitPrinter(args, messages.settings(args), isShort, this.repo, context.out)
    this.showsObjects = OBJECT_FLAGS.some((flag) => flags.has(flag))
    this.isCounting = flags.has('--count')
    this.isQuiet = flags.has('--quiet') || args.diskUsage !== undefined
    const wantsOmitted = flags.has('--filter-print-omitted')
    this.filter = parseFilters(args.filters, this.repo, wantsOmitted ? this.omitted : undefined)
    if (this.filter && !this.showsObjects) throw new FatalError('object filtering requires --objects')
    if (this.isCounting && this.showsObjects && (flags.has('--left-right') || flags.has('--cherry-mark'))) {
      throw new FatalError("marked counting and '--objects' cannot be used together")
    }
    const isTooMuch =
      args.diskUsage !== undefined || messages.showsMore || NOT_WITH_NULS.some((flag) => flags.has(flag))
    if (flags.has('-z') && isTooMuch) throw new FatalError('-z option used with unsupported option')
    if (flags.has('--exclude-promisor-objects')) {
      if (args.missing !== 'error') {
        throw new FatalError("options '--exclude_promisor_objects' and '--missing' cannot be used together")
      }
      this.promisors = new PromisorPacks(this.repo)
    }
    const filter = this.promisors?.filter(this.filter) ?? this.filter
    this.objects = this.repo.walks.ofObjects(this.visitor(), { scope: this.pathspec, filter })
  }

  /** @throws {FatalError} Something cannot be walked as what it is used as. */
  run(): number {
    let status: number
    try {
      status = this.walk()
    } catch (error) {
      if (!(error instanceof ObjectNotFoundError)) throw error
      const type = this.repo.tryReadHeader(error.oid)?.type
      // Only where a commit is wanted does a look-up find nothing although something is there.
      throw type === undefined ? error : new UnexpectedTypeError(error.oid, type, 'commit')
    }
    return status
  }

  /** @returns The status that the command ends with. */
  private walk(): number {
    const { ignoresMissing } = this.args.tips
    const tips = this.args.tips.tips.filter(({ oid, isExcluded }) => isExcluded || !this.promisors?.has(oid))
    if (this.flags.has('--test-bitmap')) {
      testBitmap(tips, this.context)
      return 0
    }
    if (this.flags.has('--use-bitmap-index') && this.showByBitmap(tips)) return 0
    if (this.flags.has('--walk-reflogs')) return this.showReflogs(tips)
    const plain = this.plainWalk(tips)
    const { commits, named, excluded } = this.repo.walks.partTips(
      tips,
      (oid) => {
        if (!ignoresMissing) this.missing.takeTip(oid, oid)
      },
      plain && ((oid) => plain.addTip(oid)),
    )
    if (plain) {
      this.showPlainly(plain, named)
      this.printTotals()
      return 0
    }
    for (const { oid, type } of excluded) {
      if (type === 'tree') this.objects.exclude(oid)
      else this.objects.takeFirst(oid, type)
    }
    const hasExcluded = commits.some(({ isExcluded }) => isExcluded)
    const request = this.request(hasExcluded)
    const trees: string[] = []
    const waiting = [...named]
    const isBisected = BISECTIONS.some((flag) => this.flags.has(flag))
    if (commits.length > 0) {
      const walk = this.startWalk(request, commits)
      if (this.showsObjects) this.excludeEdges(walk)
      const bisection = isBisected ? walk.bisect(this.flags.has('--bisect-all')) : undefined
      if (bisection && this.flags.has('--bisect-vars')) return this.showVars(bisection, walk)
      if (bisection && this.flags.has('--bisect-all')) this.printer.noteDistances(bisection)
      const given = new Set(this.flags.has('--filter-provided-objects') ? [] : commits.map(({ oid }) => oid))
      for (const commit of walk.walk()) {
        if (!commit.links && !commit.isBoundary) {
          this.missing.take(commit.oid, 'commit')
          continue
        }
        if (this.isWanted(commit, given)) this.showCommit(commit, walk)
        if (!this.showsObjects || !commit.links) continue
        trees.push(commit.links.tree)
        this.treesOfCommits.add(commit.links.tree)
        if (this.flags.has('--in-commit-order')) {
          this.showNamed(waiting.splice(0))
          this.showTrees(trees.splice(0))
        }
      }
    }
    if (this.showsObjects) {
      this.showNamed(waiting)
      this.showTrees(trees)
    }
    this.printTotals()
    return 0
  }

  /** @returns False: history has to be walked. */
  private showByBitmap(tips: readonly RangeTip[]): boolean {
    const isNarrowed = !this.pathspec.isEverything || !this.args.patterns.isEmpty
    const totals = answerByBitmap(
      { args: this.args, tips, showsObjects: this.showsObjects, isNarrowed },
      this.context,
    )
    if (!totals) return false
    if (totals.count !== undefined) this.context.out.text(`${totals.count}\n`)
    if (totals.diskUsage !== undefined) this.printDiskUsage(totals.diskUsage)
    return true
  }

  /** Each entry is a walk of its own that does not walk: a commit may come up again and again. */
  private showReflogs(tips: readonly RangeTip[]): number {
    const request = this.request(false)
    if (mustLimit(request, [], this.repo.commits.hasGenerations)) {
      throw new FatalError('cannot combine --walk-reflogs with history-limiting options')
    }
    const {
      since = -Infinity,
      until = Infinity,
      sinceAsFilter = -Infinity,
      limit = Infinity,
      skip = 0,
    } = request
    if (request.reverse) {
      throw new FatalError("options '--reverse' and '--walk-reflogs' cannot be used together")
    }
    const all = { since: -Infinity, until: Infinity, sinceAsFilter: -Infinity, limit: Infinity, skip: 0 }
    const single = { ...request, ...all, noWalk: 'unsorted', boundary: false } as const
    const shown = new Set<string>()
    let seen = 0
    for (const { oid, date } of walkReflogs(this.repo, tips)) {
      if (seen >= skip + limit) break
      if (date < Math.max(since, sinceAsFilter) || date > until) continue
      const walk = this.repo.walks.ofCommits(single, [{ oid, isExcluded: false }])
      for (const commit of walk.walk()) {
        // Git forgets the parents of what it has shown.
        if (shown.has(oid)) commit.forgetParents()
        if (seen++ < skip) continue
        shown.add(oid)
        this.showCommit(commit, walk)
      }
    }
    this.printTotals()
    return 0
  }

  private request(hasExcluded: boolean): WalkOptions {
    const request = walkRequest(this.args, this.repo, this.pathspec, hasExcluded, this.messages.walkOptions)
    const { promisors } = this
    return promisors ? { ...request, excludes: (oid) => promisors.has(oid) } : request
  }

  /** Where nothing but the commits that no other one reaches is wanted, they need not be found by walking. */
  private startWalk(request: WalkOptions, commits: readonly RangeTip[]): CommitWalk {
    const { walks } = this.repo
    const isSimple = request.maximalOnly && !this.isCounting && !this.showsObjects
    if (!isSimple || !isPlain({ ...request, maximalOnly: false }, commits))
      return walks.ofCommits(request, commits)
    const maximal = new Set(walks.independent(commits.map(({ oid }) => oid)))
    return walks.ofCommits(
      { noWalk: true },
      commits.filter(({ oid }) => maximal.has(oid)),
    )
  }

  /** `--bisect-vars`. */
  private showVars(bisection: Bisection, walk: CommitWalk): number {
    if (bisection.commits.length === 0) return 1
    if (this.flags.has('--bisect-all')) {
      this.printer.noteDistances(bisection)
      for (const commit of walk.walk()) this.showCommit(commit, walk)
      this.context.out.raw('------\n')
    }
    this.context.out.raw(bisectionVars(bisection))
    return 0
  }

  /** Where nothing but its oid is wanted of a commit, and no object before all commits are shown. */
  private plainWalk(tips: readonly RangeTip[]): PlainWalk | undefined {
    if (
      this.messages.isAsked ||
      this.filter ||
      this.args.diskUsage ||
      tips.some(({ isExcluded }) => isExcluded)
    )
      return undefined
    if (MORE_THAN_OID.some((flag) => this.flags.has(flag))) return undefined
    return this.repo.walks.ofAllCommits(this.request(false), tips)
  }

  private showPlainly(walk: PlainWalk, named: readonly NamedObject[]): void {
    walk.walk((commit) => {
      this.showRaw(commit)
    })
    if (!this.showsObjects) return
    this.showNamed(named)
    this.objects.showNoted()
  }

  private showRaw({ oid, tree }: RawCommit): void {
    if (this.showsObjects) this.objects.noteTree(tree)
    if (this.isQuiet) return
    if (this.isCounting) {
      this.counted.right++
      return
    }
    const { out } = this.context
    out.hex(oid)
    out.byte(LF)
  }

  /** What a filter says of a commit that was not itself asked for. */
  private isWanted({ oid }: WalkCommit, given: ReadonlySet<string>): boolean {
    return !this.filter || given.has(oid) || this.filter({ oid, type: 'commit', depth: 0 }).shows
  }

  private excludeEdges(walk: CommitWalk): void {
    const isAggressive = this.flags.has('--objects-edge-aggressive')
    const onEdge = ({ oid }: WalkCommit): void => {
      this.context.out.raw(`-${oid}\n`)
    }
    const tips = this.args.tips.tips.map(({ oid }) => oid)
    const shows = this.flags.has('--objects-edge') || isAggressive
    excludeEdges(walk, this.objects, shows ? { onEdge, isAggressive, tips } : undefined)
  }

  private showCommit(commit: WalkCommit, walk: CommitWalk): void {
    if (this.args.diskUsage) this.diskUsage += this.diskSizeOf(commit.oid)
    if (this.isQuiet) return
    if (!this.isCounting) this.printer.print(commit, walk)
    else if (commit.isPatchSame) this.counted.same++
    else if (commit.isLeft) this.counted.left++
    else this.counted.right++
  }

  private showNamed(named: readonly NamedObject[]): void {
    for (const { oid, type, name } of named) {
      const isExempt = !this.flags.has('--filter-provided-objects') && !this.treesOfCommits.has(oid)
      if (type === 'tree') this.objects.tree(oid, name, isExempt)
      else if (type === 'blob') this.objects.blob(oid, name, isExempt)
      else this.objects.single(oid, type, name, isExempt)
    }
  }

  private showTrees(trees: readonly string[]): void {
    for (const tree of trees) this.objects.tree(tree, '')
  }

  private visitor(): ObjectVisitor {
    const { out } = this.context
    const hasNames = !this.flags.has('--no-object-names')
    return {
      show: (oid, _, path) => {
        if (this.flags.has('--unpacked') && this.repo.odb.isPacked(oid)) return
        if (this.args.diskUsage) this.diskUsage += this.diskSizeOf(encodeHex(oid))
        if (this.isQuiet) return
        if (this.isCounting) {
          this.counted.right++
          return
        }
        out.hex(oid)
        if (hasNames) this.showPath(path)
        out.byte(this.end)
      },
      missing: (oid, type, path, isShown) => {
        if (isShown || this.args.missing === 'error') this.missing.take(oid, type, path)
      },
    }
  }

  /** After a space the first line of it, or with `-z` a field with all of it. */
  private showPath(path: PathBuffer): void {
    const { out } = this.context
    if (this.end === LF) {
      out.byte(SPACE)
      out.bytes(path.bytes, 0, lineEnd(path))
    } else if (path.length > 0) {
      out.raw('\0path=')
      out.bytes(path.bytes, 0, path.length)
    }
  }

  private diskSizeOf(oid: string): number {
    return storageOf(this.repo, oid).diskSize
  }

  private printTotals(): void {
    const { out } = this.context
    for (const oid of new Set(this.omitted.flatMap((oids) => [...oids]))) out.raw(`~${oid}\n`)
    this.missing.print(out)
    const { left, right, same } = this.counted // nothing, where --quiet says so
    if (this.isCounting) {
      const sides = this.flags.has('--left-right') ? [left, right] : [left + right]
      out.text(`${[...sides, ...(this.flags.has('--cherry-mark') ? [same] : [])].join('\t')}\n`)
    }
    if (this.args.diskUsage) this.printDiskUsage(this.diskUsage)
  }

  private printDiskUsage(size: number): void {
    this.context.out.text(`${this.args.diskUsage === 'human' ? humanise(size) : size}\n`)
  }
}

/** Where the first line of a path ends. */
function lineEnd({ bytes, length }: PathBuffer): number {
  for (let i = 0; i < length; i++) if (bytes[i] === LF) return i
  return length
}
