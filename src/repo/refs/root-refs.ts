/** Refs beside `refs/`: HEAD, ORIG_HEAD and their like (gitglossary(7), "pseudoref"; git-for-each-ref(1)). */
import { readdirSync } from 'node:fs'
import { isAbsent } from '../read-small-file.js'
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
export function rootRefs(gitDir: string, store: RefStore): Ref[] {
  const names = new Set([...storedNames(store), ...filesIn(gitDir)].filter(isRootRefName))
  return [...names].sort(compareRefNames).flatMap((name) => {
    const value = store.read(name)
    const { oid, name: target } = followRef(store, name)
    if (oid === undefined) return []
    return [{ name, oid, ...(value?.kind === 'symbolic' && { symbolic: target }) }]
  })
}

/** Where refs are not files, the store has their names, in front of all that are below `refs/`. */
function storedNames(store: RefStore): string[] {
  const names = []
  for (const { name } of store.list('')) {
    if (compareRefNames(name, 'refs/') >= 0) break
    names.push(name)
  }
  return names
}

function filesIn(gitDir: string): string[] {
  try {
    return readdirSync(gitDir)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}
