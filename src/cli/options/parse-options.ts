/**
 * Command lines the way git reads them (gitcli(7), and git's parse-options.c).
 *
 * Options and operands may be mixed; `--` and `--end-of-options` end the options; long options may be shortened to
 * any unique prefix; an optional value is taken only from the same argument (`--batch=<format>`), never from the
 * next; short options may be joined (`-rt`) and carry their value along (`-n5`); `--no-<option>` takes back what
 * came before. Commander knows half of this, and loading it takes as long as reading an object may take in all, so it
 * is left the help texts (help.ts).
 */
import { STATUS_USAGE, UsageError } from '../failure.js'
import { optionKey, type OptionSpec } from './option-spec.js'

/** The help is wanted: `--help` succeeds, and `-h` has git's status of a usage error. */
export class HelpRequested extends Error {
  override readonly name = 'HelpRequested'

  constructor(readonly status: number) {
    super('help requested')
  }
}

/** What stood on a command line. */
export class ParsedOptions {
  /** Everything that is no option, in order. */
  readonly operands: string[] = []
  /** Everything that was given, in order. */
  readonly given: { readonly key: string; readonly value: string | true }[] = []
  private readonly values = new Map<string, (string | true)[]>()
  private readonly takenBack = new Set<string>()

  /** Whether the option was given and not taken back. */
  has(key: string): boolean {
    return this.values.has(key)
  }

  /** How often it was given. */
  count(key: string): number {
    return this.values.get(key)?.length ?? 0
  }

  /** The option's value; undefined if it was not given, or without its optional value. */
  value(key: string): string | undefined {
    const value = this.values.get(key)?.at(-1)
    return value === true ? undefined : value
  }

  /** The values of an option that may be given again and again, in order. */
  all(key: string): readonly string[] {
    return (this.values.get(key) ?? []).filter((value) => value !== true)
  }

  /**
   * The option's value as a whole number.
   *
   * @throws {UsageError} It is something else.
   */
  number(key: string): number | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    if (!/^[+-]?\d+$/.test(value)) throw new UsageError(`option \`${key}' expects a numerical value`)
    return Number(value)
  }

  /** Records one more occurrence. */
  give(key: string, value: string | true): void {
    this.given.push({ key, value })
    const values = this.values.get(key)
    if (values) values.push(value)
    else this.values.set(key, [value])
  }

  /** Forgets every occurrence: `--no-<option>`. */
  takeBack(key: string): void {
    this.values.delete(key)
    this.takenBack.add(key)
  }

  /** Whether it was ever taken back, which also does away with a default. */
  wasTakenBack(key: string): boolean {
    return this.takenBack.has(key)
  }

  /** The first of `specs` that is given and excludes `spec`. */
  rival(spec: OptionSpec, specs: readonly OptionSpec[]): OptionSpec | undefined {
    if (spec.mode === undefined) return undefined
    return specs.find((other) => other !== spec && other.mode === spec.mode && this.has(optionKey(other)))
  }
}

export interface ParseSettings {
  /** The first operand ends the options: for a command line whose rest belongs to a subcommand. */
  readonly stopAtOperand?: boolean
  /** Told of an option that is no good, which is then passed over. Default: the error is thrown. */
  readonly onRefused?: (error: UsageError) => void
}

/**
 * @throws {UsageError} An option that is unknown or ambiguous, a value too many or too few, two modes at once.
 * @throws {HelpRequested} `-h` or `--help`.
 */
export function parseOptions(
  specs: readonly OptionSpec[],
  args: readonly string[],
  settings: ParseSettings = {},
): ParsedOptions {
  const parsed = new ParsedOptions()
  // Alone it asks for help even where the command has another -h.
  if (args.length === 1 && args[0] === '-h' && !settings.stopAtOperand) throw new HelpRequested(STATUS_USAGE)
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--' || arg === '--end-of-options') {
      parsed.operands.push(...args.slice(i + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (settings.stopAtOperand) {
        parsed.operands.push(...args.slice(i))
        break
      }
      parsed.operands.push(arg)
      continue
    }
    try {
      const usedNext = arg.startsWith('--')
        ? parseLong(specs, arg.slice(2), args[i + 1], parsed)
        : parseShort(specs, arg, args[i + 1], parsed)
      if (usedNext) i++
    } catch (error) {
      if (!(error instanceof UsageError) || !settings.onRefused) throw error
      settings.onRefused(error)
    }
  }
  return parsed
}

