/**
 * The command line of `rev-list`: revisions, options and paths in any order, read from left to right since `--not`,
 * `--exclude` and ranges hold for what stands where they stand.
 */
import { decodeName } from '../../../object/name-text.js'
import { approxidate } from '../../../repo/date/approxidate.js'
import { toTimestamp } from '../../../repo/date/timestamp.js'
import type { Mailmap } from '../../../repo/mailmap.js'
import type { AbbreviationLength } from '../../../repo/abbreviate.js'
import type { CommandContext } from '../../context.js'
import { ExitWith, FatalError, STATUS_FATAL } from '../../failure.js'
import { LineReader } from '../../io/line-reader.js'
import { tryResolve } from '../../resolve.js'
import { bisectionTerms } from './bisection-output.js'
import { type PatternType, WantedPatterns } from './message-patterns.js'
import { FLAGS, SEPARATE, UNSUPPORTED } from './option-table.js'
import { TipArguments } from '../../tip-arguments.js'

/** What `--missing` may ask for. */
const MISSING_ACTIONS = ['error', 'allow-any', 'allow-promisor', 'print', 'print-info'] as const

/** Options of standard input that need a value. */
const REF_PATTERNS: ReadonlySet<string> = new Set(['--glob', '--exclude', '--exclude-hidden'])

const PATTERN_TYPES: Readonly<Record<string, PatternType>> = {
  '--basic-regexp': 'basic',
  '--extended-regexp': 'extended',
  '-E': 'extended',
  '--fixed-strings': 'fixed',
  '-F': 'fixed',
}

/** Options that a command has beside those of `rev-list`. */
export interface MoreOptions {
  /**
   * @param next The argument behind it, which may be its value.
   * @returns How many arguments were taken; 0: it is another option.
   */
  take(arg: string, next: string | undefined): number
  /** What is thrown for an option that is none. */
  unknown(arg: string): Error
}

/** What stands on a command line of `rev-list`. */
export class RevListArguments {
  readonly tips: TipArguments
  readonly paths: string[] = []
  /** Options without a value, such as `--objects`. */
  readonly flags = new Set<string>()
  /** `--filter` with its values, in order; they all hold. */
  filters: string[] = []
  maxCount = Infinity
  skip = 0
  minParents = 0
  maxParents = Infinity
  since: number | undefined
  sinceAsFilter: number | undefined
  until: number | undefined
  missing: (typeof MISSING_ACTIONS)[number] = 'error'
  /** `--max-count-oldest`. */
  keepsOldest = false
  /** `--default`: the revision that counts where none is given. */
  defaultRevision: string | undefined
  abbrev: AbbreviationLength = 'auto'
  diskUsage: 'bytes' | 'human' | undefined
  noWalk: 'sorted' | 'unsorted' | undefined
  order: 'default' | 'topo' | 'date' | 'author-date' = 'default'
  isReverse = false
  /** `--grep`, `--author` and `--committer`. */
  readonly patterns = new WantedPatterns()
  /** By which people are looked for, where a command does so. */
  mailmap: Mailmap | undefined
  /** Oids of `--ancestry-path=<commit>`. */
  readonly onPath: string[] = []

  /** The first option that is none: said when revisions and paths have been found in order, as git does. */
  private unknown: string | undefined
  private hasReadInput = false
  private isReadingInput = false

  constructor(
    args: readonly string[],
    private readonly context: CommandContext,
    private readonly more: MoreOptions,
    noWalk?: 'sorted',
  ) {
    this.noWalk = noWalk
    this.tips = new TipArguments(context)
    // There is history to walk then, unless a later option says once more that it is not to be walked.
    this.tips.onExcluded = () => {
      this.noWalk = undefined
    }
    const dashes = args.indexOf('--')
    if (dashes >= 0) this.paths.push(...args.slice(dashes + 1))
    const end = dashes < 0 ? args.length : dashes
    let areOptionsOver = false
    for (let at = 0; at < end; at++) {
      const arg = args[at]!
      if (!areOptionsOver && arg.startsWith('-') && arg !== '-') {
        if (arg === '--end-of-options') areOptionsOver = true
        else if (this.takeOption(arg, at + 1 < end ? args[at + 1] : undefined)) at++
      } else if (!this.tips.takeRevision(arg)) {
        if (dashes >= 0 || arg.startsWith('^')) throw new FatalError(`bad revision '${arg}'`)
        this.takePaths(args.slice(at, end))
        break
      } else if (dashes < 0 && this.tips.isAmbiguous(arg)) {
        throw new FatalError(`ambiguous argument '${arg}': both revision and filename`)
      }
    }
    if (this.defaultRevision !== undefined && !this.tips.hasInput) this.takeDefault(this.defaultRevision)
    if (this.unknown !== undefined) throw more.unknown(this.unknown)
  }

