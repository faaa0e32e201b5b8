/** Short names of refs and full ones (gitrevisions(7), "<refname>"). */
import { nullOid } from '../object/oid.js'
import { listRefs } from '../repo/refs/list-refs.js'
import { dwimRefs } from '../repo/revision/dwim.js'
import { wildmatchName } from '../repo/wildmatch.js'
import type { Ref } from '../repo/refs/ref-store.js'
import type { Repository } from '../repo/repository.js'

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

/** The refs below `folder`, or all; a broken one with all zeros for an oid, so that it is not passed over. */
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
