/**
 * The order in which git goes through a hash map of names, which some of its listings show: names by their hash (FNV-1),
 * in a table that grows fourfold when it is four fifths full, what came later first in each bucket.
 */
/* eslint no-bitwise: "off" -- hashes of 32 bits */

const SIZE_AT_FIRST = 64
const GROWTH = 4
const LOAD_MAX = 0.8
const FNV_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** @param nameOf One unit a byte. */
export function hashMapOrder<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  let table: { readonly hash: number; readonly item: T }[][] = emptyTable(SIZE_AT_FIRST)
  let count = 0
  for (const item of items) {
    const hash = hashOf(nameOf(item))
    table[bucketOf(hash, table.length)]!.unshift({ hash, item })
    if (++count <= Math.floor(table.length * LOAD_MAX)) continue
    const larger: typeof table = emptyTable(table.length * GROWTH)
    for (const bucket of table) {
      for (const entry of bucket) larger[bucketOf(entry.hash, larger.length)]!.unshift(entry)
    }
    table = larger
  }
  return table.flatMap((bucket) => bucket.map(({ item }) => item))
}

function emptyTable<T>(size: number): T[][] {
  return Array.from({ length: size }, () => [])
}

function bucketOf(hash: number, size: number): number {
  return (hash >>> 0) % size
}

function hashOf(name: string): number {
  let hash = FNV_BASIS
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash, FNV_PRIME) ^ name.charCodeAt(i)
  return hash
}