  /** @returns Whether the next argument was taken as the value. */
  private takeOption(arg: string, next: string | undefined): boolean {
    const taken = this.more.take(arg, next)
    if (taken > 0) return taken > 1
    const count = /^-(?:n(.+)|(\d.*)|n)$/s.exec(arg)
    if (count) {
      const value = count[1] ?? count[2]
      if (value === undefined && next === undefined) throw new FatalError('-n requires an argument')
      this.limitTo(countOf(value ?? next!))
      return value === undefined
    }
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    let value = equals < 0 ? undefined : arg.slice(equals + 1)
    const takesNext = value === undefined && SEPARATE.has(name)
    if (takesNext && next === undefined) throw this.valueMissing(name)
    if (takesNext) value = next
    if (this.tips.takeRefs(name, value)) return takesNext
    if (value === undefined ? this.takeFlag(name) : this.takeValue(name, value)) return takesNext
    if (UNSUPPORTED.has(name)) throw new FatalError(`rev-list ${name} is not supported`)
    this.unknown ??= arg
    return false
  }

  private takeFlag(flag: string): boolean {
    if (this.takePseudo(flag, undefined)) return true
    switch (flag) {
      case '--merges':
        this.minParents = 2
        return true
      case '--no-merges':
        this.maxParents = 1
        return true
      case '--no-min-parents':
        this.minParents = 0
        return true
      case '--no-max-parents':
        this.maxParents = Infinity
        return true
      case '--topo-order':
        this.order = 'topo'
        return true
      case '--date-order':
        this.order = 'date'
        return true
      case '--author-date-order':
        this.order = 'author-date'
        return true
      case '--simplify-merges':
      case '--simplify-by-decoration':
        if (this.order === 'default') this.order = 'topo'
        break
      case '--reverse':
        this.isReverse = !this.isReverse
        return true
      case '--abbrev':
        this.abbrev = 'auto'
        return true
      case '--no-abbrev':
        this.abbrev = 'full'
        return true
      case '--disk-usage':
        this.diskUsage = 'bytes'
        return true
      case '--cherry':
        if (this.flags.has('--left-only')) throw togetherError('--cherry', '--left-only')
        this.maxParents = 1
        this.flags.add('--right-only').add('--cherry-mark')
        return true
      case '-g':
        return this.takeFlag('--walk-reflogs')
      case '--object-names':
        this.flags.delete('--no-object-names')
        return true
      case '--ignore-missing':
        this.tips.ignoresMissing = true
        return true
      case '--stdin':
        this.readStandardInput()
        return true
      default:
    }
    const type = PATTERN_TYPES[flag]
    if (type) {
      this.patterns.type = type
      return true
    }
    if (!FLAGS.has(flag)) return false
    this.flags.add(flag)
    this.checkTogether(flag)
    return true
  }

  /** The options that standard input may have, too. @returns False: it is another. */
  private takePseudo(name: string, value: string | undefined): boolean {
    if (this.tips.takeRefs(name, value)) return true
    if (name === '--filter' && value !== undefined) this.filters.push(value)
    else if (name === '--no-walk') {
      this.noWalk = noWalkOf(value) ?? this.refuseNoWalk(`--no-walk=${value!}`)
    } else if (value !== undefined) return false
    else if (name === '--not') this.tips.turn()
    else if (name === '--do-walk') this.noWalk = undefined
    else if (name === '--single-worktree') this.tips.isSingleWorktree = true
    else if (name === '--no-filter') this.filters = []
    else if (name === '--bisect') this.takeBisection()
    else if (name === '--reflog') this.tips.takeReflogs()
    else if (name === '--indexed-objects') this.tips.takeIndexes()
    else return false
    return true
  }

