/** The command line of `blame`, and the configuration that stands for parts of it. */
import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { bytesToRaw, textToRaw } from '../../../object/raw-text.js'
import type { BlameOptions, CopyOptions } from '../../../repo/blame/blame-options.js'
import { approxidate } from '../../../repo/date/approxidate.js'
import { type DateMode, parseDateMode } from '../../../repo/date/show-date.js'
import { toTimestamp } from '../../../repo/date/timestamp.js'
import type { DiffAlgorithm } from '../../../text/line-diff/options.js'
import { childPath } from '../../../base/resolve-path.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { readAll } from '../../io/read-all.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { tryResolve } from '../../resolve.js'
import { TipArguments } from '../../tip-arguments.js'
import { description } from './description.js'

/** What a run of lines must score by default, in letters and digits. */
const MOVE_SCORE = 20
const COPY_SCORE = 40

const UNSUPPORTED = [
  'score-debug',
  'show-stats',
  'color-lines',
  'color-by-age',
  'reverse',
  'ignore-rev',
  'ignore-revs-file',
  'S',
]
const ALGORITHMS: Readonly<Record<string, DiffAlgorithm>> = {
  default: 'myers',
  myers: 'myers',
  minimal: 'minimal',
  patience: 'patience',
  histogram: 'histogram',
}

export class BlameArguments {
  readonly options: ParsedOptions
  /** From the top of the tree, one unit a byte. */
  readonly path: string
  /** Oid of the commit; that of no commit where its content is not committed. */
  readonly revision: string
  /** The revision as it was given. */
  readonly name: string | undefined
  readonly dateMode: DateMode
  readonly showsEmail: boolean
  readonly blanksBoundaries: boolean
  readonly blame: BlameOptions

  constructor(
    args: readonly string[],
    private readonly context: CommandContext,
  ) {
    // What follows the dashes is the file, whatever it looks like.
    const dashes = args.indexOf('--')
    this.options = parseOptions(description.options, dashes < 0 ? args : args.slice(0, dashes))
    const operands = [...this.options.operands]
    const after = dashes < 0 ? [] : args.slice(dashes + 1)
    if (after.length > 1) throw new UsageError('more than one file', 'fatal')
    const file = after[0] ?? (this.isFileFirst(operands) ? operands.shift() : operands.pop())
    if (file === undefined) throw new UsageError('no file', 'fatal')
    this.refuse()
    const repo = context.repository()
    const { config } = repo
    this.path = textToRaw(pathOf(repo.prefix, file))
    this.dateMode = this.dateModeOf(this.options.value('date'), config.get('blame.date') ?? 'iso')
    this.showsEmail = this.flag('show-email', 'blame.showEmail')
    this.blanksBoundaries = this.options.has('b') || (config.getBool('blame.blankBoundary') ?? false)
    const tips = new TipArguments(context)
    for (const operand of operands) {
      if (!tips.takeRevision(operand)) throw new FatalError(`bad revision '${operand}'`)
    }
    const included = tips.tips.filter(({ isExcluded }) => !isExcluded)
    const [tip, other] = included
    if (tip && other) {
      throw new FatalError(`More than one commit to dig up from ${tip.name ?? ''} and ${other.name ?? ''}?`)
    }
    // Where nothing is checked out, it is what would be.
    const commit = tip ? repo.tryPeel(tip.oid, 'commit') : repo.isBare ? repo.head().oid : undefined
    if (tip && commit === undefined) throw new FatalError(`Non commit ${tip.name ?? tip.oid}?`)
    this.revision = commit ?? ''
    this.name = tip && (tip.name ?? tip.oid)
    const excluded = tips.tips.flatMap(({ oid, isExcluded }) =>
      isExcluded ? (repo.tryPeel(oid, 'commit') ?? []) : [],
    )
    this.blame = this.blameOptions(excluded, commit)
  }

  has(key: string): boolean {
    return this.options.has(key)
  }

  /** `blame <file> <rev>`, which git takes too where the last of two is a revision. */
  private isFileFirst(operands: readonly string[]): boolean {
    if (operands.length !== 2) return false
    return (
      tryResolve(this.context.repository(), operands[1]!, { want: 'committish', quiet: true }) !== undefined
    )
  }

  private refuse(): void {
    for (const key of UNSUPPORTED) {
      if (!this.options.has(key)) continue
      throw new FatalError(`blame ${key.length === 1 ? '-' : '--'}${key} is not supported`)
    }
    if (this.context.repository().config.get('blame.ignoreRevsFile')) {
      throw new FatalError('blame.ignoreRevsFile is not supported')
    }
  }

  private flag(key: string, variable: string): boolean {
    if (this.options.has(key)) return true
    if (this.options.wasTakenBack(key)) return false
    return this.context.repository().config.getBool(variable) ?? false
  }

