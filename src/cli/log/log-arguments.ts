/** The options of `log` and `show` beside those that `rev-list` has too. */
import { DEFAULT_DECORATIONS, type DecorationFilter } from '../../repo/format/decorations.js'
import { CommitFormatter } from '../../repo/format/commit-formatter.js'
import { logOutputEncoding } from '../../repo/format/log-encoding.js'
import { MEDIUM_FORMAT, parsePrettyFormat, type PrettyFormat } from '../../repo/format/pretty-format.js'
import type { Config } from '../../repo/config/config.js'
import { parseBool } from '../../repo/config/config-values.js'
import { parseDateMode } from '../../repo/date/show-date.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import type { MoreOptions, RevListArguments } from '../commands/rev-list/arguments.js'
import type { AbbreviationLength } from '../../repo/abbreviate.js'
import type { Pathspec } from '../../repo/pathspec/pathspec.js'
import { diffArguments, LogDiff, type MergeDiffs } from './log-diff.js'
import { PrettyArguments } from './pretty-arguments.js'

/** How refs are shown beside commits. */
type DecorationStyle = 'none' | 'short' | 'full'

/** Options for diffs that are not there. */
const UNSUPPORTED = [
  ...[
    '-B',
    '-S',
    '-G',
    '-O',
    '-L',
    '-X',
    '--dirstat',
    '--cumulative',
    '--check',
    '--follow',
    '--pickaxe-all',
  ],
  ...['--pickaxe-regex', '--remerge-diff', '--full-diff', '--word-diff', '--color-words', '--find-object'],
]
/** Options that mean nothing here. */
const WITHOUT_EFFECT = new Set([
  '-r',
  '-t',
  '--root',
  '--encode-email-headers',
  '--no-ext-diff',
  '--no-textconv',
])
const MERGE_OPTIONS: Readonly<Record<string, MergeDiffs>> = {
  '-m': 'each',
  '-c': 'combined',
  '--cc': 'dense',
  '--no-diff-merges': 'none',
  '--diff-merges=off': 'none',
  '--diff-merges=none': 'none',
  '--diff-merges=on': 'each',
  '--diff-merges=m': 'each',
  '--diff-merges=separate': 'each',
  '--diff-merges=first-parent': 'first',
  '--diff-merges=1': 'first',
  '--diff-merges=c': 'combined',
  '--diff-merges=combined': 'combined',
  '--diff-merges=cc': 'dense',
  '--diff-merges=dense-combined': 'dense',
}

export class LogArguments implements MoreOptions {
  readonly pretty
  private isSourceAsked = false
  isNulTerminated = false
  merges: MergeDiffs | undefined
  /** Options for diffs, as they were given. */
  readonly diffArgs: string[] = []
  private decoration: DecorationStyle | undefined
  private readonly include: string[] = []
  private readonly exclude: string[] = []
  private asksForPatch = false
  private usesDefaultDecorations = true
  private usesMailmap: boolean | undefined
  private encodesMailHeaders: boolean | undefined

  constructor(private readonly context: CommandContext) {
    this.pretty = new PrettyArguments(context)
  }

  take(arg: string, next: string | undefined): number {
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1
    const name = equals < 0 ? arg : arg.slice(0, equals)
    const value = equals < 0 ? undefined : arg.slice(equals + 1)
    if (name === '--decorate-refs' || name === '--decorate-refs-exclude') {
      const pattern = value ?? next
      if (pattern === undefined) throw new FatalError(`option \`${name.slice(2)}' requires a value`)
      ;(name === '--decorate-refs' ? this.include : this.exclude).push(pattern)
      return value === undefined ? 2 : 1
    }
    if (name === '--decorate') {
      this.decoration = value === undefined ? 'short' : this.decorationNamed(value)
      if (this.decoration === undefined) throw new FatalError(`invalid --decorate option: ${value}`)
      return 1
    }
    if (value === undefined && this.takeFlag(name)) return 1
    const merges = MERGE_OPTIONS[arg]
    if (merges) {
      this.merges = merges
      // These ask for patches, too.
      if (arg === '-c' || arg === '--cc') this.asksForPatch = true
      return 1
    }
    if (UNSUPPORTED.some((option) => isDiffOption(arg, option)))
      throw new FatalError(`${name} is not supported`)
    const taken = diffArguments(arg)
    if (taken > 1 && next === undefined) throw new FatalError(`option \`${arg}' requires a value`)
    if (taken > 0) this.diffArgs.push(...[arg, next ?? ''].slice(0, taken))
    if (arg === '-z') this.isNulTerminated = true
    return taken || this.pretty.take(arg, next)
  }

  unknown(arg: string): Error {
    return new FatalError(`unrecognized argument: ${arg}`)
  }

  private takeFlag(flag: string): boolean {
    switch (flag) {
      case '--no-decorate':
        this.decoration = 'none'
        return true
      case '--clear-decorations':
        this.include.length = 0
        this.exclude.length = 0
        this.usesDefaultDecorations = false
        return true
      case '--source':
      case '--no-source':
        this.isSourceAsked = flag === '--source'
        return true
      case '--mailmap':
      case '--use-mailmap':
        this.usesMailmap = true
        return true
      case '--no-mailmap':
      case '--no-use-mailmap':
        this.usesMailmap = false
        return true
      case '--no-encode-email-headers':
        this.encodesMailHeaders = false
        return true
      case '-q':
      case '--quiet':
        this.diffArgs.push('-s')
        return true
      default:
        return WITHOUT_EFFECT.has(flag)
    }
  }

