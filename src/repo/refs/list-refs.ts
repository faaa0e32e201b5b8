/** Listing refs followed to an oid, as `git for-each-ref` does. */
import type { Ref, RefStore } from './ref-store.js'
import { followRef } from './resolve-ref.js'

/**
 * Every ref whose name begins with `prefix`, in the store's order.
 *
 * Like git, leaves out broken refs and symbolic ones that lead nowhere.
 */
export function* listRefs(store: RefStore, prefix: string): Iterable<Ref> {
  for (const { name, value } of store.list(prefix)) {
    if (value.kind === 'direct') yield { name, ...withPeeled(value.oid, value.peeled) }
    if (value.kind !== 'symbolic') continue
    const { oid, peeled } = followRef(store, value.target)
    if (oid !== undefined) yield { name, ...withPeeled(oid, peeled), symbolic: value.target }
  }
}

function withPeeled(oid: string, peeled: string | undefined): { oid: string; peeled?: string } {
  return peeled === undefined ? { oid } : { oid, peeled }
}