  private dateModeOf(given: string | undefined, configured: string): DateMode {
    const name = given ?? configured
    const mode = parseDateMode(name, this.context.streams.stdoutIsTerminal)
    if (!mode) throw new FatalError(`unknown date format ${name}`)
    return mode
  }

  private blameOptions(exclude: readonly string[], commit: string | undefined): BlameOptions {
    const { options } = this
    const since = options.value('since')
    const copies = copiesOf(options)
    const contents = options.value('contents')
    const uncommitted =
      contents !== undefined || commit === undefined ? this.uncommitted(contents, commit) : undefined
    return {
      lines: options.all('L'),
      diff: {
        ...(options.has('w') && { ignoreSpace: 'all' as const }),
        indentHeuristic: this.usesIndent(),
        algorithm: this.algorithm(),
      },
      exclude,
      firstParent: options.has('first-parent'),
      follow: !options.wasTakenBack('follow'),
      showsRoots: this.flag('root', 'blame.showRoot'),
      ...(since !== undefined && {
        since: Number(toTimestamp(approxidate(since) ?? Math.floor(Date.now() / 1000))),
      }),
      ...((options.has('M') || copies) && { moves: scoreOf(options, 'M', MOVE_SCORE) }),
      ...(copies && { copies }),
      ...(uncommitted && { uncommitted }),
    }
  }

  private usesIndent(): boolean {
    if (this.options.has('indent-heuristic')) return true
    if (this.options.wasTakenBack('indent-heuristic')) return false
    return this.context.repository().config.getBool('diff.indentHeuristic') ?? true
  }

  private algorithm(): DiffAlgorithm {
    if (this.options.has('minimal')) return 'minimal'
    const given = this.options.value('diff-algorithm')
    const name = given ?? this.context.repository().config.get('diff.algorithm') ?? 'myers'
    const algorithm = ALGORITHMS[name.toLowerCase()]
    if (algorithm) return algorithm
    if (given === undefined) throw new FatalError(`unknown value for config 'diff.algorithm': ${name}`)
    throw new UsageError('option diff-algorithm accepts "myers", "minimal", "patience" and "histogram"')
  }

  /** The file of the work tree, or one that stands in its place; its parents are HEAD and what is being merged. */
  private uncommitted(contents: string | undefined, commit: string | undefined): BlameOptions['uncommitted'] {
    const repo = this.context.repository()
    const head = commit ?? repo.head().oid
    if (head === undefined) throw new FatalError('no such ref: HEAD')
    const parents = [head, ...(commit ? [] : mergeHeads(repo.gitDir))]
    const shown = Buffer.from(this.path, 'latin1').toString()
    const isTracked = ['', ...parents].some((parent) =>
      tryResolve(repo, `${parent}:${shown}`, { quiet: true }),
    )
    if (!isTracked) throw new FatalError(`no such path '${shown}' in HEAD`)
    return { data: this.uncommittedData(contents), parents }
  }

  private uncommittedData(contents: string | undefined): Uint8Array {
    if (contents === '-') return readAll(this.context.streams.stdin)
    const { workTree } = this.context.repository()
    if (contents === undefined && workTree === undefined) {
      throw new FatalError('this operation must be run in a work tree')
    }
    const shown = contents ?? Buffer.from(this.path, 'latin1').toString()
    const place = childPath(contents === undefined ? workTree! : this.context.cwd, shown)
    try {
      // A symbolic link is blamed for where it leads to, as it is stored.
      if (contents === undefined && lstatSync(place).isSymbolicLink()) {
        return readlinkSync(place, { encoding: 'buffer' })
      }
      return readFileSync(place)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EISDIR') throw new FatalError(`unsupported file type ${shown}`)
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
      const verb = contents === undefined ? 'cannot stat path' : 'Cannot stat'
      throw new FatalError(`${verb} '${shown}': No such file or directory`)
    }
  }
}

/** A path on the command line, from the top of the tree. */
function pathOf(prefix: string, file: string): string {
  const parts: string[] = []
  for (const part of (prefix + file).split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) throw new FatalError(`'${file}' is outside repository`)
  }
  return parts.join('/')
}

function mergeHeads(gitDir: string): string[] {
  try {
    const text = bytesToRaw(readFileSync(childPath(gitDir, 'MERGE_HEAD')))
    return text.split('\n').filter((line) => line !== '')
  } catch {
    return []
  }
}

function copiesOf(options: ParsedOptions): CopyOptions | undefined {
  const count = options.count('C')
  if (count === 0) return undefined
  return { score: scoreOf(options, 'C', COPY_SCORE), effort: Math.min(count, 3) as 1 | 2 | 3 }
}

function scoreOf(options: ParsedOptions, key: string, otherwise: number): number {
  const digits = /^\d+/.exec(options.all(key).at(-1) ?? '')
  return Number(digits?.[0] ?? 0) || otherwise
}
