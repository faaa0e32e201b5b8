/** `include.path` and `includeIf.<condition>.path`: which further file a variable asks for. */
import { dirname, isAbsolute, resolve } from 'node:path'
import { realOrSame } from '../real-path.js'
import { wildmatchName } from '../wildmatch.js'
import type { ConfigValue } from './config.js'

export interface IncludeContext {
  readonly home: string | undefined
  readonly gitDir: string | undefined
  readonly branch: () => string | undefined
  /** The values of `remote.*.url` seen so far. */
  readonly remoteUrls: () => readonly ConfigValue[]
}

/**
 * The file to read after this variable; undefined where it includes nothing.
 *
 * @param from The file that the variable stands in: relative paths start from its folder.
 */
export function includedPath(
  name: string,
  value: string,
  from: string,
  context: IncludeContext,
): string | undefined {
  const condition = /^includeif\.(.*)\.path$/s.exec(name)?.[1]
  if (name !== 'include.path' && condition === undefined) return undefined
  if (condition !== undefined && !conditionHolds(condition, from, context)) return undefined
  const path = expandHome(value, context.home)
  if (path === undefined || path === '') return undefined
  return isAbsolute(path) ? path : resolve(dirname(from), path)
}

function conditionHolds(condition: string, from: string, context: IncludeContext): boolean {
  const colon = condition.indexOf(':')
  const kind = condition.slice(0, colon)
  const pattern = condition.slice(colon + 1)
  switch (kind) {
    case 'gitdir':
      return gitDirMatches(pattern, from, context, false)
    case 'gitdir/i':
      return gitDirMatches(pattern, from, context, true)
    case 'onbranch': {
      const branch = context.branch()
      return branch !== undefined && wildmatchName(trailingStars(pattern), branch, { pathname: true })
    }
    case 'hasconfig':
      return hasRemoteUrl(pattern, context)
    default:
      return false
  }
}

function gitDirMatches(
  given: string,
  from: string,
  { gitDir, home }: IncludeContext,
  ignoreCase: boolean,
): boolean {
  if (gitDir === undefined) return false
  let pattern = expandHome(given, home)
  if (pattern === undefined) return false
  if (pattern.startsWith('./')) pattern = `${realOrSame(dirname(from))}/${pattern.slice(2)}`
  else if (!isAbsolute(pattern)) pattern = `**/${pattern}`
  pattern = trailingStars(pattern)
  const options = { pathname: true, ignoreCase }
  return wildmatchName(pattern, gitDir, options) || wildmatchName(pattern, realOrSame(gitDir), options)
}

function hasRemoteUrl(pattern: string, context: IncludeContext): boolean {
  const glob = /^remote\.\*\.url:(.*)$/s.exec(pattern)?.[1]
  if (glob === undefined) return false
  return context
    .remoteUrls()
    .some(({ value }) => value !== null && wildmatchName(trailingStars(glob), value, { pathname: true }))
}

function trailingStars(pattern: string): string {
  return pattern.endsWith('/') ? `${pattern}**` : pattern
}

/** `~/` and `~`; other users' homes are not looked up. */
export function expandHome(path: string, home: string | undefined): string | undefined {
  if (path !== '~' && !path.startsWith('~/')) return path.startsWith('~') ? undefined : path
  return home === undefined ? undefined : home + path.slice(1)
}
