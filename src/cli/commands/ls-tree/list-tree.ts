/** The walk of `ls-tree`: which entries are shown, and which folders are entered. */
import { PackmapError } from '../../../base/errors.js'
import { Tree, type TreeEntry } from '../../../object/tree.js'
import type { Repository } from '../../../repo/repository.js'
import type { LiteralPathspec } from '../../literal-pathspec.js'
import { bytesToRaw } from '../../../object/raw-text.js'
import type { EntryPrinter } from './entry-printer.js'

export interface ListSettings {
  readonly recursive: boolean
  /** Blobs are left out. */
  readonly treesOnly: boolean
  /** Trees that are entered are shown all the same. */
  readonly showsTrees: boolean
  complain(line: string): void
}

/** Git's default of `core.maxTreeDepth`: a tree that is said to hold itself would be listed for ever. */
const TREE_DEPTH_MAX = 2048

/** A folder whose entries are being listed. */
interface Level {
  /** `''`, or its path with a slash at the end; one unit a byte. */
  readonly base: string
  readonly entries: Iterator<TreeEntry>
}

/**
 * Prints the entries of `root` that are asked for, in the order of the tree.
 *
 * @returns False: a tree below it cannot be read; the listing ends there.
 */
export function listTree(
  repo: Repository,
  root: Tree,
  pathspec: LiteralPathspec,
  printer: EntryPrinter,
  settings: ListSettings,
): boolean {
  // A stack instead of recursion: how deep the folders lie is up to whoever made the repository.
  const levels: Level[] = [{ base: '', entries: root[Symbol.iterator]() }]
  while (levels.length > 0) {
    const { base, entries } = levels.at(-1)!
    const next = entries.next()
    if (next.done) {
      levels.pop()
      continue
    }
    const entry = next.value
    const name = bytesToRaw(entry.name)
    if (!pathspec.matches(base, name, entry.mode)) continue
    const enters = entry.type === 'tree' && (settings.recursive || pathspec.wantsInside(base, name))
    const isShown = entry.type === 'blob' ? !settings.treesOnly : !enters || settings.showsTrees
    if (isShown) printer.print(entry, base + name)
    if (!enters) continue
    if (levels.length >= TREE_DEPTH_MAX) {
      settings.complain('error: exceeded maximum allowed tree depth')
      return false
    }
    const tree = readTree(repo, entry.oid, settings)
    if (!tree) return false
    levels.push({ base: `${base}${name}/`, entries: tree[Symbol.iterator]() })
  }
  return true
}

function readTree(repo: Repository, oid: string, settings: ListSettings): Tree | undefined {
  try {
    return repo.readTree(oid)
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    settings.complain(`error: Could not read ${oid}: ${error.message}`)
    return undefined
  }
}
