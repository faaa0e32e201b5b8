/** Which files a commit changes. */
import { encodeText } from '../object/text.js'
import type { Repository } from '../repo/repository.js'
import { parentsOf } from './parents.js'

type Change = [string | null, string | null, string]

/**
 * The new oid, the old one and the path of each file whose content is another than in the first parent; null where it
 * is not there. Sorted by the names on the way to the file.
 */
export function changesOf(repo: Repository, oid: string, tree: string): Change[] {
  const [parent] = parentsOf(repo, oid).walked
  return [...repo.diff(parent, tree)]
    .filter(({ oldOid, newOid }) => oldOid !== newOid)
    .map(({ oldMode, newMode, oldOid, newOid, pathText }): Change => {
      return [newMode === 0 ? null : newOid, oldMode === 0 ? null : oldOid, pathText]
    })
    .map((change) => ({ change, names: change[2].split('/').map(encodeText) }))
    .sort((a, b) => compareNames(a.names, b.names))
    .map(({ change }) => change)
}

/** What is below a folder stands directly behind it, whatever characters sort before a slash. */
function compareNames(a: readonly Uint8Array[], b: readonly Uint8Array[]): number {
  for (const [depth, name] of a.entries()) {
    const other = b[depth]
    if (other === undefined) return 1
    const order = Buffer.compare(name, other)
    if (order !== 0) return order
  }
  return a.length - b.length
}
