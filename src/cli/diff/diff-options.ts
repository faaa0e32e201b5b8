/** The options by which commands that show changes are told what to show of them (git-diff-tree(1), "OPTIONS"). */
import { textToRaw } from '../../object/raw-text.js'
import type { AbbreviationLength } from '../../repo/abbreviate.js'
import type { Config } from '../../repo/config/config.js'
import { parseBool } from '../../repo/config/config-values.js'
import { type RenameOptions, SCORE_MAX } from '../../repo/diff/renames.js'
import { algorithmNamed, configuredPatchOptions, type PatchOptions } from '../../repo/diff/diff-settings.js'
import { compileExtendedRegex } from '../../repo/revision/regex/text-condition.js'
import { RegexSyntaxError } from '../../repo/revision/regex/posix-syntax.js'
import type { DiffAlgorithm, IgnoredSpace } from '../../text/line-diff/options.js'
import type { StatLimits } from '../../text/patch/stat-graph.js'
import { FatalError, UsageError } from '../failure.js'
import { ABBREV_OPTION, abbreviationLength } from '../options/abbrev-option.js'
import type { OptionSpec } from '../options/option-spec.js'
import type { ParsedOptions } from '../options/parse-options.js'

/** What can be shown of changes. */
export type ChangeFormat =
  'raw' | 'name-only' | 'name-status' | 'numstat' | 'stat' | 'shortstat' | 'summary' | 'patch'

/** Shown with what is in folders, whatever else is asked for. */
const RECURSIVE_FORMATS: readonly ChangeFormat[] = ['numstat', 'stat', 'shortstat', 'summary', 'patch']

export const DIFF_OPTIONS: readonly OptionSpec[] = [
  { long: 'patch', short: 'p', negatable: false, help: 'the lines that differ, as a patch' },
  { short: 'u', help: 'the same' },
  {
    long: 'unified',
    short: 'U',
    value: 'required',
    valueName: 'n',
    help: 'the same, with <n> lines around them',
  },
  { long: 'function-context', short: 'W', help: 'with the whole function around each change' },
  {
    long: 'inter-hunk-context',
    value: 'required',
    valueName: 'n',
    help: 'join hunks with up to <n> lines between them',
  },
  { long: 'raw', negatable: false, help: 'modes, ids, status and path: the default' },
  { long: 'name-only', negatable: false, help: 'paths only' },
  { long: 'name-status', negatable: false, help: 'status and path' },
  { long: 'numstat', negatable: false, help: 'numbers of lines added and removed' },
  {
    long: 'stat',
    value: 'optional',
    valueName: 'width,name-width,count',
    negatable: false,
    help: 'the same with a bar for each file',
  },
  { long: 'stat-width', value: 'required', valueName: 'n', negatable: false, help: 'columns for all of it' },
  { long: 'stat-name-width', value: 'required', valueName: 'n', negatable: false, help: 'columns for names' },
  { long: 'stat-graph-width', value: 'required', valueName: 'n', negatable: false, help: 'columns for bars' },
  { long: 'stat-count', value: 'required', valueName: 'n', negatable: false, help: 'lines at most' },
  { long: 'shortstat', negatable: false, help: 'only the sum of that' },
  { long: 'summary', negatable: false, help: 'files created, deleted, renamed, and changes of modes' },
  { long: 'compact-summary', help: 'the same within --stat' },
  { long: 'patch-with-raw', negatable: false, help: '-p --raw' },
  { long: 'patch-with-stat', negatable: false, help: '-p --stat' },
  { long: 'no-patch', short: 's', negatable: false, help: 'nothing but the id of the commit' },
  { short: 'z', help: 'fields end with NUL, and paths are not quoted' },
  { short: 'R', help: 'the other way round' },
  {
    long: 'relative',
    value: 'optional',
    valueName: 'path',
    help: 'only what is in a folder, as seen from there',
  },
  { long: 'text', short: 'a', help: 'take everything for text' },
  { long: 'binary', help: 'binary contents in full, as a patch that can be applied' },
  { long: 'full-index', help: 'full ids in patches' },
  ABBREV_OPTION,
  { long: 'irreversible-delete', short: 'D', help: 'nothing of the content of files that were deleted' },
  { long: 'src-prefix', value: 'required', valueName: 'text', negatable: false, help: 'instead of a/' },
  { long: 'dst-prefix', value: 'required', valueName: 'text', negatable: false, help: 'instead of b/' },
  { long: 'no-prefix', negatable: false, help: 'neither of both' },
  { long: 'default-prefix', negatable: false, help: 'both, whatever is configured' },
  { long: 'minimal', help: 'look for the smallest diff' },
  { long: 'patience', negatable: false, help: 'match lines that occur once first' },
  { long: 'histogram', negatable: false, help: 'match rare lines first' },
  {
    long: 'diff-algorithm',
    value: 'required',
    valueName: 'name',
    help: 'myers, minimal, patience, histogram',
  },
  { long: 'anchored', value: 'required', valueName: 'text', help: 'keep lines that begin so in their place' },
  { long: 'no-indent-heuristic', help: 'leave changes as far down as they go' },
  { long: 'ignore-all-space', short: 'w', help: 'white space does not count' },
  { long: 'ignore-space-change', short: 'b', help: 'nor how much of it there is' },
  { long: 'ignore-space-at-eol', help: 'nor what stands at the end of a line' },
  { long: 'ignore-cr-at-eol', help: 'nor a CR there' },
  { long: 'ignore-blank-lines', help: 'nor lines with nothing else' },
  {
    long: 'ignore-matching-lines',
    short: 'I',
    value: 'required',
    valueName: 'regex',
    help: 'leave out changes of lines that match',
  },
  {
    long: 'find-renames',
    short: 'M',
    value: 'optional',
    valueName: 'n',
    negatable: false,
    help: 'find files again under another path, by their content',
  },
  {
    long: 'find-copies',
    short: 'C',
    value: 'optional',
    valueName: 'n',
    negatable: false,
    help: 'among files that changed also those that are still there',
  },
  { long: 'find-copies-harder', help: 'and among those that did not change' },
  {
    short: 'l',
    value: 'required',
    valueName: 'n',
    help: 'unless more than <n> times <n> pairs are to be compared',
  },
  { long: 'no-rename-empty', help: 'but no empty files' },
  { long: 'no-renames', negatable: false, help: 'find none' },
  { long: 'submodule', value: 'optional', valueName: 'format', help: 'how submodules are shown: short' },
  {
    long: 'diff-filter',
    value: 'required',
    valueName: 'letters',
    help: 'only changes of these statuses: A, C, D, M, R, T',
  },
  { long: 'exit-code', help: 'exit with 1 if anything differs' },
  { long: 'quiet', help: 'the same, and print nothing' },
  { long: 'ext-diff', help: 'accepted: no other program is run' },
  { long: 'textconv', help: 'accepted, likewise' },
  { long: 'color', value: 'optional', valueName: 'when', help: 'accepted: nothing is coloured' },
]

