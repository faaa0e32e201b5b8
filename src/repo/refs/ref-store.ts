/** What every way of storing refs can answer. */

/** A ref's own value: an oid in hex, the name of another ref, or something that is neither. */
export type RefValue =
  | { readonly kind: 'direct'; readonly oid: string; readonly peeled?: string }
  | { readonly kind: 'symbolic'; readonly target: string }
  | { readonly kind: 'broken'; /** To what can be no ref. */ readonly isSymbolic?: boolean }

/** A ref by its full name, with its own value. */
export interface StoredRef {
  readonly name: string
  readonly value: RefValue
}

/** A ref as the repository lists it: followed to an oid. */
export interface Ref {
  /** Full, such as `refs/heads/main`; bytes that are not UTF-8 are escaped: `encodeName(name)` gives them back. */
  readonly name: string
  /** What it points at in the end, in hex. */
  readonly oid: string
  /** What the tag `oid` comes to, where the store has it written down. */
  readonly peeled?: string
  /** The ref that it is another name of. */
  readonly symbolic?: string
}

/** One line of a reflog: a value that a ref had, and how it came to it. */
export interface ReflogEntry {
  /** What the ref was before, in hex; all zeros where it was not. */
  readonly oldOid: string
  /** What it became, in hex; all zeros where it ceased to be. */
  readonly newOid: string
  /** Who did it and when: an ident line. */
  readonly committer: Uint8Array
  /** Without the newline at its end. */
  readonly message: Uint8Array
}

/** Refs by name, wherever they are kept. A store is asked only for names that {@link isRefName} accepts. */
export interface RefStore {
  /** The value of the ref called exactly `name`, not followed; undefined if there is none. */
  read(name: string): RefValue | undefined
  /**
   * Every ref whose name begins with `prefix`, sorted by the bytes of the names; values are not followed. They are below
   * `refs/`, but for what packed-refs has elsewhere, which git lists too.
   */
  list(prefix: string): Iterable<StoredRef>
  /** Names beside `refs/` that may be refs of this worktree, such as `HEAD`; others may be among them. */
  listRoots(): Iterable<string>
  /** The reflog of `name`, newest entry first; empty if there is none. */
  reflog(name: string): Iterable<ReflogEntry>
  /** Whether `name` has a reflog, be it empty. */
  hasReflog(name: string): boolean
  /** The names of all refs that have a reflog, in the order in which git lists them for this kind of store. */
  listReflogs(): Iterable<string>
}
