/**
 * Which files make up a repository's configuration, and in which order: system, global, local, worktree, command.
 *
 * Read as data only: no value of them is ever run. Includes are followed as git follows them, to git's depth.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { realOrSame } from '../real-path.js'
import { commandEntries } from './command-config.js'
import { Config, type ConfigScope, type ConfigValue } from './config.js'
import { envBool } from './env-bool.js'
import { ConfigError } from './errors.js'
import { type IncludeContext, includedFile } from './include.js'
import type { ConfigEntry } from './parse-config.js'
import { readConfigFile } from './read-config-file.js'

/** Git's MAX_INCLUDE_DEPTH. */
const INCLUDE_DEPTH_MAX = 10
/** Files in all: ten levels of files that each include others twice over are a thousand, and three times 59,000. */
const FILES_MAX = 1000
/** Comparisons of `includeIf.hasconfig:` conditions with the URLs of remotes. */
const URL_CHECKS_MAX = 100_000
/** Variables in all: each takes some 300 bytes of memory, and two of a file. */
const ENTRIES_MAX = 1_000_000

export interface ConfigSources {
  readonly env: NodeJS.ProcessEnv
  /** The repository's own `config`, and its `config.worktree` if `extensions.worktreeConfig` says so. */
  readonly local?: string
  readonly worktree?: string
  /** For `includeIf.gitdir:`: the git folder. */
  readonly gitDir?: string
  /** Whether included files are read. Default: they are. */
  readonly includes?: boolean
  /** Whether a file that one of the repository's own files includes may be read. Default: it may. */
  readonly mayInclude?: (path: string) => boolean
  /** For `includeIf.onbranch:`: the current branch without `refs/heads/`; asked only when a condition needs it. */
  readonly branch?: () => string | undefined
}

/** Reads every file that git would read. @throws {ConfigError} One of them breaks the syntax. */
export function loadConfig(sources: ConfigSources): Config {
  return new Config(new ConfigLoader(sources).load())
}

/** What the repository itself cannot change: system, global and command. `safe.directory` is read from here. */
export function loadProtectedConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig({ env })
}

/** One pass over all files. A condition about the URLs of remotes needs those of all files, and so a pass before it. */
class ConfigLoader {
  readonly #entries: ConfigValue[] = []
  readonly #context: IncludeContext
  #files = 0
  #urls: readonly string[] | undefined
  #urlChecks = 0

  /** @param findsUrls Whether this is that pass: such conditions hold then, and files with conditions may have no URLs. */
  constructor(
    private readonly sources: ConfigSources,
    private readonly findsUrls = false,
  ) {
    this.#context = {
      home: homeOf(sources.env),
      gitDirs: gitDirNames(sources),
      branch: sources.branch ?? ((): undefined => undefined),
      hasRemoteUrl: (matches, from) => findsUrls || this.#remoteUrls(from).some(matches),
    }
  }

  load(): readonly ConfigValue[] {
    const { env, local, worktree } = this.sources
    for (const path of systemPaths(env)) this.#addFile({ path, scope: 'system' })
    for (const path of globalPaths(env)) this.#addFile({ path, scope: 'global', mayBeForbidden: true })
    if (local !== undefined) this.#addFile({ path: local, scope: 'local' })
    if (worktree !== undefined) this.#addFile({ path: worktree, scope: 'worktree' })
    for (const entry of commandEntries(env)) {
      this.#add(entry, { path: entry.origin, scope: 'command', isFile: false })
    }
    return this.#entries
  }

  #remoteUrls(from: string): readonly string[] {
    this.#urls ??= new ConfigLoader(this.sources, true).load().flatMap(({ name, value }) => {
      return isRemoteUrl(name) && value !== null ? [value] : []
    })
    this.#urlChecks += this.#urls.length
    if (this.#urlChecks > URL_CHECKS_MAX) throw new ConfigError(from, 'too many hasconfig conditions')
    return this.#urls
  }

  #addFile(place: Place): void {
    const { path, depth = 0 } = place
    if (depth > INCLUDE_DEPTH_MAX) {
      throw new ConfigError(path, `exceeded maximum include depth (${INCLUDE_DEPTH_MAX})`)
    }
    if (++this.#files > FILES_MAX) throw new ConfigError(path, `more than ${FILES_MAX} files are included`)
    for (const entry of readAllowed(place) ?? []) this.#add(entry, place)
  }

  #add({ name, value }: ConfigEntry, place: Place): void {
    const { path, scope, isFile = true, depth = 0, isConditional = false } = place
    if (this.#entries.length === ENTRIES_MAX) {
      throw new ConfigError(path, `more than ${ENTRIES_MAX} variables up to those`)
    }
    if (this.findsUrls && isConditional && isRemoteUrl(name)) throw new ConfigError(path, URLS_FORBIDDEN)
    this.#entries.push({ name, value, scope, origin: path })
    if (this.sources.includes === false) return
    const included = includedFile(name, value, { origin: path, isFile }, this.#context)
    if (included === undefined || !this.#mayInclude(included.path, scope)) return
    this.#addFile({
      path: included.path,
      scope,
      depth: depth + 1,
      isConditional: isConditional || included.isConditional,
    })
  }

  #mayInclude(path: string, scope: ConfigScope): boolean {
    const isOwn = scope === 'local' || scope === 'worktree'
    return !isOwn || (this.sources.mayInclude?.(path) ?? true)
  }
}

