/** `:/text` and `^{/text}`: the youngest commit whose message matches a regular expression. */
import { decodeText } from '../../object/text.js'
import { CommitQueue } from '../commits/commit-queue.js'
import type { CommitSource } from '../commits/commit-links.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { SearchTooCostlyError } from '../errors.js'
import { RegexTooCostlyError } from './regex/regex-matcher.js'
import { RegexSyntaxError } from './regex/posix-syntax.js'
import { compileExtendedRegex, type TextCondition } from './regex/text-condition.js'

export interface MessageSearch {
  readonly commits: CommitSource
  readonly objects: RepositoryObjects
  /**
   * What all matching may cost: a unit is a character, and eight are a step that has not been done before. With a limit
   * back-references are refused.
   */
  readonly workMax: number
}

/**
 * Walks from `tips` by date, newest first, until a message matches.
 *
 * @param tips Oids of commits.
 * @param text An extended regular expression; after `!-` one that must not match; `!!` begins one with `!`.
 * @returns Undefined: none matches, or `text` is malformed.
 * @throws {SearchTooCostlyError} The limit on what it may cost is reached.
 */
export function findByMessage(
  tips: Iterable<string>,
  text: string,
  search: MessageSearch,
): string | undefined {
  try {
    const condition = parseCondition(text, search.workMax)
    return condition && find(tips, condition, search)
  } catch (error) {
    if (error instanceof RegexTooCostlyError) throw new SearchTooCostlyError(text, error.message)
    throw error
  }
}

function find(
  tips: Iterable<string>,
  condition: MessageCondition,
  { commits, objects }: MessageSearch,
): string | undefined {
  const queue = new CommitQueue<{ oid: string; date: number; parents: readonly string[] }>()
  const seen = new Set<string>()
  const add = (oid: string): void => {
    if (seen.has(oid)) return
    seen.add(oid)
    const links = commits.tryRead(oid)
    if (links) queue.add({ oid, ...links })
  }
  for (const tip of tips) add(tip)
  for (let next = queue.take(); next; next = queue.take()) {
    const message = messageOf(next.oid, objects)
    const matches = message !== undefined && condition.regex.matches(message)
    if (matches !== condition.negative) return next.oid
    for (const parent of next.parents) add(parent)
  }
  return undefined
}

interface MessageCondition {
  readonly regex: TextCondition
  readonly negative: boolean
}

function parseCondition(text: string, workMax: number): MessageCondition | undefined {
  const negative = text.startsWith('!-')
  // Any other use of '!' is reserved.
  if (text.startsWith('!') && !negative && !text.startsWith('!!')) return undefined
  const source = text.startsWith('!') ? text.slice(negative ? 2 : 1) : text
  try {
    return { regex: compileExtendedRegex(source, workMax), negative }
  } catch (error) {
    if (error instanceof RegexSyntaxError) return undefined
    throw error
  }
}

/** The message up to its first NUL, where the C library's matching ends. */
function messageOf(oid: string, objects: RepositoryObjects): string | undefined {
  const data = objects.tryRead(oid)?.data
  if (!data) return undefined
  const at = Buffer.from(data.buffer, data.byteOffset, data.length).indexOf('\n\n')
  if (at === -1) return undefined
  const nul = data.indexOf(0, at)
  return decodeText(data.subarray(at + 2, nul === -1 ? data.length : nul))
}
