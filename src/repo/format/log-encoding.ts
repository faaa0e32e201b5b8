/**
 * Commits in the encoding that messages are shown in: `i18n.logOutputEncoding`, else `i18n.commitEncoding`, else UTF-8
 * (git-log(1), "Discussion").
 */
import { isSameEncoding, isUtf8, recode } from '../../object/encoding.js'
import { lineEnd } from '../../object/header-block.js'
import { asciiText } from '../../object/text.js'
import type { Config } from '../config/config.js'

const LF = 0x0a
const HEADER = 'encoding '

/** The encoding's name; empty: every commit is shown in its own. */
export function logOutputEncoding(config: Config): string {
  return config.get('i18n.logOutputEncoding') ?? config.get('i18n.commitEncoding') ?? 'UTF-8'
}

/**
 * The whole of a commit, headers too, in the encoding `to`, its `encoding` header brought into line.
 *
 * @returns `data` itself where nothing changes: it is in that encoding already, or cannot be converted.
 */
export function commitInEncoding(data: Uint8Array, to: string): Uint8Array {
  if (to === '') return data
  const { begin, end } = encodingHeader(data)
  if (begin === end && isUtf8(to)) return data
  const from = begin === end ? 'UTF-8' : asciiText(data, begin + HEADER.length, end)
  const recoded = isSameEncoding(from, to) ? data : recode(data, from, to)
  if (recoded === undefined || begin === end) return recoded ?? data
  // In every encoding that commits are written in, the headers before this one are the same ASCII, but for names.
  const place = recoded === data ? { begin, end } : encodingHeader(recoded)
  if (place.begin === place.end) return recoded
  const header = isUtf8(to) ? '' : `${HEADER}${to}\n`
  return Buffer.concat([
    recoded.subarray(0, place.begin),
    Buffer.from(header, 'latin1'),
    recoded.subarray(Math.min(place.end + 1, recoded.length)),
  ])
}

/** Where the header stands, without its line break; an empty range: there is none. Hot: once per commit shown. */
export function encodingHeader(data: Uint8Array): { begin: number; end: number } {
  for (let at = 0; at < data.length && data[at] !== LF;) {
    const next = lineEnd(data, at)
    // 'e', 'n': most lines are told apart by these.
    if (
      data[at] === 0x65 &&
      data[at + 1] === 0x6e &&
      asciiText(data, at, Math.min(at + 9, next)) === HEADER
    ) {
      return { begin: at, end: data[next - 1] === LF ? next - 1 : next }
    }
    at = next
  }
  return { begin: 0, end: 0 }
}
