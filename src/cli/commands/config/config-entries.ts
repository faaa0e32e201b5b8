/** Which entries a `config` command is about: of all files, of those of one scope, or of one file. */
import { join } from 'node:path'
import { childPath } from '../../../base/resolve-path.js'
import type { ConfigScope, ConfigValue } from '../../../repo/config/config.js'
import { globalPaths, loadConfig, systemPaths } from '../../../repo/config/load-config.js'
import { readConfigFile } from '../../../repo/config/read-config-file.js'
import { NotARepositoryError } from '../../../repo/errors.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { Places } from '../rev-parse/places.js'

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
  const file = named ?? (scopes.length === 0 ? context.env['GIT_CONFIG'] : undefined)
  if (scopes.length + (file === undefined ? 0 : 1) > 1) throw new UsageError('only one config file at a time')
  if (file !== undefined)
    return ofFile(file, childPath(context.cwd, file), 'command', options, context, mustExist)
  const repo = repositoryOf(context)
  const [scope] = scopes
  if (scope === undefined) {
    const config = repo?.config ?? loadConfig({ env: context.env })
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
    if (error instanceof NotARepositoryError && context.env['GIT_DIR'] === undefined) return undefined
    throw error
  }
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