/** What is to be shown. */
export interface DiffRequest {
  readonly formats: ReadonlySet<ChangeFormat>
  /** Whether changes are told file by file for the sake of a format. */
  readonly isRecursive: boolean
  readonly isNulTerminated: boolean
  /** For ids outside of patches; in them, see {@link DiffRequest.patch}. */
  readonly abbrev: AbbreviationLength
  readonly patch: PatchOptions
  readonly stat: Omit<StatLimits, 'columnsOf'>
  readonly isCompactSummary: boolean
  /** Undefined: none are looked for. */
  readonly renames: RenameOptions | undefined
}

/**
 * Reads what {@link DIFF_OPTIONS} said.
 *
 * @param forPeople Whether the command obeys configuration that is meant for people.
 * @param whenNone What is shown where no format is asked for.
 * @throws {UsageError} A value is no good. @throws {FatalError} Likewise, where git dies of it.
 */
export function diffRequest(
  options: ParsedOptions,
  config: Config,
  { forPeople, whenNone, prefix }: { forPeople: boolean; whenNone: ChangeFormat; prefix: string },
): DiffRequest {
  const formats = formatsOf(options, whenNone)
  const configured = forPeople ? configuredPatchOptions(config) : {}
  return {
    formats,
    isRecursive: RECURSIVE_FORMATS.some((format) => formats.has(format)),
    isNulTerminated: options.has('z'),
    abbrev: abbreviationLength(options),
    patch: patchOptions(options, configured, prefix),
    stat: statLimits(options),
    isCompactSummary: options.has('compact-summary'),
    renames: renameOptions(options, forPeople ? (config.get('diff.renames') ?? 'true') : 'false'),
  }
}

