/** POSIX basic regular expressions as extended ones, which {@link compileExtendedRegex} takes. */

/** Operators that a basic expression writes with a backslash in front, the C library's own among them. */
const ESCAPED = '(){}|+?'

/** An extended expression that matches the same. What is malformed stays so. */
export function extendedFromBasic(source: string): string {
  let out = ''
  let isAtStart = true // of a branch, where `*` stands for itself and `^` for the beginning
  for (let at = 0; at < source.length;) {
    const char = source[at]!
    const next = source[at + 1]
    let text = char
    if (char === '\\' && next !== undefined) text = ESCAPED.includes(next) ? next : char + next
    else if (char === '[') text = bracketAt(source, at)
    else if (ESCAPED.includes(char) || (char === '*' && isAtStart)) text = `\\${char}`
    else if (char === '^' && !isAtStart) text = '\\^'
    else if (char === '$' && !isBranchEnd(source, at + 1)) text = '\\$'
    at += char === '\\' && next !== undefined ? 2 : char === '[' ? text.length : 1
    isAtStart = text === '(' || text === '|' || (text === '^' && isAtStart)
    out += text
  }
  return out
}

function isBranchEnd(source: string, at: number): boolean {
  return at === source.length || source.startsWith('\\)', at) || source.startsWith('\\|', at)
}

/** `[…]` whole: it is written alike in both kinds. */
function bracketAt(source: string, at: number): string {
  const match = /^\[\^?\]?(?:\[([:.=]).*?\1\]|[^\]])*\]/s.exec(source.slice(at))
  return match ? match[0] : source.slice(at)
}
