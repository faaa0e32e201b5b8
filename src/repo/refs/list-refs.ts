/** Listing refs followed to an oid, as `git for-each-ref` does. */
import type { Ref, RefStore } from './ref-store.js'
import { followRef } from './resolve-ref.js'

/**
 * Every ref whose name begins with `prefix`, in the store's order.
 *
 * Like git, leaves out symbolic refs that lead nowhere.
 *
 * @param brokenOid What stands for the oid of a broken ref; without it those are left out too. Git's commands that go by
 *   what all refs reach take all zeros, so that they end with an error and do not take less for everything.
 */
export function* listRefs(store: RefStore, prefix: string, brokenOid?: string): Iterable<Ref> {
  for (const { name, value } of store.list(prefix)) {
    if (value.kind === 'broken' && !value.isSymbolic && brokenOid !== undefined)
      yield { name, oid: brokenOid }
    if (value.kind === 'direct') yield { name, ...withPeeled(value.oid, value.peeled) }
    if (value.kind !== 'symbolic') continue
    const { oid, peeled } = followRef(store, value.target)
    if (oid !== undefined) yield { name, ...withPeeled(oid, peeled), symbolic: value.target }
  }
}

function withPeeled(oid: string, peeled: string | undefined): { oid: string; peeled?: string } {
  return peeled === undefined ? { oid } : { oid, peeled }
}
