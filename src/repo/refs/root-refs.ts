/** Refs beside `refs/`: HEAD, ORIG_HEAD and their like (gitglossary(7), "pseudoref"; git-for-each-ref(1)). */
import type { Ref, RefStore } from './ref-store.js'
import { compareRefNames } from './ref-name.js'
import { followRef } from './resolve-ref.js'

/** Of these names no ref is known by its ending. */
const IRREGULAR: ReadonlySet<string> = new Set([
  'HEAD',
  'AUTO_MERGE',
  'BISECT_EXPECTED_REV',
  'NOTES_MERGE_PARTIAL',
  'NOTES_MERGE_REF',
  'MERGE_AUTOSTASH',
])
/** Hold more than a ref does. */
const SPECIAL: ReadonlySet<string> = new Set(['FETCH_HEAD', 'MERGE_HEAD'])

export function isRootRefName(name: string): boolean {
  if (!/^[A-Z_-]+$/.test(name) || SPECIAL.has(name)) return false
  return name.endsWith('_HEAD') || IRREGULAR.has(name)
}

/** Those of a worktree, sorted by name. Like git, leaves out what leads nowhere. */
export function rootRefs(store: RefStore): Ref[] {
  const names = new Set([...store.listRoots()].filter(isRootRefName))
  return [...names].sort(compareRefNames).flatMap((name) => {
    const value = store.read(name)
    const { oid, name: target } = followRef(store, name)
    if (oid === undefined) return []
    return [{ name, oid, ...(value?.kind === 'symbolic' && { symbolic: target }) }]
  })
}
