/**
 * Whose repository it is: `safe.directory` and `safe.bareRepository` (git-config(1)).
 *
 * Git asks because a foreign configuration can make it run programs. packmap runs none, but opens what git opens
 * and refuses what git refuses, unless told otherwise.
 */
import { lstatSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { realOrSame } from '../real-path.js'
import type { Config } from '../config/config.js'
import { ConfigError } from '../config/errors.js'
import { NotARepositoryError } from '../errors.js'
import { expandHome } from '../config/expand-home.js'

/**
 * Whether all of `paths` belong to whoever runs this process, as git counts it.
 *
 * Root may also read what belongs to the user who called `sudo`. Where files have no owners, as on Windows, all do.
 */
export function areOwned(paths: readonly string[], env: NodeJS.ProcessEnv): boolean {
  if (process.geteuid === undefined) return true
  const owners = new Set([process.geteuid()])
  const caller = Number(env['SUDO_UID'] ?? NaN)
  if (owners.has(0) && Number.isInteger(caller)) owners.add(caller)
  return paths.every((path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    return stat !== undefined && owners.has(stat.uid)
  })
}

export interface OwnershipSearch {
  /** Where the search for the repository began. */
  readonly start: string
  /** What `~` stands for at the beginning of a value. */
  readonly home: string | undefined
  /** Told of values that count for nothing. */
  readonly onWarning?: ((message: string) => void) | undefined
}

/**
 * Whether `safe.directory` names the folder: itself, `*`, `.` where the search began in it, or a parent with `/*`. An empty
 * value undoes those before; other relative paths count for nothing, since they would name another folder everywhere.
 *
 * @param config Only what the repository itself cannot set.
 * @throws {NotARepositoryError} A value begins with the home of a user whom nobody knows.
 */
export function isSafeDirectory(path: string, config: Config, search: OwnershipSearch): boolean {
  let safe = false
  const real = realOrSame(path)
  for (const value of config.getAll('safe.directory')) {
    if (value === null || value === '') safe = false
    else if (value === '*') safe = true
    else {
      const named = expandHome(value.replace(/^:\(optional\)/, ''), search.home)
      if (named === undefined) {
        throw new NotARepositoryError(path, `failed to expand user dir in: '${value}'`)
      }
      if (named !== '.' && !isAbsolute(named)) {
        search.onWarning?.(`safe.directory '${named}' not absolute`)
        continue
      }
      const folder = named === '.' ? search.start : named
      if (matches(folder, path) || matches(realOrSame(folder), real)) safe = true
    }
  }
  return safe
}

function matches(pattern: string, path: string): boolean {
  if (pattern.endsWith('/*')) return path.startsWith(pattern.slice(0, -1))
  return pattern === path
}

/**
 * Whether `safe.bareRepository` forbids a bare repository that was found rather than named.
 *
 * @throws {ConfigError} A value is neither `all` nor `explicit`: one that is misspelled must not leave the door open.
 */
export function isBareRefused(config: Config): boolean {
  const values = config.values('safe.bareRepository')
  const unknown = values.find(({ value }) => value !== 'all' && value !== 'explicit')
  if (unknown) throw new ConfigError(unknown.origin, "bad config variable 'safe.barerepository'")
  return values.at(-1)?.value === 'explicit'
}
