/** A tag as isomorphic-git gives it. */
import { normalizeNewlines, parseAuthor, splitHeaders } from './parse-headers.js'
import type { TagObject } from './results.js'

const BEGIN = '-----BEGIN PGP SIGNATURE-----'
const END = '-----END PGP SIGNATURE-----'

/** @throws {InternalError} Its tagger cannot be read. */
export function parseTagObject(oid: string, text: string): { tag: TagObject; payload: string } {
  const { headers } = splitHeaders(text)
  const fields: Record<string, unknown> = {}
  for (const [name, value] of headers) {
    if (Object.hasOwn(fields, name)) continue
    fields[name] = name === 'tagger' || name === 'committer' ? parseAuthor(value, `tag ${oid}`) : value
  }
  const unsigned = withoutSignature(normalizeNewlines(text))
  const { messageAt } = splitHeaders(unsigned)
  const gpgsig = signatureOf(text)
  const tag = {
    ...fields,
    message: unsigned.slice(messageAt),
    ...(gpgsig === undefined ? {} : { gpgsig }),
  } as TagObject
  return { tag, payload: `${unsigned}\n` }
}

function withoutSignature(text: string): string {
  const at = text.lastIndexOf(`\n${BEGIN}`)
  return at === -1 ? text : text.slice(0, at)
}

function signatureOf(text: string): string | undefined {
  const at = text.indexOf(`\n${BEGIN}`)
  if (at === -1) return undefined
  const end = text.indexOf(END, at)
  return normalizeNewlines(text.slice(at + 1, end === -1 ? text.length : end + END.length))
}
