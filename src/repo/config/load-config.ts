/**
 * Which files make up a repository's configuration, and in which order: system, global, local, worktree, command.
 *
 * Read as data only: no value of them is ever run. Includes are followed as git follows them, to git's depth.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Config, canonicalName, type ConfigScope, type ConfigValue } from './config.js'
import { ConfigError } from './errors.js'
import { type IncludeContext, includedPath } from './include.js'
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
  /** Whether a file that one of the repository's own files includes may be read. Default: it may. */
  readonly mayInclude?: (path: string) => boolean
  /** For `includeIf.onbranch:`: the current branch without `refs/heads/`; asked only when a condition needs it. */
  readonly branch?: () => string | undefined
}

/** Reads every file that git would read. @throws {ConfigError} One of them breaks the syntax. */
export function loadConfig(sources: ConfigSources): Config {
  const loader = new ConfigLoader(sources)
  for (const path of systemPaths(sources.env)) loader.addFile(path, 'system')
  for (const path of globalPaths(sources.env)) loader.addFile(path, 'global')
  if (sources.local !== undefined) loader.addFile(sources.local, 'local')
  if (sources.worktree !== undefined) loader.addFile(sources.worktree, 'worktree')
  for (const entry of commandEntries(sources.env)) loader.add(entry)
  return new Config(loader.entries)
}

/** What the repository itself cannot change: system, global and command. `safe.directory` is read from here. */
export function loadProtectedConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig({ env })
}

class ConfigLoader {
  readonly entries: ConfigValue[] = []
  readonly #context: IncludeContext
  readonly #mayInclude: (path: string) => boolean
  readonly #remoteUrls: ConfigValue[] = []
  #files = 0
  #urlChecks = 0

  constructor(sources: ConfigSources) {
    this.#context = {
      home: homeOf(sources.env),
      gitDir: sources.gitDir,
      branch: sources.branch ?? ((): undefined => undefined),
      remoteUrls: () => this.#countedUrls(),
    }
    this.#mayInclude = sources.mayInclude ?? ((): boolean => true)
  }

  #countedUrls(): readonly ConfigValue[] {
    this.#urlChecks += this.#remoteUrls.length
    const last = this.#remoteUrls.at(-1)
    if (this.#urlChecks > URL_CHECKS_MAX) throw new ConfigError(last!.origin, 'too many hasconfig conditions')
    return this.#remoteUrls
  }

  add(entry: ConfigValue): void {
    if (this.entries.length === ENTRIES_MAX) {
      throw new ConfigError(entry.origin, `more than ${ENTRIES_MAX} variables up to those`)
    }
    this.entries.push(entry)
    if (entry.name.startsWith('remote.') && entry.name.endsWith('.url')) this.#remoteUrls.push(entry)
  }

  addFile(path: string, scope: ConfigScope, depth = 0): void {
    if (depth > INCLUDE_DEPTH_MAX) {
      throw new ConfigError(path, `exceeded maximum include depth (${INCLUDE_DEPTH_MAX})`)
    }
    if (++this.#files > FILES_MAX) throw new ConfigError(path, `more than ${FILES_MAX} files are included`)
    for (const { name, value } of readIfAllowed(path) ?? []) {
      this.add({ name, value, scope, origin: path })
      const included = value === null ? undefined : includedPath(name, value, path, this.#context)
      if (included === undefined) continue
      const isOwn = scope === 'local' || scope === 'worktree'
      if (!isOwn || this.#mayInclude(included)) this.addFile(included, scope, depth + 1)
    }
  }
}

/** Like git, which warns and goes on where permission is missing. */
function readIfAllowed(path: string): ConfigEntry[] | undefined {
  try {
    return readConfigFile(path)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    return undefined
  }
}

function systemPaths(env: NodeJS.ProcessEnv): string[] {
  const noSystem = env['GIT_CONFIG_NOSYSTEM']
  if (noSystem !== undefined && !['', '0', 'false', 'no', 'off'].includes(noSystem.toLowerCase())) return []
  const named = env['GIT_CONFIG_SYSTEM']
  if (named !== undefined) return [named]
  return process.platform === 'win32' ? windowsSystemPaths(env) : ['/etc/gitconfig']
}

function windowsSystemPaths(env: NodeJS.ProcessEnv): string[] {
  const programs = env['ProgramFiles'] ?? 'C:\\Program Files'
  return [join(programs, 'Git', 'etc', 'gitconfig')]
}

function globalPaths(env: NodeJS.ProcessEnv): string[] {
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

/** `GIT_CONFIG_COUNT` with its numbered pairs, and `GIT_CONFIG_PARAMETERS`, by which `git -c` tells its children. */
function* commandEntries(env: NodeJS.ProcessEnv): Iterable<ConfigValue> {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  for (let i = 0; i < count; i++) {
    const name = env[`GIT_CONFIG_KEY_${i}`]
    const value = env[`GIT_CONFIG_VALUE_${i}`]
    if (name === undefined || value === undefined) {
      throw new ConfigError('GIT_CONFIG_COUNT', `missing config key or value ${i}`)
    }
    yield { name: canonicalName(name), value, scope: 'command', origin: 'GIT_CONFIG_COUNT' }
  }
  for (const { name, value } of parseParameters(env['GIT_CONFIG_PARAMETERS'] ?? '')) {
    yield { name: canonicalName(name), value, scope: 'command', origin: 'GIT_CONFIG_PARAMETERS' }
  }
}

const QUOTED = /'((?:[^']|'\\[!']')*)'/y

/** Shell-quoted words apart by spaces: `'name'='value'` today, `'name=value'` before git 2.31. */
function* parseParameters(text: string): Iterable<{ name: string; value: string | null }> {
  let at = 0
  const quotedAt = (position: number): string | undefined => {
    QUOTED.lastIndex = position
    const match = QUOTED.exec(text)
    if (!match) return undefined
    at = QUOTED.lastIndex
    return match[1]!.replace(/'\\([!'])'/g, '$1')
  }
  while (at < text.length) {
    if (text[at] === ' ') {
      at++
      continue
    }
    const word = quotedAt(at)
    if (word === undefined) throw new ConfigError('GIT_CONFIG_PARAMETERS', 'bogus format')
    if (text[at] === '=') {
      const value = text[at + 1] === "'" ? quotedAt(at + 1) : null
      if (value === null) at++
      yield { name: word, value: value ?? null }
      continue
    }
    const equals = word.indexOf('=')
    if (equals === -1) yield { name: word, value: null }
    else yield { name: word.slice(0, equals), value: word.slice(equals + 1) }
  }
}
