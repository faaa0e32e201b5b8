/** Where a blob came up first: the oldest commit of HEAD's history that has it, and its path (git-describe(1)). */
import { decodeName } from '../../object/name-text.js'
import type { TreeEntry } from '../../object/tree.js'
import type { Repository } from '../repository.js'

export interface FoundBlob {
  /** The oid of the commit. */
  readonly commit: string
  /** As text; bytes that are not UTF-8 are escaped. */
  readonly path: string
}

/**
 * @param oid Of a blob.
 * @returns Undefined: no commit that HEAD reaches has it.
 * @throws {ObjectNotFoundError} A commit or tree on the way is missing.
 */
export function findBlob(repo: Repository, oid: string): FoundBlob | undefined {
  const head = repo.head().oid
  if (head === undefined || repo.tryPeel(head, 'commit') === undefined) return undefined
  const seen = new Set<string>()
  for (const { oid: commit, tree } of [...repo.walk('HEAD')].reverse()) {
    const path = pathIn(repo, tree, oid, seen)
    if (path !== undefined) return { commit, path }
  }
  return undefined
}

/** Goes through trees in order, and not again into one in which it was not. */
function pathIn(repo: Repository, root: string, oid: string, seen: Set<string>): string | undefined {
  const open = [{ entries: entriesOf(repo, root, seen), prefix: '' }]
  for (let last = open.at(-1); last; last = open.at(-1)) {
    const { value: entry, done } = last.entries.next()
    if (done) open.pop()
    else {
      const path = last.prefix + decodeName(entry.name)
      if (entry.oid === oid) return path
      if (entry.type === 'tree') open.push({ entries: entriesOf(repo, entry.oid, seen), prefix: `${path}/` })
    }
  }
  return undefined
}

function entriesOf(repo: Repository, tree: string, seen: Set<string>): Iterator<TreeEntry, undefined> {
  const isNew = !seen.has(tree)
  seen.add(tree)
  return isNew ? repo.readTree(tree)[Symbol.iterator]() : [][Symbol.iterator]()
}
