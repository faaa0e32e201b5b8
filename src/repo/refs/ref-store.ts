/** What every way of storing refs can answer. */

/** A ref's own value: an oid, or the name of another ref. */
export type RefValue =
  | { readonly kind: 'direct'; readonly oid: string; readonly peeled?: string }
  | { readonly kind: 'symbolic'; readonly target: string }

/** A ref as {@link Repository.refs} lists it. */
export interface Ref {
  /** Full, such as `refs/heads/main`. */
  readonly name: string
  /** What it points at in the end, in hex. */
  readonly oid: string
  /** What the tag `oid` comes to, where the store has it written down; {@link Repository.peel} finds it always. */
  readonly peeled?: string
  /** The ref that it is another name of. */
  readonly symbolic?: string
}

/** One line of a reflog: a value that a ref had, and how it came to it. */
export interface ReflogEntry {
  /** What the ref was before, in hex; all zeros where it was not. */
  readonly oldOid: string
  /** What it became. */
  readonly newOid: string
  /** Who did it and when: an ident line. */
  readonly committer: Uint8Array
  readonly message: Uint8Array
}

/** Refs by name, wherever they are kept. Every name is checked before it reaches a store. */
export interface RefStore {
  /** The value of the ref called exactly `name`, not followed; undefined if there is none. */
  read(name: string): RefValue | undefined
  /** Every ref below `prefix` (`refs/` for all), sorted by the bytes of the names. Values are not followed. */
  list(prefix: string): Iterable<{ name: string; value: RefValue }>
  /** The reflog of `name`, newest entry first; empty if there is none. */
  reflog(name: string): Iterable<ReflogEntry>
  /** Whether `name` has a reflog, be it empty. */
  hasReflog(name: string): boolean
  close(): void
}
