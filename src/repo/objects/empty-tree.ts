/** The tree without entries, which git knows in every repository, stored or not. */
import type { GitObject } from '../../object/git-object.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'

const OIDS = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const

/** The empty tree if `oid` names it. */
export function emptyTree(oid: string, algorithm: HashAlgorithm): GitObject | undefined {
  return oid === OIDS[algorithm.name] ? { oid, type: 'tree', size: 0, data: new Uint8Array() } : undefined
}
