/** Following refs from name to name, until an oid. */
import { isRefName } from './ref-name.js'
import type { RefStore } from './ref-store.js'

/** Git's SYMREF_MAXDEPTH: more names in a row than this, the first included, are taken for a loop. */
const SYMREF_DEPTH_MAX = 5

/** Where following a name ended. */
export interface FollowedRef {
  /** The last name: the ref that holds the oid, or that does not exist. */
  readonly name: string
  /** In hex; undefined: `name` is missing or broken, or there were too many steps. */
  readonly oid: string | undefined
  /** What the tag `oid` comes to, where the store has it written down. */
  readonly peeled: string | undefined
  /** Whether at least one ref on the way was symbolic. */
  readonly symbolic: boolean
  /** Whether it ended at something that is no ref's value. */
  readonly broken: boolean
}

/** Follows `name`; names that are not well-formed are never looked up, and end the way as broken. */
export function followRef(store: RefStore, name: string): FollowedRef {
  let current = name
  for (let depth = 0; depth < SYMREF_DEPTH_MAX; depth++) {
    const symbolic = depth > 0
    if (!isRefName(current)) return { ...nowhere(current, symbolic), broken: true }
    const value = store.read(current)
    if (value === undefined) return nowhere(current, symbolic)
    if (value.kind === 'broken')
      return { ...nowhere(current, symbolic || value.isSymbolic === true), broken: true }
    if (value.kind === 'direct') {
      return { name: current, oid: value.oid, peeled: value.peeled, symbolic, broken: false }
    }
    current = value.target
  }
  return { ...nowhere(current, true), broken: true }
}

function nowhere(name: string, symbolic: boolean): FollowedRef {
  return { name, oid: undefined, peeled: undefined, symbolic, broken: false }
}
