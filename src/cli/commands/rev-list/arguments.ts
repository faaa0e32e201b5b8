/**
 * The command line of `rev-list`: revisions, options and paths in any order, read from left to right since `--not`,
 * `--exclude` and ranges hold for what stands where they stand.
 */
import { resolve as resolvePath } from 'node:path'
import { approxidate } from '../../../repo/date/approxidate.js'
import { wildmatch } from '../../../repo/wildmatch.js'
import { pathExists } from '../../check-path.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { LineReader } from '../../io/line-reader.js'
import { listRefs } from '../../ref-names.js'
import { tryResolve } from '../../resolve.js'

/** An object that the walk begins at or that it excludes. */
export interface Tip {
  readonly oid: string
  readonly isExcluded: boolean
  /** Where it is, if it was named as `<rev>:<path>`. */
  readonly path: string
}

/** What stands on a command line of `rev-list`. */
export class RevListArguments {
  readonly tips: Tip[] = []
  readonly paths: string[] = []
  /** Options without a value, such as `--objects`. */
  readonly flags = new Set<string>()
  maxCount = Infinity
  skip = 0
  minParents = 0
  maxParents = Infinity
  since: number | undefined
  until: number | undefined
  missing = 'error'
  abbrev: string | undefined
  /** Whether revisions were asked for at all, be it by an option that found none. */
  hasInput = false
  private negates = false
  private excluded: string[] = []

  constructor(
    args: readonly string[],
    private readonly context: CommandContext,
  ) {
    const dashes = args.indexOf('--')
    if (dashes >= 0) this.paths.push(...args.slice(dashes + 1))
    const end = dashes < 0 ? args.length : dashes
    for (let at = 0; at < end; at++) {
      const arg = args[at]!
      if (arg.startsWith('-') && arg !== '-') {
        if (this.takeOption(arg, at + 1 < end ? args[at + 1] : undefined)) at++
      } else if (!this.takeRevision(arg)) {
        if (dashes >= 0) throw new FatalError(`bad revision '${arg}'`)
        this.takePaths(args.slice(at, end))
        break
      } else if (dashes < 0 && this.isFile(arg)) {
        throw new FatalError(`ambiguous argument '${arg}': both revision and filename`)
      }
    }
  }

  /** @returns Whether the next argument was taken as the value. */
  private takeOption(arg: string, next: string | undefined): boolean {
    const count = /^-(?:n?(\d+)|n)$/.exec(arg)
    if (count) {
      this.maxCount = this.wholeNumber(count[1] ?? next)
      return count[1] === undefined
    }
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    const attached = equals < 0 ? undefined : arg.slice(equals + 1)
    if (this.takeRefs(name, attached)) return false
    if (attached === undefined && FLAGS.has(arg)) {
      this.takeFlag(arg)
      return false
    }
    if (attached === undefined && !SEPARATE.has(name) && name !== '--abbrev')
      throw new UsageError(`unknown option \`${arg}'`)
    const value = attached ?? next ?? ''
    this.takeValue(name, value, arg)
    return attached === undefined && name !== '--abbrev'
  }

  private takeFlag(flag: string): void {
    if (flag === '--not') this.negates = !this.negates
    else if (flag === '--merges') this.minParents = 2
    else if (flag === '--no-merges') this.maxParents = 1
    else if (flag === '--no-min-parents') this.minParents = 0
    else if (flag === '--no-max-parents') this.maxParents = Infinity
    else if (flag === '--stdin') this.readStandardInput()
    else this.flags.add(flag)
  }

  private takeValue(name: string, value: string, arg: string): void {
    switch (name) {
      case '--max-count':
        this.maxCount = this.wholeNumber(value)
        return
      case '--skip':
        this.skip = this.wholeNumber(value)
        return
      case '--min-parents':
        this.minParents = this.wholeNumber(value)
        return
      case '--max-parents':
        this.maxParents = this.wholeNumber(value)
        return
      case '--since':
      case '--after':
        this.since = this.date(value)
        return
      case '--until':
      case '--before':
        this.until = this.date(value)
        return
      case '--max-age':
        this.since = Number(value)
        return
      case '--min-age':
        this.until = Number(value)
        return
      case '--missing':
        if (!['error', 'allow-any', 'allow-promisor', 'print'].includes(value))
          throw new UsageError(`bad ${arg}`)
        this.missing = value
        return
      case '--abbrev':
        this.abbrev = value
        return
      case '--no-walk':
        this.flags.add('--no-walk')
        return
      default:
        throw new UsageError(`unknown option \`${arg}'`)
    }
  }

  private takeRefs(name: string, value: string | undefined): boolean {
    const folder = REF_FOLDERS.get(name)
    if (folder === undefined || (name === '--glob') !== (value !== undefined && folder === '')) {
      if (name !== '--exclude' || value === undefined) return false
      this.excluded.push(value)
      return true
    }
    this.hasInput = true
    const trimmed = name === '--all' ? 0 : folder.length
    for (const ref of listRefs(this.context.repository(), folder, value)) {
      const short = ref.name.slice(trimmed)
      if (!this.excluded.some((pattern) => wildmatch(pattern, short))) this.add(ref.oid, false)
    }
    const { oid } = this.context.repository().head()
    if (name === '--all' && oid !== undefined && !this.excluded.includes('HEAD')) this.add(oid, false)
    this.excluded = []
    return true
  }

