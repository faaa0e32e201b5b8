/**
 * Whether two trees have the same at the paths that a walk is limited to.
 *
 * Literal paths, which most are, are looked up in both trees, stopping where the trees are the same: in most commits
 * at the first folder. Wildcards and magic take a comparison of the trees, which ends at the first difference.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { findEntry, type TreeEntry } from '../../object/tree.js'
import { diffTrees } from '../diff/tree-diff.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import type { Pathspec } from '../pathspec/pathspec.js'

export class PathComparison {
  /**
   * Paths without a slash at their ends such that what does not touch them touches nothing that counts; undefined:
   * there are none. For changed-path filters.
   */
  readonly filterPaths: readonly Uint8Array[] | undefined
  /** Whether any difference counts. */
  readonly isEverything: boolean
  /** The names on the way to each path; an empty one at the end asks for a folder. */
  readonly #parts: readonly (readonly Uint8Array[])[] | undefined

  constructor(
    private readonly pathspec: Pathspec,
    private readonly objects: RepositoryObjects,
    private readonly algorithm: HashAlgorithm,
  ) {
    this.isEverything = pathspec.isEverything
    const literal = this.isEverything ? undefined : pathspec.literalPaths
    this.#parts = literal?.map((path) => path.split('/').map((part) => Buffer.from(part, 'latin1')))
    this.filterPaths = filterPathsOf(pathspec)
  }

  /** Whether nothing that counts differs between two trees; undefined stands for an empty one. */
  isSame(a: string | undefined, b: string | undefined): boolean {
    if (a === b) return true
    if (this.#parts) return this.#parts.every((parts) => this.#isSameAt(a, b, parts))
    const options = { recursive: true, pathspec: this.pathspec }
    return [...firstOf(diffTrees(a, b, this.objects, this.algorithm, options))].length === 0
  }

  #isSameAt(a: string | undefined, b: string | undefined, parts: readonly Uint8Array[]): boolean {
    let [left, right] = [a, b]
    for (const [depth, name] of parts.entries()) {
      if (left === right) return true
      if (name.length === 0 && depth === parts.length - 1) break
      const [entryA, entryB] = [this.#entryOf(left, name), this.#entryOf(right, name)]
      if (depth === parts.length - 1) {
        if (entryA?.type !== 'tree' && entryB?.type !== 'tree') {
          return entryA?.oid === entryB?.oid && entryA?.mode === entryB?.mode
        }
        if ((entryA && entryA.type !== 'tree') || (entryB && entryB.type !== 'tree')) return false
      }
      left = entryA?.type === 'tree' ? entryA.oid : undefined
      right = entryB?.type === 'tree' ? entryB.oid : undefined
    }
    if (left === right) return true
    // A folder that holds nothing is as good as none.
    if (left === undefined || right === undefined) return this.#isEmpty((left ?? right)!)
    return false
  }

  /** Whether there is no file in it, nor in the folders that it may have. */
  #isEmpty(tree: string): boolean {
    const files = diffTrees(undefined, tree, this.objects, this.algorithm, { recursive: true })
    return [...firstOf(files)].length === 0
  }

  #entryOf(tree: string | undefined, name: Uint8Array): TreeEntry | undefined {
    return tree === undefined ? undefined : findEntry(tree, this.#read(tree), name, this.algorithm)
  }

  #read(tree: string): Uint8Array {
    const data = this.objects.tryReadTree(tree)
    if (!data) throw this.objects.notFound(tree)
    return data
  }
}

/** Each path, or the folders before its first wildcard; magic that leaves out or ignores case cannot be filtered. */
function filterPathsOf({ items }: Pathspec): readonly Uint8Array[] | undefined {
  if (items.length === 0) return undefined
  const paths: Uint8Array[] = []
  for (const { match, plainLength, isExclude, ignoreCase } of items) {
    if (isExclude || ignoreCase) return undefined
    const plain =
      plainLength < match.length ? match.slice(0, match.lastIndexOf('/', plainLength - 1) + 1) : match
    const path = plain.endsWith('/') ? plain.slice(0, -1) : plain
    if (path === '') return undefined
    paths.push(Buffer.from(path, 'latin1'))
  }
  return paths
}

function* firstOf<T>(values: Iterable<T>): Iterable<T> {
  for (const value of values) {
    yield value
    return
  }
}