  /**
   * What is shown of changes; undefined: nothing.
   *
   * @param whenNone Whether patches are shown, and merges how, where nothing is said of it.
   */
  diff(pathspec: Pathspec, args: RevListArguments, whenNone: boolean): LogDiff | undefined {
    const usual = args.flags.has('--first-parent') ? 'first' : whenNone ? 'dense' : 'none'
    const repo = this.context.repository()
    const diff = new LogDiff(
      repo,
      [...this.diffArgs, abbrevOption(args.abbrev)],
      whenNone || this.asksForPatch,
      this.merges ?? usual,
      pathspec,
    )
    return diff.isAsked ? diff : undefined
  }

  /** The format that commits are shown in. */
  get format(): PrettyFormat {
    const configured = this.config.get('format.pretty')
    return (
      this.pretty.format ??
      (configured === undefined ? MEDIUM_FORMAT : parsePrettyFormat(configured, this.config))
    )
  }

  /** Whether the argument or ref is known that commits were reached from. */
  get showsSources(): boolean {
    return this.isSourceAsked || (this.format.user?.wants.source ?? false)
  }

  get decorationStyle(): DecorationStyle {
    const { format } = this
    const style = this.decoration ?? this.configuredDecoration
    if (format.user) {
      if (!format.user.wants.decorations) return 'none'
      return style === 'none' ? 'short' : style
    }
    return format.kind === 'raw' && this.pretty.isGiven ? (this.decoration ?? 'none') : style
  }

  get abbreviatesCommits(): boolean {
    const given = this.pretty.abbreviatesCommits
    if (given !== undefined) return given
    const isRaw = this.pretty.isGiven && this.format.kind === 'raw'
    return !isRaw && (this.config.getBool('log.abbrevCommit') ?? false)
  }

  get isColored(): boolean {
    if (this.pretty.color !== undefined) return this.pretty.isColored
    const configured = this.config.get('color.diff') ?? this.config.get('color.ui') ?? 'auto'
    if (/^always$/i.test(configured)) return true
    return parseBool(configured) !== false && this.context.streams.stdoutIsTerminal
  }

  formatter(args: RevListArguments): CommitFormatter {
    const { pretty, config, format, context } = this
    const showsNotes = pretty.showsNotes ?? (!pretty.isGiven || (format.user?.wants.notes ?? false))
    const dateName = config.get('log.date')
    const configuredDate =
      dateName === undefined ? undefined : parseDateMode(dateName, context.streams.stdoutIsTerminal)
    if (dateName !== undefined && !configuredDate) throw new FatalError(`unknown date format ${dateName}`)
    const dateMode =
      pretty.dateMode ??
      (format.dateStyle ? ({ style: format.dateStyle, isLocal: false } as const) : configuredDate)
    return new CommitFormatter(context.repository(), format, {
      ...(dateMode && { dateMode }),
      ...(pretty.tabWidth !== undefined && { tabWidth: pretty.tabWidth }),
      encoding: pretty.encoding ?? logOutputEncoding(config),
      isColored: this.isColored,
      usesMailmap: this.mapsPeople,
      abbrev: args.abbrev,
      subjectPrefix: config.get('format.subjectPrefix') ?? 'PATCH',
      encodesMailHeaders: this.encodesMailHeaders ?? config.getBool('format.encodeEmailHeaders') ?? true,
      decorations: this.decorationFilter(),
      showsFullRefNames: this.decorationStyle === 'full',
      notes: showsNotes ? { usesDefault: pretty.usesDefaultNotes, refs: pretty.notesRefs } : undefined,
      env: context.env,
      onWarning: (message) => {
        context.complain(`warning: ${message}`)
      },
    })
  }

  /** Whether people are shown, and looked for, as the mailmap has them. */
  get mapsPeople(): boolean {
    return this.usesMailmap ?? this.config.getBool('log.mailmap') ?? true
  }

  private get config(): Config {
    return this.context.repository().config
  }

  private get configuredDecoration(): DecorationStyle {
    const isTerminal = this.context.streams.stdoutIsTerminal
    const value = this.config.getAll('log.decorate').at(-1)
    if (value === undefined) return isTerminal ? 'short' : 'none'
    return this.decorationNamed(value ?? 'true') ?? 'none'
  }

  private decorationNamed(name: string): DecorationStyle | undefined {
    const isOn = parseBool(name)
    if (isOn !== undefined) return isOn ? 'short' : 'none'
    if (name === 'auto') return this.context.streams.stdoutIsTerminal ? 'short' : 'none'
    return name === 'full' || name === 'short' ? name : undefined
  }

  /** @returns Undefined: every ref is shown. */
  private decorationFilter(): DecorationFilter | undefined {
    const { include, exclude } = this
    const excludeByConfig = this.config.getAll('log.excludeDecoration').map((pattern) => pattern ?? '')
    const isDefault = include.length + exclude.length + excludeByConfig.length === 0
    if (!isDefault) return { include, exclude, excludeByConfig }
    const showsAll = !this.usesDefaultDecorations || this.config.get('log.initialDecorationSet') === 'all'
    return showsAll ? undefined : DEFAULT_DECORATIONS
  }
}

function abbrevOption(abbrev: AbbreviationLength): string {
  if (abbrev === 'auto') return '--abbrev'
  return abbrev === 'full' ? '--no-abbrev' : `--abbrev=${abbrev}`
}

/** Whether an argument is an option for diffs; those of one letter may have their value behind it. */
function isDiffOption(arg: string, option: string): boolean {
  if (option.startsWith('--')) return arg === option || arg.startsWith(`${option}=`)
  return arg === option || (/^-[BSGOLX]$/.test(option) && arg.startsWith(option))
}
