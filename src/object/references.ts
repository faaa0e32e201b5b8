/**
 * The oids that an object names: what git follows from one object to the next.
 *
 * Formats: a tree's entries (submodules are left out: they are objects of other repositories), the header lines
 * `tree` and `parent` of a commit, `object` of a tag.
 */
import type { HashAlgorithm } from './hash-algorithm.js'
import type { ObjectType } from './object-type.js'
import { decodeHex } from './oid.js'
import { Tree } from './tree.js'

const NEWLINE = 0x0a
const TREE = Buffer.from('tree ')
const PARENT = Buffer.from('parent ')
const OBJECT = Buffer.from('object ')

/**
 * Calls `visit` with the raw oid of each object that this one names, which is valid until it returns.
 *
 * @param data The content. Lines and entries that break the format name nothing.
 * @throws {CorruptObjectError} A tree is cut short.
 */
export function visitReferences(
  type: ObjectType,
  data: Uint8Array,
  algorithm: HashAlgorithm,
  visit: (oid: Uint8Array) => void,
): void {
  if (type === 'tree') {
    for (const entry of new Tree('', data, algorithm)) if (entry.type !== 'commit') visit(entry.oidBytes)
  } else if (type !== 'blob') {
    visitHeader(data, type === 'commit' ? [TREE, PARENT] : [OBJECT], algorithm, visit)
  }
}

/** The lines that name objects come first, without others in between. */
function visitHeader(
  data: Uint8Array,
  keys: readonly Buffer[],
  algorithm: HashAlgorithm,
  visit: (oid: Uint8Array) => void,
): void {
  const raw = new Uint8Array(algorithm.size)
  for (let at = 0; ;) {
    const key = keys.find((bytes) => bytes.every((byte, i) => data[at + i] === byte))
    if (!key) return
    const oidAt = at + key.length
    const hex = Buffer.from(data.subarray(oidAt, oidAt + algorithm.hexSize)).toString('latin1')
    at = oidAt + algorithm.hexSize + 1
    if (data[at - 1] !== NEWLINE || !decodeHex(hex, raw, algorithm.size)) return
    visit(raw)
  }
}
