/** Short names of refs and full ones (gitrevisions(7), "<refname>"). */
import { nullOid } from '../object/oid.js'
import { listRefs } from '../repo/refs/list-refs.js'
import { isRefName } from '../repo/refs/ref-name.js'
import { dwimRefs } from '../repo/revision/dwim.js'
import { wildmatchName } from '../repo/wildmatch.js'
import type { Ref } from '../repo/refs/ref-store.js'
import type { Repository } from '../repo/repository.js'

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
 * The full names of the refs that `name` may mean, most likely first. Symbolic refs are followed: `HEAD` means the
 * branch that it stands on.
 */
export function dwimRef(repo: Repository, name: string): string[] {
  const found = [...dwimRefs(repo.refStore, name === '@' ? 'HEAD' : name)].map(
    ({ followed }) => followed.name,
  )
  if (found.length > 0 || !name.includes('@{')) return found
  const full = repo.resolveRefName(name) // `@{upstream}` and its like
  return full === undefined ? [] : [full]
}

/**
 * The shortest name that still means the ref `fullName`.
 *
 * @param isStrict Whether a name counts as taken that git would understand, with a warning, as this ref.
 */
export function shortenRef(repo: Repository, fullName: string, isStrict: boolean): string {
  for (let rule = RULES.length - 1; rule > 0; rule--) {
    const [before, after] = RULES[rule]!
    const short = fullName.slice(before.length, fullName.length - after.length)
    if (short === '' || `${before}${short}${after}` !== fullName) continue
    const rivals = RULES.filter((_, other) => other !== rule && (isStrict || other < rule))
    if (!rivals.some(([front, back]) => refExists(repo, `${front}${short}${back}`))) return short
  }
  return fullName
}

/** The refs below `folder`; a broken one with all zeros for an oid, so that it is not passed over. */
export function refsIn(repo: Repository, folder: string): Iterable<Ref> {
  return listRefs(repo.refStore, folder, nullOid(repo.odb.algorithm))
}

/**
 * As {@link refsIn}, the refs whose names match `pattern`, or all below `folder`.
 *
 * @param pattern Counts from `folder`; without wildcards it names a folder itself. An empty `folder` means `refs/`.
 */
export function* matchingRefs(repo: Repository, folder: string, pattern: string | undefined): Iterable<Ref> {
  if (pattern === undefined) {
    yield* refsIn(repo, folder)
    return
  }
  let glob = folder + pattern
  if (folder === '' && !pattern.startsWith('refs/')) glob = `refs/${pattern}`
  if (!/[*?[\\]/.test(glob)) glob = `${glob.replace(/\/?$/, '/')}*`
  for (const ref of refsIn(repo, 'refs/')) {
    if (wildmatchName(glob, ref.name)) yield ref
  }
}

function refExists(repo: Repository, fullName: string): boolean {
  return isRefName(fullName) && repo.refStore.read(fullName) !== undefined
}
