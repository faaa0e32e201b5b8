/** `packmap config`: variables of the configuration, asked for as in git up to 2.45 (`--get`) and after (`get`). */
import type { ConfigValue } from '../../../repo/config/config.js'
import { parseGitColor } from '../../../repo/format/git-color.js'
import { parseKey } from '../../../repo/config/config-key.js'
import { RegexSyntaxError } from '../../../repo/revision/regex/posix-syntax.js'
import { compileExtendedRegex } from '../../../repo/revision/regex/text-condition.js'
import type { CommandContext } from '../../context.js'
import { ExitWith, FatalError, UsageError } from '../../failure.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { configEntries } from './config-entries.js'
import { description, REFUSED } from './description.js'
import { EntryPrinter } from './entry-printer.js'

export { description } from './description.js'

const STATUS_ABSENT = 1
const STATUS_BAD_PATTERN = 6
/** Subcommands of newer git. */
const WRITING: ReadonlySet<string> = new Set(['set', 'unset', 'rename-section', 'remove-section', 'edit'])
const ACTIONS = ['list', 'get', 'get-all', 'get-regexp']

/** What is asked for, whichever way it was said. */
interface Question {
  readonly action: 'list' | 'get'
  /** Whether every value is wanted, and not only the last. */
  readonly all: boolean
  /** Whether the name is a regular expression. */
  readonly isPattern: boolean
  readonly name?: string | undefined
  readonly valuePattern?: string | undefined
  readonly showsNames: boolean
}

export function run(args: readonly string[], context: CommandContext): number {
  const [subcommand] = args
  if (WRITING.has(subcommand ?? '')) throw new FatalError(WRITES)
  const isNew = subcommand === 'list' || subcommand === 'get'
  const options = parseOptions(description.options, isNew ? args.slice(1) : args)
  if (!isNew && options.has('get-color')) return getColor(options, context)
  const question = isNew ? newQuestion(subcommand, options) : oldQuestion(options)
  if (options.has('fixed-value') && question.valuePattern === undefined) {
    throw new UsageError("--fixed-value only applies with 'value-pattern'")
  }
  const entries = configEntries(options, context, question.action === 'list')
  const printer = new EntryPrinter(options, context, entries.origins)
  if (question.action === 'list') {
    for (const entry of entries.values) printer.listed(entry)
    return 0
  }
  return get(question, options, entries.values, printer)
}

/** `--get-color <name> [<default>]`. */
function getColor(options: ParsedOptions, context: CommandContext): number {
  refuseWriting(options)
  const [name, otherwise = '', ...more] = options.operands
  if (name === undefined || more.length > 0) throw new UsageError('wrong number of arguments')
  const { values } = configEntries(options, context, false)
  const value = values.findLast((entry) => entry.name === name)?.value // to the letter, as git has it here
  if (value === null) throw new FatalError(`missing value for '${name}'`)
  const color = parseGitColor(value ?? otherwise)
  if (color === undefined) {
    context.complain(`error: invalid color value: ${value ?? otherwise}`)
    throw new FatalError(
      value === undefined ? 'unable to parse default color value' : 'unable to parse config',
    )
  }
  context.out.text(color)
  return 0
}

function newQuestion(action: 'list' | 'get', options: ParsedOptions): Question {
  refuseWriting(options)
  const [name, ...more] = options.operands
  if (more.length > 0 || (action === 'get') !== (name !== undefined))
    throw new UsageError('wrong number of arguments')
  return {
    action,
    all: options.has('all'),
    isPattern: options.has('regexp'),
    name,
    valuePattern: options.value('value'),
    showsNames: options.has('show-names'),
  }
}

function oldQuestion(options: ParsedOptions): Question {
  refuseWriting(options)
  const given = ACTIONS.filter((action) => options.has(action))
  if (given.length > 1) {
    const [first, second] = options.given.flatMap(({ key }) => (given.includes(key) ? [key] : []))
    throw new UsageError(`options '--${second!}' and '--${first!}' cannot be used together`)
  }
  const [name, valuePattern, ...more] = options.operands
  const [action] = given
  if (action === 'list') {
    if (name !== undefined) throw new UsageError('wrong number of arguments')
    return { action, all: true, isPattern: false, showsNames: true }
  }
  if (name === undefined || more.length > 0) throw new UsageError('wrong number of arguments')
  if (action === undefined && valuePattern !== undefined) throw new FatalError(WRITES)
  if (options.has('name-only') && action !== 'get-regexp') {
    throw new UsageError('--name-only is only applicable to --list or --get-regexp')
  }
  const all = action === 'get-all' || action === 'get-regexp'
  const isPattern = action === 'get-regexp'
  return { action: 'get', all, isPattern, name, valuePattern, showsNames: isPattern }
}

const WRITES = 'packmap changes no configuration; use git config for that'

function refuseWriting(options: ParsedOptions): void {
  const named = REFUSED.find((name) => options.has(name))
  if (named !== undefined) throw new FatalError(`config --${named} is not supported; use git config for that`)
}

function get(
  question: Question,
  options: ParsedOptions,
  entries: readonly ConfigValue[],
  printer: EntryPrinter,
): number {
  const isNamed = nameCondition(question)
  const hasValue = valueCondition(question, options.has('fixed-value'))
  const found = entries.filter(({ name, value }) => isNamed(name) && hasValue(value ?? ''))
  const shown = question.all ? found : found.slice(-1)
  for (const entry of shown) printer.value(entry, question.showsNames)
  if (shown.length > 0) return 0
  const otherwise = options.value('default')
  if (otherwise === undefined) return STATUS_ABSENT
  printer.fallback(question.name!, otherwise)
  return 0
}

function nameCondition({ name, isPattern }: Question): (name: string) => boolean {
  if (!isPattern) {
    const key = parseKey(name!)
    if ('fault' in key) throw new ExitWith(STATUS_ABSENT)
    return (other) => other === key.name
  }
  return pattern(lowerCased(name!), STATUS_BAD_PATTERN)
}

/** As git has it for a pattern: what stands before the first dot and behind the last is in lower case. */
function lowerCased(text: string): string {
  const last = text.lastIndexOf('.')
  const first = text.indexOf('.')
  if (last < 0) return text.toLowerCase()
  return text.slice(0, first).toLowerCase() + text.slice(first, last + 1) + text.slice(last + 1).toLowerCase()
}

function valueCondition({ valuePattern }: Question, isFixed: boolean): (value: string) => boolean {
  if (valuePattern === undefined) return () => true
  if (isFixed) return (value) => value === valuePattern
  const isNegative = valuePattern.startsWith('!')
  const matches = pattern(isNegative ? valuePattern.slice(1) : valuePattern, STATUS_BAD_PATTERN)
  return (value) => matches(value) !== isNegative
}

/** @throws {ExitWith} The expression is malformed. */
function pattern(source: string, status: number): (text: string) => boolean {
  try {
    const condition = compileExtendedRegex(source, Infinity)
    return (text) => condition.matches(text)
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new ExitWith(status)
    throw error
  }
}
