/** `rev-list --grep`, `--author` and `--committer`: commits whose lines match regular expressions. */
import { decodeName } from '../../../object/name-text.js'
import { commitInEncoding, logOutputEncoding } from '../../../repo/format/log-encoding.js'
import type { Mailmap } from '../../../repo/mailmap.js'
import type { Repository } from '../../../repo/repository.js'
import { extendedFromBasic } from '../../../repo/revision/regex/basic-syntax.js'
import { RegexSyntaxError } from '../../../repo/revision/regex/posix-syntax.js'
import { compileExtendedRegex, type TextCondition } from '../../../repo/revision/regex/text-condition.js'
import { FatalError } from '../../failure.js'

export type PatternType = 'basic' | 'extended' | 'fixed'

/** The patterns of a command line, as they were given. */
export class WantedPatterns {
  type: PatternType = 'basic'
  readonly message: string[] = []
  readonly author: string[] = []
  readonly committer: string[] = []

  get isEmpty(): boolean {
    return this.message.length + this.author.length + this.committer.length === 0
  }
}

export interface MatchSettings {
  readonly ignoresCase: boolean
  /** Whether every pattern for messages must match, and not only one of them. */
  readonly wantsAll: boolean
  /** Whether none of them may match. */
  readonly inverts: boolean
  /** Undefined: people are looked for as they are written. */
  readonly mailmap: Mailmap | undefined
}

/**
 * Whether a commit, by its oid, has what is wanted; undefined: nothing is.
 *
 * @throws {FatalError} A pattern is malformed.
 */
export function commitMatcher(
  repo: Repository,
  wanted: WantedPatterns,
  settings: MatchSettings,
): ((oid: string) => boolean) | undefined {
  const compile = (patterns: readonly string[], origin: string): TextCondition[] =>
    // Every line of a pattern is one of its own.
    patterns.flatMap((pattern) =>
      pattern.split('\n').map((line) => compiled(line, wanted.type, settings, origin)),
    )
  const message = compile(wanted.message, 'command line')
  const author = compile(wanted.author, 'header')
  const committer = compile(wanted.committer, 'header')
  if (message.length + author.length + committer.length === 0) return undefined
  const encoding = logOutputEncoding(repo.config)
  return (oid) => {
    const object = repo.read(oid)
    const shown = { ...object, data: commitInEncoding(object.data, encoding) }
    const { headers, body } = linesOf(settings.mailmap?.rewrite(shown).data ?? shown.data)
    if (!personMatches(headers, 'author ', author)) return false
    return personMatches(headers, 'committer ', committer) && messageMatches(body, message, settings)
  }
}

function compiled(
  pattern: string,
  type: PatternType,
  { ignoresCase }: MatchSettings,
  origin: string,
): TextCondition {
  try {
    return compileExtendedRegex(EXTENDED[type](pattern), Infinity, ignoresCase)
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error
    throw new FatalError(`${origin}, '${pattern}': Invalid regular expression`)
  }
}

/** From a pattern of each type to an extended expression. */
const EXTENDED: Readonly<Record<PatternType, (pattern: string) => string>> = {
  basic: extendedFromBasic,
  extended: (pattern) => pattern,
  fixed: (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
}

/** Up to the first NUL. The empty line between headers and message belongs to the message. */
function linesOf(data: Uint8Array): { headers: readonly string[]; body: readonly string[] } {
  const nul = data.indexOf(0)
  const lines = decodeName(nul < 0 ? data : data.subarray(0, nul)).split('\n')
  if (lines.at(-1) === '') lines.pop()
  const blank = lines.indexOf('')
  return blank < 0
    ? { headers: lines, body: [] }
    : { headers: lines.slice(0, blank), body: lines.slice(blank) }
}

/** One of the patterns is enough. The date behind the address does not count. */
function personMatches(
  headers: readonly string[],
  role: string,
  patterns: readonly TextCondition[],
): boolean {
  if (patterns.length === 0) return true
  return headers.some((line) => {
    if (!line.startsWith(role)) return false
    const end = line.lastIndexOf('>')
    const person = end < role.length ? line.slice(role.length) : line.slice(role.length, end + 1)
    return patterns.some((pattern) => pattern.matches(person))
  })
}

function messageMatches(
  body: readonly string[],
  patterns: readonly TextCondition[],
  { wantsAll, inverts }: MatchSettings,
): boolean {
  if (patterns.length === 0) return true
  const matches = (pattern: TextCondition): boolean => body.some((line) => pattern.matches(line))
  if (inverts) return !patterns.some(matches)
  return wantsAll ? patterns.every(matches) : patterns.some(matches)
}
