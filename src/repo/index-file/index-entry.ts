/** What the index has for one path at one stage. */
export interface IndexEntry {
  /** The full path from the root of the work tree; empty in the part of a split index that replaces entries. */
  readonly path: Uint8Array
  /** 0; or, of a conflict, 1 the common ancestor's, 2 ours, 3 theirs. */
  readonly stage: number
  /** As in a tree: `0o100644`; `0o40000` is a whole folder of a sparse index, whose path ends in a slash. */
  readonly mode: number
  /** In hex. */
  readonly oid: string
}

export const MODE_SPARSE_FOLDER = 0o40000

/** The order of an index: by the bytes of the path, then by stage. */
export function compareEntries(a: IndexEntry, b: IndexEntry): number {
  return Buffer.compare(a.path, b.path) || a.stage - b.stage
}
