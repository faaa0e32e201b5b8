/** Which entries a `config` command is about: of all files, of those of one scope, or of one file. */
import { join } from 'node:path'
import { childPath } from '../../../base/resolve-path.js'
import type { Config, ConfigScope, ConfigValue } from '../../../repo/config/config.js'
import { globalPaths, loadConfig, systemPaths } from '../../../repo/config/load-config.js'
import { configFrom, readConfigFile } from '../../../repo/config/read-config-file.js'
import { NotARepositoryError } from '../../../repo/errors.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { ExitWith, FatalError, UsageError } from '../../failure.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { readAll } from '../../io/read-all.js'
import { tryResolve } from '../../resolve.js'
import { BLOB, STANDARD_INPUT } from './entry-printer.js'
import { Places } from '../rev-parse/places.js'

const STATUS_ABSENT = 1
const SCOPES = ['system', 'global', 'local', 'worktree'] as const

export interface ConfigEntries {
  readonly values: readonly ConfigValue[]
  /** A file by the name that git has for it. */
  readonly origins: (path: string) => string
}

/** @param mustExist Whether it is an error that a file that was named is not there. */
export function configEntries(
  options: ParsedOptions,
  context: CommandContext,
  mustExist: boolean,
): ConfigEntries {
  const scopes = SCOPES.filter((scope) => options.has(scope))
  const named = options.value('file')
  const blob = options.value('blob')
  const isNamed = scopes.length > 0 || blob !== undefined
  const file = named ?? (isNamed ? undefined : context.env['GIT_CONFIG'])
  if (scopes.length + [file, blob].filter((each) => each !== undefined).length > 1)
    throw new UsageError('only one config file at a time')
  if (blob !== undefined) return ofBytes(blobOf(blob, context, mustExist), BLOB + blob)
  if (file === '-') return ofBytes(readAll(context.streams.stdin), STANDARD_INPUT)
  if (file !== undefined)
    return ofFile(file, childPath(context.cwd, file), 'command', options, context, mustExist)
  const repo = repositoryOf(context)
  const [scope] = scopes
  if (scope === undefined) {
    const config = options.wasTakenBack('includes')
      ? withoutIncludes(repo, context)
      : (repo?.config ?? loadConfig({ env: context.env }))
    return { values: config.entries, origins: originsIn(repo, context) }
  }
  const path = pathOf(scope, repo, context)
  const entries = ofFile(path, path, scope, options, context, mustExist)
  return { ...entries, origins: originsIn(repo, context) }
}

/** Undefined: there is none, which matters to few questions. */
function repositoryOf(context: CommandContext): Repository | undefined {
  context.takesAnyConfig = true
  try {
    return context.repository()
  } catch (error) {
    if (error instanceof NotARepositoryError) return undefined
    throw error
  }
}

function ofBytes(bytes: Uint8Array, origin: string): ConfigEntries {
  const values = configFrom(bytes, origin).map((entry) => ({ ...entry, scope: 'command' as const, origin }))
  return { values, origins: (path) => path }
}

/** @throws {FatalError} No object has that name, or it is no blob; where it need not exist, {@link ExitWith}. */
function blobOf(name: string, context: CommandContext, mustExist: boolean): Uint8Array {
  const repo = context.repository()
  const oid = tryResolve(repo, name)
  const object = oid === undefined ? undefined : repo.tryRead(oid)
  if (object?.type === 'blob') return object.data
  context.complain(
    oid === undefined
      ? `error: unable to resolve config blob '${name}'`
      : object
        ? `error: reference '${name}' does not point to a blob`
        : `error: unable to load config blob object '${name}'`,
  )
  throw mustExist ? new FatalError('error processing config file(s)') : new ExitWith(STATUS_ABSENT)
}

function withoutIncludes(repo: Repository | undefined, { env }: CommandContext): Config {
  if (!repo) return loadConfig({ env, includes: false })
  const hasOwn = repo.config.getBool('extensions.worktreeConfig') === true
  const worktree = hasOwn ? { worktree: join(repo.gitDir, 'config.worktree') } : {}
  return loadConfig({ env, includes: false, local: join(repo.commonDir, 'config'), ...worktree })
}

function pathOf(
  scope: (typeof SCOPES)[number],
  repo: Repository | undefined,
  context: CommandContext,
): string {
  switch (scope) {
    case 'system':
      return systemPaths(context.env)[0] ?? ''
    case 'global': {
      const paths = globalPaths(context.env)
      return paths.findLast((path) => readConfigFile(path) !== undefined) ?? paths.at(-1) ?? ''
    }
    case 'local':
    case 'worktree': {
      if (!repo) throw new FatalError(`--${scope} can only be used inside a git repository`)
      const isOwn = scope === 'worktree' && repo.config.getBool('extensions.worktreeConfig') === true
      return isOwn ? join(repo.gitDir, 'config.worktree') : join(repo.commonDir, 'config')
    }
  }
}

function ofFile(
  shown: string,
  path: string,
  scope: ConfigScope,
  options: ParsedOptions,
  context: CommandContext,
  mustExist: boolean,
): ConfigEntries {
  const entries = readConfigFile(path)
  if (!entries && mustExist)
    throw new FatalError(`unable to read config file '${shown}': No such file or directory`)
  const origins = (origin: string): string => (origin === path ? shown : origin)
  if (entries && options.has('includes')) {
    const env = { HOME: context.env['HOME'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '' }
    const { entries: all } = loadConfig({ env, local: path })
    return { values: all.map((entry) => ({ ...entry, scope })), origins }
  }
  return { values: (entries ?? []).map((entry) => ({ ...entry, scope, origin: path })), origins }
}

/** Git is in the root of the work tree, and names the repository's own files from there. */
function originsIn(repo: Repository | undefined, context: CommandContext): (path: string) => string {
  if (!repo) return (path) => path
  const places = new Places(repo, context.env, context.cwd)
  const folder = `${repo.commonDir}/`
  return (path) => (path.startsWith(folder) ? places.fromTop(path.slice(folder.length)) : path)
}
