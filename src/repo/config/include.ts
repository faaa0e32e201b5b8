/** `include.path` and `includeIf.<condition>.path`: which further file a variable asks for (git-config(1), "Includes"). */
import { dirname, isAbsolute } from 'node:path'
import { childPath } from '../../base/resolve-path.js'
import { realOrSame } from '../real-path.js'
import { wildmatchName } from '../wildmatch.js'
import { ConfigError } from './errors.js'
import { expandHome } from './expand-home.js'

export interface IncludeContext {
  readonly home: string | undefined
  /** The git folder, by every name that a condition may have for it. */
  readonly gitDirs: readonly string[]
  readonly branch: () => string | undefined
  /** Whether a remote of the whole configuration has such a URL. */
  readonly hasRemoteUrl: (matches: (url: string) => boolean, from: string) => boolean
}

/** A file to be read next. */
export interface Included {
  readonly path: string
  readonly isConditional: boolean
}

/** What a variable stands in: a file, or for relative paths nowhere. */
export interface Including {
  readonly origin: string
  readonly isFile: boolean
}

/**
 * The file to read after this variable; undefined where it includes nothing.
 *
 * @throws {ConfigError} Its path is none: empty, relative without a file that it could be relative to, below an unknown home.
 */
export function includedFile(
  name: string,
  value: string | null,
  from: Including,
  context: IncludeContext,
): Included | undefined {
  const condition = /^includeif\.(.*)\.path$/s.exec(name)?.[1]
  if (name !== 'include.path' && condition === undefined) return undefined
  if (condition !== undefined && !conditionHolds(condition, from, context)) return undefined
  if (value === null) {
    throw new ConfigError(from.origin, `bad config variable '${name}'`, `missing value for '${name}'`)
  }
  const path = expandHome(value, context.home)
  if (path === undefined) throw new ConfigError(from.origin, `could not expand include path '${value}'`)
  if (!from.isFile && !isAbsolute(path)) {
    throw new ConfigError(from.origin, 'relative config includes must come from files')
  }
  return { path: childPath(dirname(from.origin), path), isConditional: condition !== undefined }
}

function conditionHolds(condition: string, from: Including, context: IncludeContext): boolean {
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
      return hasRemoteUrl(pattern, from, context)
    default:
      return false
  }
}

function gitDirMatches(
  given: string,
  from: Including,
  { gitDirs, home }: IncludeContext,
  ignoreCase: boolean,
): boolean {
  if (gitDirs.length === 0) return false
  let pattern = expandHome(given, home === undefined ? undefined : realOrSame(home))
  if (pattern === undefined) return false
  let folder = '' // taken literally, whatever is in its name
  if (pattern.startsWith('./')) {
    if (!from.isFile) return false
    folder = `${dirname(realOrSame(from.origin))}/`
    pattern = pattern.slice(2)
  } else if (!isAbsolute(pattern)) pattern = `**/${pattern}`
  pattern = pattern === '' ? '**' : trailingStars(pattern) // what is nothing now was `./`
  const same = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  return gitDirs.some(
    (gitDir) =>
      same(gitDir).startsWith(same(folder)) &&
      wildmatchName(pattern, gitDir.slice(folder.length), { pathname: true, ignoreCase }),
  )
}

function hasRemoteUrl(pattern: string, from: Including, context: IncludeContext): boolean {
  const glob = /^remote\.\*\.url:(.*)$/s.exec(pattern)?.[1]
  if (glob === undefined) return false
  const full = trailingStars(glob)
  return context.hasRemoteUrl((url) => wildmatchName(full, url, { pathname: true }), from.origin)
}

function trailingStars(pattern: string): string {
  return pattern.endsWith('/') ? `${pattern}**` : pattern
}
