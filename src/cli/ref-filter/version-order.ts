/**
 * The order of version numbers: runs of digits compare as numbers, those with leading zeros as fractions (the
 * `strverscmp` of the GNU C library), and pre-releases come first (`versionsort.suffix` of git-config(1)).
 */

/**
 * @param suffixes What marks a pre-release, in the order in which they come.
 * @returns Less than 0, 0, or more.
 */
export function compareVersions(a: string, b: string, suffixes: readonly string[]): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  if (at === a.length && at === b.length) return 0
  const ranks = [rankAt(a, at, suffixes), rankAt(b, at, suffixes)] as const
  if (ranks[0] !== ranks[1]) {
    if (ranks[0] < 0) return 1
    return ranks[1] < 0 ? -1 : ranks[0] - ranks[1]
  }
  return compareFrom(a, b, at)
}

/** Both are the same before `at`, and differ there. */
function compareFrom(a: string, b: string, at: number): number {
  const byChar = (a.charCodeAt(at) || 0) - (b.charCodeAt(at) || 0)
  let begin = at
  while (begin > 0 && isDigit(a[begin - 1])) begin--
  const common = a.slice(begin, at)
  const digits = [isDigit(a[at]), isDigit(b[at])] as const
  if (common === '' && !(digits[0] && digits[1])) return byChar
  if (common === '' && (a[at] === '0' || b[at] === '0')) return byChar
  if (common.startsWith('0')) return fraction(common, digits, byChar)
  if (!digits[0] && !digits[1]) return byChar
  // The longer run of digits is the larger number.
  const lengths = [runFrom(a, at), runFrom(b, at)] as const
  return lengths[0] === lengths[1] ? byChar : lengths[0] - lengths[1]
}

/** Of two runs that begin with a zero, nothing but zeros so far: what goes on with digits comes first. */
function fraction(common: string, [a, b]: readonly [boolean, boolean], byChar: number): number {
  if (!/^0+$/.test(common) || a === b) return byChar
  return a ? -1 : 1
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

function runFrom(text: string, at: number): number {
  let end = at
  while (isDigit(text[end])) end++
  return end - at
}

/** The place among the suffixes of the one around `at`: the first that begins, and the longest there; -1: none. */
function rankAt(text: string, at: number, suffixes: readonly string[]): number {
  let best = { rank: -1, begin: at, length: -1 }
  for (const [rank, suffix] of suffixes.entries()) {
    const last = best.length < suffix.length ? best.begin : best.begin - 1
    for (let begin = Math.max(0, at - suffix.length); begin <= last; begin++) {
      if (!text.startsWith(suffix, begin)) continue
      best = { rank, begin, length: suffix.length }
      break
    }
  }
  return best.rank
}