/** @returns Whether the next argument was taken as the value. */
function parseLong(
  specs: readonly OptionSpec[],
  text: string,
  next: string | undefined,
  parsed: ParsedOptions,
): boolean {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  const value = equals < 0 ? undefined : text.slice(equals + 1)
  const { spec, negated } = findLong(specs, name)
  if (negated) {
    if (value !== undefined) throw new UsageError(`option \`${name}' takes no value`)
    parsed.takeBack(optionKey(spec))
    return false
  }
  return give(specs, spec, `option \`${optionKey(spec)}'`, value, next, parsed)
}

function parseShort(
  specs: readonly OptionSpec[],
  arg: string,
  next: string | undefined,
  parsed: ParsedOptions,
): boolean {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at]!
    const spec = specs.find((candidate) => candidate.short === letter)
    if (!spec) {
      if (letter === 'h') throw new HelpRequested(STATUS_USAGE)
      throw new UsageError(`unknown switch \`${letter}'`)
    }
    const attached = spec.value !== undefined && at + 1 < arg.length
    const value = attached ? arg.slice(at + 1) : undefined
    const usedNext = give(specs, spec, `switch \`${letter}'`, value, next, parsed)
    if (attached || usedNext) return usedNext
  }
  return false
}

/** Checks and records one option. @returns Whether the next argument was taken as its value. */
function give(
  specs: readonly OptionSpec[],
  spec: OptionSpec,
  shown: string,
  value: string | undefined,
  next: string | undefined,
  parsed: ParsedOptions,
): boolean {
  if (value !== undefined && spec.value === undefined) throw new UsageError(`${shown} takes no value`)
  const rival = parsed.rival(spec, specs)
  if (rival) throw new UsageError(`options '${dashed(spec)}' and '${dashed(rival)}' cannot be used together`)
  if (value === undefined && next === undefined && spec.value === 'required') {
    throw new UsageError(`${shown} requires a value`)
  }
  const takesNext =
    value === undefined && next !== undefined && (spec.value === 'required' || spec.value === 'unless-last')
  parsed.give(optionKey(spec), (takesNext ? next : value) ?? true)
  return takesNext
}

/** An option as it is typed. */
function dashed({ long, short }: OptionSpec): string {
  return long === undefined ? `-${short!}` : `--${long}`
}

interface LongMatch {
  readonly spec: OptionSpec
  readonly negated: boolean
}

/** The option that `name` or `no-…` spells out, or else the only one that begins so. */
function findLong(specs: readonly OptionSpec[], name: string): LongMatch {
  const begun = new Map<string, LongMatch>()
  for (const spec of specs) {
    const negatable = spec.negatable ?? spec.mode === undefined
    for (const long of [spec.long, ...(spec.aliases ?? [])]) {
      if (long === undefined) continue
      if (long === name) return { spec, negated: false }
      // `--no-x` is undone by `--x`, as well as `--x` by `--no-x`.
      const opposite = long.startsWith('no-') ? long.slice(3) : `no-${long}`
      if (negatable && opposite === name) return { spec, negated: true }
      if (long.startsWith(name)) begun.set(optionKey(spec), { spec, negated: false })
      else if (negatable && opposite.startsWith(name))
        begun.set(`no-${optionKey(spec)}`, { spec, negated: true })
    }
  }
  if (name === 'help') throw new HelpRequested(0)
  if (begun.size === 0) throw new UsageError(`unknown option \`${name}'`)
  if (begun.size > 1) {
    throw new UsageError(`ambiguous option: ${name} (could be --${[...begun.keys()].join(' or --')})`)
  }
  return begun.values().next().value!
}
