/** Paths the way git prints them: in double quotes with C escapes where they hold anything unusual. */

const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

// eslint-disable-next-line no-control-regex -- control characters are what is quoted
const UNUSUAL = /[\x00-\x1f"\\\x7f]/g
// eslint-disable-next-line no-control-regex -- control characters are what is quoted
const UNUSUAL_OR_HIGH = /[\x00-\x1f"\\\x7f-\xff]/g

/**
 * @param path One unit a byte.
 * @param quoteHigh Whether bytes from 0x80 on are escaped too: `core.quotePath`.
 */
export function quotePath(path: string, quoteHigh: boolean): string {
  const pattern = quoteHigh ? UNUSUAL_OR_HIGH : UNUSUAL
  const escaped = path.replace(pattern, escapeByte)
  return escaped === path ? path : `"${escaped}"`
}

function escapeByte(byte: string): string {
  return ESCAPES[byte] ?? `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`
}
