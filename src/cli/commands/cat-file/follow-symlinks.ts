/**
 * A path through a tree that may go through symlinks: `--follow-symlinks`.
 *
 * The rules are git's (tree-walk.c, `get_tree_entry_follow_symlinks`): a link is read relative to its own folder,
 * 40 links are followed at most, and a link that leaves the tree is the answer itself.
 */
import type { Tree } from '../../../object/tree.js'
import type { Repository } from '../../../repo/repository.js'
import { bytesToRaw } from '../../../object/raw-text.js'
import type { Resolution } from './resolve-name.js'

const LINKS_MAX = 40
const MODE_TREE = 0o40000
const MODE_LINK = 0o120000
const MODE_SUBMODULE = 0o160000

/**
 * @param root The oid of the tree to begin in.
 * @param path One unit a byte.
 * @param follow False: a symlink is an entry like any other.
 */
export function followSymlinks(repo: Repository, root: string, path: string, follow: boolean): Resolution {
  const folders: Tree[] = [repo.readTree(root)] // from the root to where we are
  let linksLeft = LINKS_MAX
  // From the first link on, what cannot be found is the link's fault.
  let notFound: Resolution = { kind: 'missing' }
  let mode = MODE_TREE
  for (let rest = path; ;) {
    rest = rest.replace(/^\/+/, '')
    const here = folders.at(-1)!
    if (rest === '') return { kind: 'found', oid: here.oid, mode }
    const slash = rest.indexOf('/')
    const name = slash < 0 ? rest : rest.slice(0, slash)
    const remainder = slash < 0 ? undefined : rest.slice(slash + 1)
    if (follow && name === '..') {
      if (folders.length === 1) return { kind: 'symlink', path: rest }
      folders.pop()
      rest = remainder ?? ''
      continue
    }
    const entry = here.find(Buffer.from(name, 'latin1'))
    if (!entry) return notFound
    mode = entry.mode
    const found: Resolution = { kind: 'found', oid: entry.oid, mode }
    if (mode === MODE_TREE) {
      if (remainder === undefined) return found
      folders.push(repo.readTree(entry.oid))
      rest = remainder
    } else if (mode === MODE_LINK && follow) {
      if (linksLeft-- === 0) return { kind: 'loop' }
      notFound = { kind: 'dangling' }
      const [target = ''] = bytesToRaw(repo.read(entry.oid).data).split('\0', 1)
      if (target.startsWith('/')) return { kind: 'symlink', path: target }
      rest = remainder === undefined ? target : `${target}/${remainder}`
    } else if (remainder === undefined && (!follow || mode !== MODE_SUBMODULE)) {
      return found
    } else {
      return follow && mode !== MODE_SUBMODULE ? { kind: 'notdir' } : notFound
    }
  }
}
