/**
 * Whether two trees have the same at some paths.
 *
 * Goes down both trees together and stops where they are the same, which in most commits is at the first folder.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeText } from '../../object/text.js'
import { findEntry, type TreeEntry } from '../../object/tree.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'

const SLASH = 0x2f

export class PathFilter {
  /** Without slashes at their ends. */
  readonly paths: readonly Uint8Array[]
  readonly #parts: readonly (readonly Uint8Array[])[]

  /** @param paths One with a slash at its end is a folder's, and nothing where there is a file. */
  constructor(
    paths: readonly (string | Uint8Array)[],
    private readonly objects: RepositoryObjects,
    private readonly algorithm: HashAlgorithm,
  ) {
    const bytes = paths.map((path) => (typeof path === 'string' ? encodeText(path) : path))
    this.paths = bytes.map((path) => (path.at(-1) === SLASH ? path.subarray(0, -1) : path))
    this.#parts = bytes.map(splitPath)
  }

  /** Whether nothing at or below the paths differs between two trees; undefined stands for an empty one. */
  isSame(a: string | undefined, b: string | undefined): boolean {
    return a === b || this.#parts.every((parts) => this.#isSameAt(a, b, parts))
  }

  /** @param parts The names on the way; an empty one at the end asks for a folder. */
  #isSameAt(a: string | undefined, b: string | undefined, parts: readonly Uint8Array[]): boolean {
    let [left, right] = [a, b]
    for (const [depth, name] of parts.entries()) {
      if (left === right) return true
      if (name.length === 0 && depth === parts.length - 1) break
      const [entryA, entryB] = [this.#entryOf(left, name), this.#entryOf(right, name)]
      if (depth === parts.length - 1) return entryA?.oid === entryB?.oid && entryA?.mode === entryB?.mode
      left = entryA?.type === 'tree' ? entryA.oid : undefined
      right = entryB?.type === 'tree' ? entryB.oid : undefined
    }
    return left === right
  }

  #entryOf(tree: string | undefined, name: Uint8Array): TreeEntry | undefined {
    if (tree === undefined) return undefined
    const data = this.objects.tryReadTree(tree)
    if (!data) throw new ObjectNotFoundError(tree)
    return findEntry(tree, data, name, this.algorithm)
  }
}

function splitPath(path: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  let at = 0
  for (let slash = path.indexOf(SLASH); slash !== -1; slash = path.indexOf(SLASH, at)) {
    parts.push(path.subarray(at, slash))
    at = slash + 1
  }
  return [...parts, path.subarray(at)]
}