  /** `--bisect`: what `git bisect` has noted so far. */
  private takeBisection(): void {
    this.flags.add('--bisect')
    const { bad, good } = bisectionTerms(this.context.repository())
    this.tips.takeRefsLike(`refs/bisect/${bad}`, false)
    this.tips.takeRefsLike(`refs/bisect/${good}`, true)
  }

  private valueMissing(name: string): Error {
    if (name !== '--default') return new FatalError(`Option '${name}' requires a value`)
    this.context.complain('error: bad --default argument')
    return new ExitWith(STATUS_FATAL)
  }

  private refuseNoWalk(arg: string): never {
    this.context.complain('error: invalid argument to --no-walk')
    throw this.isReadingInput ? invalidInStdin(arg) : new ExitWith(STATUS_FATAL)
  }

  private takeDefault(revision: string): void {
    if (!this.tips.takeRevision(revision)) throw new FatalError(`bad default revision '${revision}'`)
  }

  private takeValue(name: string, value: string): boolean {
    switch (name) {
      case '--max-count':
        this.limitTo(countOf(value))
        return true
      case '--max-count-oldest':
        this.limitTo(countOf(value))
        this.keepsOldest = true
        return true
      case '--default':
        this.defaultRevision = value
        return true
      case '--progress':
        return true
      case '--skip':
        this.skip = countOf(value)
        return true
      case '--min-parents':
        this.minParents = countOf(value)
        if (this.minParents === Infinity) this.minParents = 0
        return true
      case '--max-parents':
        this.maxParents = countOf(value)
        return true
      case '--since':
      case '--after':
        this.since = date(value)
        return true
      case '--since-as-filter':
        this.sinceAsFilter = date(value)
        return true
      case '--until':
      case '--before':
        this.until = date(value)
        return true
      case '--max-age':
        this.since = parseInt(value, 10) || 0
        return true
      case '--min-age':
        this.until = parseInt(value, 10) || 0
        return true
      case '--missing':
        // Others are passed over, as git does.
        this.missing = MISSING_ACTIONS.find((action) => action === value) ?? this.missing
        return true
      case '--no-kept-objects':
        // Nothing is kept in the memory of a command that packs nothing.
        if (value === 'on-disk') this.flags.add(name)
        return true
      case '--abbrev':
        this.abbrev = digitsOf(value)
        return true
      case '--grep':
        this.patterns.message.push(value)
        return true
      case '--author':
      case '--committer':
        this.patterns[name === '--author' ? 'author' : 'committer'].push(value)
        return true
      case '--disk-usage':
        if (value !== 'human') {
          throw new FatalError(
            `invalid value for '--disk-usage=<format>': '${value}', the only allowed format is 'human'`,
          )
        }
        this.diskUsage = 'human'
        return true
      case '--ancestry-path':
        this.takeAncestryPath(value)
        return true
      default:
        return this.takePseudo(name, value)
    }
  }

  private limitTo(count: number): void {
    this.maxCount = count
    this.noWalk = undefined
  }

  private takeAncestryPath(name: string): void {
    const repo = this.context.repository()
    const oid = tryResolve(repo, name, { want: 'committish' })
    const commit = oid === undefined ? undefined : repo.tryPeel(oid, 'commit')
    if (commit === undefined) {
      this.context.complain(`error: could not get commit for ancestry-path argument ${name}`)
      throw new ExitWith(STATUS_FATAL)
    }
    this.onPath.push(commit)
  }

