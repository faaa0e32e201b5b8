/** The options in front of the subcommand: which repository, and how to read it. */
import { statSync } from 'node:fs'
import { resolvePath } from '../base/resolve-path.js'
import { FatalError, UsageError } from './failure.js'
import type { OptionSpec } from './options/option-spec.js'
import { type ParsedOptions, parseOptions } from './options/parse-options.js'

const AUTO = 'auto'
const BACKENDS = ['koffi', 'mmap-io', 'read'] as const
const COLLISION_CHECKS = ['detect', 'off'] as const
const VERIFY_LEVELS = ['none', 'crc', 'oid'] as const

export interface GlobalOptions {
  /** Absent: the fastest that works. */
  readonly backend?: (typeof BACKENDS)[number]
  readonly verify?: (typeof VERIFY_LEVELS)[number]
  /** Absent: SHA-1 is looked at for collision attacks wherever objects are hashed. */
  readonly collisions?: (typeof COLLISION_CHECKS)[number]
}

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    short: 'C',
    value: 'required',
    valueName: 'dir',
    help: 'run as if started in <dir>; each further -C counts from the one before',
  },
  {
    short: 'c',
    value: 'required',
    valueName: 'name=value',
    help: 'a variable of the configuration, for this run',
  },
  {
    long: 'git-dir',
    value: 'required',
    valueName: 'dir',
    negatable: false,
    help: 'the repository itself: its git folder',
  },
  {
    long: 'work-tree',
    value: 'required',
    valueName: 'dir',
    negatable: false,
    help: 'the work tree, whatever the repository says of it',
  },
  { long: 'bare', negatable: false, help: 'take the repository for one without a work tree' },
  {
    long: 'backend',
    value: 'required',
    valueName: 'name',
    negatable: false,
    help: `how files are mapped: ${AUTO}, ${BACKENDS.join(', ')}`,
  },
  {
    long: 'verify',
    value: 'required',
    valueName: 'level',
    negatable: false,
    help: `what is checked beyond the format: ${VERIFY_LEVELS.join(', ')}`,
  },
  {
    long: 'collisions',
    value: 'required',
    valueName: 'check',
    negatable: false,
    help: `whether SHA-1 is looked at for collision attacks: ${COLLISION_CHECKS.join(', ')}`,
  },
  { long: 'no-replace-objects', negatable: false, help: 'ignore refs/replace/' },
  { long: 'no-pager', short: 'P', negatable: false, help: 'accepted; there is none' },
  { long: 'no-optional-locks', negatable: false, help: 'accepted; there are none' },
  { long: 'version', short: 'v', negatable: false, help: 'print the version' },
  { long: 'help', short: 'h', negatable: false, help: 'print this help, or that of a command' },
]

export interface GlobalArguments {
  readonly options: GlobalOptions
  readonly wants: 'help' | 'version' | 'command'
  readonly cwd: string
  /** The environment with what the options put into it, as git hands them on. */
  readonly env: NodeJS.ProcessEnv
  /** The subcommand and what follows it. */
  readonly rest: readonly string[]
}

/**
 * @throws {UsageError} An unknown option or value.
 * @throws {FatalError} `-C` names no folder.
 */
export function parseGlobalOptions(
  argv: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): GlobalArguments {
  const parsed = parseOptions(GLOBAL_OPTIONS, argv, { stopAtOperand: true })
  const backend = oneOf([AUTO, ...BACKENDS], 'backend', parsed.value('backend'))
  const verify = oneOf(VERIFY_LEVELS, 'verify', parsed.value('verify'))
  const collisions = oneOf(COLLISION_CHECKS, 'collisions', parsed.value('collisions'))
  const folder = parsed.all('C').reduce(changeFolder, cwd)
  return {
    options: {
      ...(backend && backend !== AUTO && { backend }),
      ...(verify && { verify }),
      ...(collisions && { collisions }),
    },
    wants: parsed.has('help') ? 'help' : parsed.has('version') ? 'version' : 'command',
    cwd: folder,
    env: { ...env, ...environmentOf(parsed, env, folder) },
    rest: parsed.operands,
  }
}

/** What git hands on to whatever it runs, the options of this run among it. */
function environmentOf(parsed: ParsedOptions, env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const gitDir = parsed.value('git-dir')
  const workTree = parsed.value('work-tree')
  const config = [env['GIT_CONFIG_PARAMETERS'], ...parsed.all('c').map(configParameter)]
  return {
    ...(parsed.has('bare') && { GIT_DIR: env['GIT_DIR'] ?? folder, GIT_IMPLICIT_WORK_TREE: '0' }),
    ...(gitDir !== undefined && { GIT_DIR: gitDir }),
    ...(workTree !== undefined && { GIT_WORK_TREE: workTree }),
    ...(parsed.has('no-replace-objects') && { GIT_NO_REPLACE_OBJECTS: '1' }),
    ...(parsed.has('c') && { GIT_CONFIG_PARAMETERS: config.filter((text) => text !== undefined).join(' ') }),
  }
}

/** `name=value`, or `name` alone for a variable without a value, as `GIT_CONFIG_PARAMETERS` has it. */
function configParameter(argument: string): string {
  const equals = argument.indexOf('=')
  const quoted = (text: string): string => `'${text.replace(/['!]/g, (mark) => `'\\${mark}'`)}'`
  if (equals < 0) return quoted(argument)
  return `${quoted(argument.slice(0, equals))}=${quoted(argument.slice(equals + 1))}`
}

function changeFolder(from: string, to: string): string {
  if (to === '') return from
  const path = resolvePath(from, to)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new FatalError(`cannot change to '${to}': No such file or directory`)
  if (!stat.isDirectory()) throw new FatalError(`cannot change to '${to}': Not a directory`)
  return path
}

function oneOf<T extends string>(allowed: readonly T[], option: string, value?: string): T | undefined {
  if (value === undefined) return undefined
  const known = allowed.find((name) => name === value)
  if (!known) throw new UsageError(`--${option} must be one of ${allowed.join(', ')}, not '${value}'`)
  return known
}