/** A file, or what stands for one, with what is known of how it came to be read. */
interface Place {
  readonly path: string
  readonly scope: ConfigScope
  readonly isFile?: boolean
  /** Whether it is left out where permission is missing. */
  readonly mayBeForbidden?: boolean
  /** Includes that led here, and whether one of them had a condition. */
  readonly depth?: number
  readonly isConditional?: boolean
}

const URLS_FORBIDDEN =
  'remote URLs cannot be configured in file directly or indirectly included by includeIf.hasconfig:remote.*.url'

function isRemoteUrl(name: string): boolean {
  return /^remote\..*\.url$/s.test(name)
}

/** Links resolved, as it is, and through the links of the shell's own path to it. */
function gitDirNames({ gitDir, env }: ConfigSources): string[] {
  if (gitDir === undefined) return []
  const real = realOrSame(gitDir)
  const shell = env['PWD']
  const names = [real, gitDir]
  if (shell?.startsWith('/') && join(realOrSame(shell), '.git') === real) names.push(join(shell, '.git'))
  return names
}

/** @throws {ConfigError} It is malformed. @throws {Error} It cannot be read; like git, which goes on where only permission is missing. */
function readAllowed({ path, mayBeForbidden }: Place): ConfigEntry[] | undefined {
  try {
    return readConfigFile(path)
  } catch (error) {
    if (mayBeForbidden && (error as NodeJS.ErrnoException).code === 'EACCES') return undefined
    throw error
  }
}

export function systemPaths(env: NodeJS.ProcessEnv): string[] {
  if (envBool(env, 'GIT_CONFIG_NOSYSTEM', false)) return []
  const named = env['GIT_CONFIG_SYSTEM']
  if (named !== undefined) return [named]
  return process.platform === 'win32' ? windowsSystemPaths(env) : ['/etc/gitconfig']
}

function windowsSystemPaths(env: NodeJS.ProcessEnv): string[] {
  const programs = env['ProgramFiles'] ?? 'C:\\Program Files'
  return [join(programs, 'Git', 'etc', 'gitconfig')]
}

export function globalPaths(env: NodeJS.ProcessEnv): string[] {
  const named = env['GIT_CONFIG_GLOBAL']
  if (named !== undefined) return named === '' ? [] : [named]
  const home = homeOf(env)
  const xdg = env['XDG_CONFIG_HOME']
  const paths: string[] = []
  if (xdg !== undefined && xdg !== '') paths.push(join(xdg, 'git', 'config'))
  else if (home !== undefined) paths.push(join(home, '.config', 'git', 'config'))
  if (home !== undefined) paths.push(join(home, '.gitconfig'))
  return paths
}

export function homeOf(env: NodeJS.ProcessEnv): string | undefined {
  return env['HOME'] ?? (process.platform === 'win32' ? (env['USERPROFILE'] ?? homedir()) : undefined)
}
