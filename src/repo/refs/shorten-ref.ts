/** The shortest names of refs (gitrevisions(7), "<refname>"). */
import { isRefName } from './ref-name.js'
import type { RefStore } from './ref-store.js'

/** What a short name may stand for, most likely first. */
const RULES: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['refs/', ''],
  ['refs/tags/', ''],
  ['refs/heads/', ''],
  ['refs/remotes/', ''],
  ['refs/remotes/', '/HEAD'],
]

/**
 * The shortest name that still means the ref `fullName`.
 *
 * @param isStrict Whether a name counts as taken that git would understand, with a warning, as this ref.
 */
export function shortenRef(store: RefStore, fullName: string, isStrict: boolean): string {
  for (let rule = RULES.length - 1; rule > 0; rule--) {
    const [before, after] = RULES[rule]!
    const short = fullName.slice(before.length, fullName.length - after.length)
    if (short === '' || `${before}${short}${after}` !== fullName) continue
    const rivals = RULES.filter((_, other) => other !== rule && (isStrict || other < rule))
    if (!rivals.some(([front, back]) => exists(store, `${front}${short}${back}`))) return short
  }
  return fullName
}

function exists(store: RefStore, fullName: string): boolean {
  return isRefName(fullName) && store.read(fullName) !== undefined
}
