/** One entry of a tree as `ls-tree` and `cat-file -p` print it. */
import type { TreeEntry } from '../../object/tree.js'

/** The mode in git's six octal digits. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(6, '0')
}

/** `100644 blob <oid> TAB <path>`, without the line's end; `path` is as it shall appear. */
export function treeLine(entry: TreeEntry, path: string): string {
  return `${formatMode(entry.mode)} ${entry.type} ${entry.oid}\t${path}`
}
