/**
 * What a tree has that another one has not: of the hundreds of entries of a tree a commit changes one or two.
 *
 * The result is a tree of the entries that are new, as they are. An entry is new unless the other tree has one of the
 * same bytes at the place where its name stands in the order. Names are compared by their bytes alone; where that is not
 * the order of the trees, as with folders, or where a tree has none, some entries count as new that are not.
 *
 * A malformed entry, and all behind it, count as new, so that whoever reads the result meets it; one in the other tree
 * ends that.
 */
import { wasm, type WasmMemory, type WasmModule } from '../base/webassembly.js'
import { TREE_DIFFERENCE_MODULE } from './tree-difference-module.js'

const SPACE = 0x20
const ZERO = 0x30

/**
 * Copies the new entries of the tree at `at…end` of a memory to `to`, which has room for all of it; the other tree is at
 * `seen…seenEnd`. Behind each range there must be 32 bytes more.
 *
 * @returns Where the copies end.
 */
export type TreeDifference = (
  at: number,
  end: number,
  seen: number,
  seenEnd: number,
  oidSize: number,
  to: number,
) => number

let compiled: WasmModule | undefined

/**
 * The difference of trees in one memory: in WebAssembly where that works, else in TypeScript.
 *
 * @param memory What `bytes` is a view of; undefined: it is no WebAssembly memory.
 */
export function createTreeDifference(bytes: Uint8Array, memory: WasmMemory | undefined): TreeDifference {
  if (wasm && memory) {
    try {
      compiled ??= new wasm.Module(Buffer.from(TREE_DIFFERENCE_MODULE, 'base64'))
      return new wasm.Instance(compiled, { env: { memory } }).exports['newEntries'] as TreeDifference
    } catch {
      // Without the instructions that it is compiled to: then the other does.
    }
  }
  return (...ranges) => newEntries(bytes, ...ranges)
}

/** As {@link TreeDifference}, in TypeScript. */
export function newEntries(
  bytes: Uint8Array,
  at: number,
  end: number,
  seen: number,
  seenEnd: number,
  oidSize: number,
  to: number,
): number {
  while (at < end) {
    const next = entryEnd(bytes, at, end, oidSize)
    if (next === 0) break
    const size = next - at
    if (size <= seenEnd - seen && isSame(bytes, at, seen, size)) {
      at = next
      seen += size
      continue
    }
    const name = nameAt(bytes, at, end)
    if (name === 0) break
    if (seen < seenEnd) {
      const seenNext = entryEnd(bytes, seen, seenEnd, oidSize)
      const seenName = seenNext === 0 ? 0 : nameAt(bytes, seen, seenEnd)
      if (seenName === 0) {
        seen = seenEnd
      } else {
        const order = compareNames(bytes, name, seenName)
        if (order >= 0) seen = seenNext
        if (order > 0) continue
      }
    }
    bytes.copyWithin(to, at, next)
    to += size
    at = next
  }
  bytes.copyWithin(to, at, end)
  return to + (end - at)
}

/** Where the entry at `at` ends; 0: it is cut short. */
function entryEnd(bytes: Uint8Array, at: number, end: number, oidSize: number): number {
  let i = at
  while (i < end && bytes[i] !== 0) i++
  const next = i + 1 + oidSize
  return next <= end ? next : 0
}

function isSame(bytes: Uint8Array, a: number, b: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (bytes[a + i] !== bytes[b + i]) return false
  return true
}

/** Where the name of the entry at `at` begins; 0: the mode is not octal. */
function nameAt(bytes: Uint8Array, at: number, end: number): number {
  let i = at
  while (i < end && bytes[i]! >= ZERO && bytes[i]! <= ZERO + 7) i++
  return i > at && i < end && bytes[i] === SPACE ? i + 1 : 0
}

/** Compares two names, each of which ends with a zero. */
function compareNames(bytes: Uint8Array, a: number, b: number): number {
  for (;;) {
    const difference = bytes[a]! - bytes[b]!
    if (difference !== 0 || bytes[a] === 0) return difference
    a++
    b++
  }
}
