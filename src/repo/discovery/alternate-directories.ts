/** The objects directories in `GIT_ALTERNATE_OBJECT_DIRECTORIES` (git(1)). */
import { delimiter } from 'node:path'

const QUOTED = /^"((?:[^"\\]|\\.)*)"/s

/**
 * Splits the variable: paths apart by the platform's separator of paths; one that begins with a double quote ends
 * with one, and has `\"` and `\\` for those characters; one that begins with `#` is a comment.
 */
export function alternateDirectories(list: string): string[] {
  const found: string[] = []
  for (let rest = list; rest !== '';) {
    const quoted = QUOTED.exec(rest)
    const end = rest.indexOf(delimiter, quoted ? quoted[0].length : 0)
    const entry = end === -1 ? rest : rest.slice(0, end)
    rest = end === -1 ? '' : rest.slice(end + delimiter.length)
    const path = quoted ? quoted[1]!.replace(/\\(.)/gs, '$1') : entry
    if (path !== '' && !entry.startsWith('#')) found.push(path)
  }
  return found
}