const FORMATS_BY_OPTION: Readonly<Record<string, readonly ChangeFormat[]>> = {
  patch: ['patch'],
  u: ['patch'],
  unified: ['patch'],
  binary: ['patch'],
  raw: ['raw'],
  'name-only': ['name-only'],
  'name-status': ['name-status'],
  numstat: ['numstat'],
  stat: ['stat'],
  'stat-width': ['stat'],
  'stat-name-width': ['stat'],
  'stat-graph-width': ['stat'],
  'stat-count': ['stat'],
  'compact-summary': ['stat'],
  shortstat: ['shortstat'],
  summary: ['summary'],
  'patch-with-raw': ['patch', 'raw'],
  'patch-with-stat': ['patch', 'stat'],
}

function formatsOf(options: ParsedOptions, whenNone: ChangeFormat): Set<ChangeFormat> {
  const formats = new Set<ChangeFormat>()
  let isNone = false
  for (const { key } of options.given) {
    if (key === 'no-patch') {
      formats.clear()
      isNone = true
    }
    for (const format of FORMATS_BY_OPTION[key] ?? []) {
      formats.add(format)
      isNone = false
    }
  }
  if (formats.size === 0 && !isNone) formats.add(whenNone)
  const names = (['name-status', 'name-only'] as const).find((format) => formats.has(format))
  return names ? new Set([names]) : formats
}

function patchOptions(options: ParsedOptions, configured: PatchOptions, prefix: string): PatchOptions {
  const context = options.number('unified')
  const interHunkContext = options.number('inter-hunk-context')
  const relative = options.has('relative') ? folderOf(options.value('relative') ?? prefix) : undefined
  const abbrev = options.has('full-index')
    ? 'full'
    : options.has('abbrev')
      ? abbreviationLength(options)
      : 'auto'
  return {
    ...configured,
    ...(context !== undefined && { context }),
    ...(interHunkContext !== undefined && { interHunkContext }),
    ...(options.has('function-context') && { functionContext: true }),
    ...prefixes(options),
    ...algorithmOf(options),
    ...(options.has('no-indent-heuristic') && { indentHeuristic: false }),
    ignoreSpace: ignoredSpace(options),
    ignoreBlankLines: options.has('ignore-blank-lines'),
    ignoreMatching: options.all('ignore-matching-lines').map(compiledIgnore),
    text: options.has('text'),
    binary: options.has('binary'),
    reverse: options.has('R'),
    irreversibleDelete: options.has('irreversible-delete'),
    abbrev,
    ...(relative !== undefined && { relative }),
  }
}

/** @param configured What is done without an option: `diff.renames`. */
function renameOptions(options: ParsedOptions, configured: string): RenameOptions | undefined {
  let wanted = /^copy|copies$/i.test(configured)
    ? 'copies'
    : parseBool(configured) === false
      ? 'none'
      : 'renames'
  let minimumScore: number | undefined
  for (const { key, value } of options.given) {
    if (key === 'no-renames') wanted = 'none'
    else if (key === 'find-renames' || key === 'find-copies') {
      wanted = key === 'find-copies' ? 'copies' : 'renames'
      minimumScore = value === true ? undefined : similarityOf(value, key)
    }
  }
  const findCopiesHarder = options.has('find-copies-harder') || options.count('find-copies') > 1
  if (wanted === 'none' && !findCopiesHarder) return undefined
  const limit = options.number('l')
  return {
    copies: wanted === 'copies',
    findCopiesHarder,
    ...(minimumScore !== undefined && minimumScore > 0 && { minimumScore }),
    ...(limit !== undefined && { limit: Math.max(limit, 0) }),
    renameEmpty: !options.has('no-rename-empty'),
  }
}

/** `50%`, or digits behind a decimal point: `5` is half. */
function similarityOf(text: string, option: string): number {
  const match = /^(\d*)(?:\.(\d*))?(%?)$/.exec(text)
  if (!match) throw new UsageError(`invalid argument to ${option}`)
  const [, whole = '', fraction, percent] = match
  const digits = `${whole}${fraction ?? ''}`.slice(0, 5)
  const number = Number(digits)
  let scale = 10 ** (fraction === undefined ? digits.length : Math.min(fraction.length, digits.length))
  if (percent) scale = fraction === undefined ? 100 : scale * 100
  return number >= scale ? SCORE_MAX : Math.floor((SCORE_MAX * number) / scale)
}

function folderOf(path: string): string {
  const raw = textToRaw(path)
  return raw === '' || raw.endsWith('/') ? raw : `${raw}/`
}

