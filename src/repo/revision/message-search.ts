/** `:/text` and `^{/text}`: the youngest commit whose message matches a regular expression. */
import { decodeText } from '../../object/text.js'
import { CommitQueue } from '../commits/commit-queue.js'
import type { CommitSource } from '../commits/commit-links.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { compileExtendedRegex, RegexSyntaxError } from './posix-regex.js'

/**
 * Walks from `tips` by date, newest first, until a message matches.
 *
 * @param tips Oids of commits.
 * @param text An extended regular expression; after `!-` one that must not match; `!!` begins one with `!`.
 * @returns Undefined: none matches, or `text` is malformed.
 */
export function findByMessage(
  tips: Iterable<string>,
  text: string,
  commits: CommitSource,
  objects: RepositoryObjects,
): string | undefined {
  const condition = parseCondition(text)
  if (!condition) return undefined
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
    const matches = message !== undefined && condition.regex.test(message)
    if (matches !== condition.negative) return next.oid
    for (const parent of next.parents) add(parent)
  }
  return undefined
}

function parseCondition(text: string): { regex: RegExp; negative: boolean } | undefined {
  const negative = text.startsWith('!-')
  // Any other use of '!' is reserved.
  if (text.startsWith('!') && !negative && !text.startsWith('!!')) return undefined
  const source = text.startsWith('!') ? text.slice(negative ? 2 : 1) : text
  try {
    return { regex: compileExtendedRegex(source), negative }
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