  /** @throws {FatalError} Options exclude each other. */
  private checkTogether(latest: string): void {
    const has = (flag: string): boolean => this.flags.has(flag)
    const rewrites = has('--parents') || has('--simplify-merges') || has('--simplify-by-decoration')
    if (rewrites && has('--children')) throw togetherError('--parents', '--children')
    if (has('--left-only') && has('--right-only')) {
      if (latest === '--left-only') throw togetherError('--left-only', '--right-only/--cherry')
      throw togetherError('--right-only', '--left-only')
    }
    if (has('--cherry-mark') && has('--cherry-pick')) {
      throw togetherError(latest, latest === '--cherry-mark' ? '--cherry-pick' : '--cherry-mark')
    }
    if (has('--boundary') && has('--maximal-only')) throw togetherError('--boundary', '--maximal-only')
  }

  /** From here on only paths follow, and each must be there. */
  private takePaths(paths: readonly string[]): void {
    for (const path of paths) {
      if (!looksLikePathspec(path) && !this.tips.isFile(withoutMagic(path))) {
        throw new FatalError(
          `ambiguous argument '${path}': unknown revision or path not in the working tree.`,
        )
      }
      this.paths.push(path)
    }
  }

  /** Revisions and options, one a line; what follows a line `--` is paths. */
  private readStandardInput(): void {
    if (this.hasReadInput) throw new FatalError('--stdin given twice?')
    this.hasReadInput = true
    this.isReadingInput = true
    const turned = this.tips.setTurned(false)
    const lines = new LineReader(this.context.streams.stdin, 0x0a, () => undefined)
    let areRevisions = true
    let areOptionsOver = false
    while (lines.next()) {
      const line = decodeName(lines.buffer.subarray(lines.begin, lines.end))
      if (!areRevisions) this.paths.push(line)
      else if (line === '') break
      else if (line === '--') areRevisions = false
      else if (line === '--end-of-options' && !areOptionsOver) areOptionsOver = true
      else if (line.startsWith('-') && !areOptionsOver) this.takeLine(line)
      else if (!this.tips.takeRevision(line)) throw new FatalError(`bad revision '${line}'`)
    }
    this.isReadingInput = false
    this.tips.setTurned(turned)
    this.tips.hasInput = true
  }

  /** An option on standard input: only of those that stand for revisions, and with its value in the same line. */
  private takeLine(line: string): void {
    const equals = line.indexOf('=')
    const name = equals < 0 ? line : line.slice(0, equals)
    const value = equals < 0 ? undefined : line.slice(equals + 1)
    if (value === undefined && REF_PATTERNS.has(name)) throw this.valueMissing(name)
    if (!this.takePseudo(name, value)) throw invalidInStdin(line)
  }
}

function togetherError(one: string, other: string): FatalError {
  return new FatalError(`options '${one}' and '${other}' cannot be used together`)
}

/** What has wildcards or long magic need not be there. */
function looksLikePathspec(path: string): boolean {
  return path.startsWith(':(') || path === ':/' || path === ':!' || path === ':^' || /(?<!\\)[*?[]/.test(path)
}

function withoutMagic(path: string): string {
  return path.replace(/^:[/!^]/, '')
}

/** A count; a negative one means that there is no limit. @throws {FatalError} It is none that fits in 32 bits. */
function countOf(text: string): number {
  const number = /^\s*[-+]?\d+$/.test(text) ? Number(text) : NaN
  if (!(number >= -(2 ** 31) && number < 2 ** 31)) throw new FatalError(`'${text}': not an integer`)
  return number < 0 ? Infinity : number
}

/** Digits of ids, of which git shows four at least; a negative number is a large one to it, and means all. */
function digitsOf(text: string): AbbreviationLength {
  const digits = parseInt(text, 10) || 0
  return digits < 0 ? 'full' : digits
}

/** @returns Undefined: the value is none. */
function noWalkOf(value: string | undefined): 'sorted' | 'unsorted' | undefined {
  if (value === undefined || value === 'sorted') return 'sorted'
  return value === 'unsorted' ? value : undefined
}

function invalidInStdin(line: string): FatalError {
  return new FatalError(`invalid option '${line}' in --stdin mode`)
}

function date(text: string): number {
  return Number(toTimestamp(approxidate(text) ?? Math.floor(Date.now() / 1000)))
}