function prefixes(options: ParsedOptions): Partial<PatchOptions> {
  let found: Partial<PatchOptions> = {}
  for (const { key, value } of options.given) {
    if (key === 'no-prefix') found = { srcPrefix: '', dstPrefix: '' }
    else if (key === 'default-prefix') found = { srcPrefix: 'a/', dstPrefix: 'b/' }
    else if (key === 'src-prefix') found = { ...found, srcPrefix: textToRaw(String(value)) }
    else if (key === 'dst-prefix') found = { ...found, dstPrefix: textToRaw(String(value)) }
  }
  return found
}

function algorithmOf(options: ParsedOptions): Partial<PatchOptions> {
  let algorithm: DiffAlgorithm | undefined
  for (const { key, value } of options.given) {
    if (key === 'minimal' || key === 'patience' || key === 'histogram') algorithm = key
    else if (key === 'anchored') algorithm = 'patience'
    else if (key === 'diff-algorithm') {
      algorithm = algorithmNamed(String(value))
      if (!algorithm) {
        throw new UsageError('option diff-algorithm accepts "myers", "minimal", "patience" and "histogram"')
      }
    }
  }
  if (!algorithm) return {}
  return { algorithm, anchors: options.all('anchored') }
}

function ignoredSpace(options: ParsedOptions): IgnoredSpace | undefined {
  if (options.has('ignore-all-space')) return 'all'
  if (options.has('ignore-space-change')) return 'change'
  if (options.has('ignore-space-at-eol')) return 'at-eol'
  return options.has('ignore-cr-at-eol') ? 'cr-at-eol' : undefined
}

/** `^` and `$` are the ends of a line; what matches nothing at all also does so after a line's end. */
function compiledIgnore(pattern: string): { test(line: string): boolean } {
  try {
    const condition = compileExtendedRegex(textToRaw(pattern), Infinity)
    const matchesNothing = condition.matches('')
    return {
      test: (line) => (matchesNothing && line.endsWith('\n')) || condition.matches(line.replace(/\n$/, '')),
    }
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error
    throw new FatalError(`invalid regex given to -I: '${pattern}'`)
  }
}

function statLimits(options: ParsedOptions): Omit<StatLimits, 'columnsOf'> {
  const found: { width?: number; nameWidth?: number; graphWidth?: number; count?: number } = {}
  for (const { key, value } of options.given) {
    if (key === 'stat' && value !== true) {
      const match = /^(\d*)(?:,(\d*))?(?:,(\d*))?$/.exec(value)
      if (!match) throw new UsageError(`invalid --stat value: ${value}`)
      const [, width, nameWidth, count] = match
      if (Number(width ?? 0) > 0) found.width = Number(width)
      if (nameWidth !== undefined) found.nameWidth = Number(nameWidth)
      if (count !== undefined) found.count = Number(count)
    } else if (key.startsWith('stat-')) {
      if (!/^\d+$/.test(String(value))) throw new UsageError(`${key} expects a numerical value`)
      const number = Number(value)
      if (key === 'stat-width') found.width = number
      else if (key === 'stat-name-width') found.nameWidth = number
      else if (key === 'stat-graph-width') found.graphWidth = number
      else if (key === 'stat-count') found.count = number
    }
  }
  if (found.width === 0) delete found.width
  return found
}

/** Of statuses; U and X do not come up here. */
const CHANGE_CLASSES = 'ACDMRTUXB'
/** With this letter everything is shown if another one chooses anything, and else nothing. */
export const ALL_OR_NONE = '*'

/**
 * The classes that all `--diff-filter` together choose: capital letters choose, small ones leave out. None means that
 * everything is shown, also where what was chosen is left out, as in git.
 *
 * @throws {UsageError} A letter is no class.
 */
export function filterOf(options: ParsedOptions): string {
  const filters = options.all('diff-filter')
  for (const filter of filters) {
    const unknown = /[^ACDMRTUXB*]/i.exec(filter)?.[0]
    if (unknown !== undefined) {
      throw new UsageError(`unknown change class '${unknown}' in --diff-filter=${filter}`)
    }
  }
  const letters = filters.join('')
  if (letters === '') return ''
  const leftOut = letters.replace(/[^a-z]/g, '').toUpperCase()
  const chosen = letters.replace(/[a-z]/g, '') || CHANGE_CLASSES
  return chosen.replace(/[A-Z]/g, (letter) => (leftOut.includes(letter) ? '' : letter))
}