  private takeRevision(arg: string): boolean {
    const repo = this.context.repository()
    if (this.takeRange(arg) || this.takeParents(arg)) return true
    const isNegative = arg.startsWith('^')
    const name = isNegative ? arg.slice(1) : arg
    const oid = tryResolve(repo, name, { want: 'committish' })
    if (oid === undefined) {
      const isIgnored = this.flags.has('--ignore-missing') && !this.isFile(arg)
      this.hasInput ||= isIgnored
      return isIgnored
    }
    const colon = name.indexOf(':')
    this.add(oid, isNegative, colon < 0 ? '' : name.slice(colon + 1))
    return true
  }

  private takeRange(arg: string): boolean {
    const match = /^(.*?)\.\.(\.?)(.*)$/s.exec(arg)
    if (!match || arg === '..') return false
    const repo = this.context.repository()
    const start = tryResolve(repo, match[1]! || 'HEAD', { want: 'committish' })
    const end = tryResolve(repo, match[3]! || 'HEAD', { want: 'committish' })
    if (start === undefined || end === undefined) return false
    if (match[2] === '') {
      this.add(start, true)
      this.add(end, false)
      return true
    }
    const [left, right] = [repo.tryPeel(start, 'commit'), repo.tryPeel(end, 'commit')]
    if (left === undefined || right === undefined)
      throw new FatalError(`Invalid symmetric difference expression ${arg}`)
    for (const base of repo.mergeBases(left, right)) this.add(base, true)
    this.add(left, false)
    this.add(right, false)
    return true
  }

  private takeParents(arg: string): boolean {
    const match = /^(.*)\^(!|@|-(\d*))$/s.exec(arg)
    if (!match) return false
    const repo = this.context.repository()
    const oid = tryResolve(repo, match[1]!, { want: 'committish' })
    const commit = oid === undefined ? undefined : repo.tryPeel(oid, 'commit')
    if (commit === undefined) return false
    const parents = this.context.repository().commits.tryRead(commit)?.parents ?? []
    const chosen = match[3] === undefined ? undefined : match[3] === '' ? 1 : Number(match[3])
    if (chosen !== undefined && (chosen === 0 || chosen > parents.length)) return false
    this.hasInput = true // even for `root^@`, which stands for nothing
    parents.forEach((parent, at) => {
      if (chosen === undefined || chosen === at + 1) this.add(parent, match[2] !== '@')
    })
    if (match[2] !== '@') this.add(commit, false)
    return true
  }

  private add(oid: string, isNegative: boolean, path = ''): void {
    this.hasInput = true
    this.tips.push({ oid, isExcluded: isNegative !== this.negates, path })
  }

  /** From here on only paths follow, and each must be there. */
  private takePaths(paths: readonly string[]): void {
    for (const path of paths) {
      if (!this.isFile(path)) {
        throw new FatalError(
          `ambiguous argument '${path}': unknown revision or path not in the working tree.`,
        )
      }
      this.paths.push(path)
    }
  }

  private isFile(path: string): boolean {
    const repo = this.context.repository()
    if (repo.workTree === undefined || path === '') return false
    return pathExists(resolvePath(this.context.cwd, path))
  }

  private readStandardInput(): void {
    const lines = new LineReader(this.context.streams.stdin, 0x0a, () => undefined)
    let areRevisions = true
    while (lines.next()) {
      const line = lines.buffer.toString('utf8', lines.begin, lines.end)
      if (!areRevisions) this.paths.push(line)
      else if (line === '') break
      else if (line === '--') areRevisions = false
      else if (line.startsWith('-')) throw new FatalError('options not supported in --stdin mode')
      else if (!this.takeRevision(line)) throw new FatalError(`bad revision '${line}'`)
    }
    this.hasInput = true
  }

  /** A count; a negative one means that there is no limit. */
  private wholeNumber(text: string | undefined): number {
    if (text === undefined) throw new FatalError('-n requires an argument')
    const number = parseInt(text, 10) || 0 // like C's atoi: what is no number is none
    return number < 0 ? Infinity : number
  }

  private date(text: string): number {
    return approxidate(text) ?? Math.floor(Date.now() / 1000)
  }
}

const REF_FOLDERS = new Map([
  ['--all', 'refs/'],
  ['--branches', 'refs/heads/'],
  ['--tags', 'refs/tags/'],
  ['--remotes', 'refs/remotes/'],
  ['--glob', ''],
])
const FLAGS = new Set([
  '--not',
  '--stdin',
  '--topo-order',
  '--date-order',
  '--reverse',
  '--parents',
  '--children',
  '--first-parent',
  '--merges',
  '--no-merges',
  '--no-min-parents',
  '--no-max-parents',
  '--objects',
  '--object-names',
  '--no-object-names',
  '--in-commit-order',
  '--count',
  '--quiet',
  '--timestamp',
  '--abbrev-commit',
  '--no-abbrev-commit',
  '--ignore-missing',
  '--no-walk',
  '--do-walk',
  '--dense',
])
/** Options whose value may be the next argument. */
const SEPARATE = new Set([
  '--max-count',
  '--skip',
  '--since',
  '--after',
  '--until',
  '--before',
  '--max-age',
  '--min-age',
])
