/** A commit as isomorphic-git gives it. */
import { InternalError } from './errors.js'
import { normalizeNewlines, parseAuthor, splitHeaders } from './parse-headers.js'
import type { CommitObject } from './results.js'

/**
 * Of a header that comes twice the first counts; `parent` lines count only directly behind the `tree`, as in git.
 *
 * @throws {InternalError} It does not begin with a tree, or its author or committer cannot be read.
 */
export function parseCommitObject(oid: string, text: string): { commit: CommitObject; payload: string } {
  const { headers, messageAt } = splitHeaders(text)
  const [first, ...rest] = headers
  if (first?.[0] !== 'tree') throw new InternalError(`commit ${oid} does not begin with its tree`)
  const others = rest.findIndex(([name]) => name !== 'parent')
  const parents = others === -1 ? rest : rest.slice(0, others)
  const fields: Record<string, unknown> = {}
  for (const [name, value] of others === -1 ? [] : rest.slice(others)) {
    if (name === 'parent' || name === 'tree' || Object.hasOwn(fields, name)) continue
    fields[name] = name === 'author' || name === 'committer' ? parseAuthor(value, `commit ${oid}`) : value
  }
  const commit = {
    message: normalizeNewlines(text.slice(messageAt)),
    parent: parents.map(([, parent]) => parent),
    tree: first[1],
    ...fields,
  } as CommitObject
  return { commit, payload: payloadOf(text) }
}

/** The signature is a header whose lines go on with a space; it signs all but itself. */
const SIGNATURE = /\ngpgsig(?:-sha256)? [^\n]*(?:\n [^\n]*)*/g

function payloadOf(text: string): string {
  const end = text.indexOf('\n\n')
  if (end === -1) return normalizeNewlines(text)
  return normalizeNewlines(text.slice(0, end).replaceAll(SIGNATURE, '') + text.slice(end))
}
