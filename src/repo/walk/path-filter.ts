/** Whether two trees have the same at some paths: reads only the trees on the way there. */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeText } from '../../object/text.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { findPath } from '../revision/tree-path.js'

export class PathFilter {
  readonly #paths: readonly Uint8Array[]

  /** @param paths One with a slash at its end is a folder's, and nothing where there is a file. */
  constructor(
    paths: readonly (string | Uint8Array)[],
    private readonly objects: RepositoryObjects,
    private readonly algorithm: HashAlgorithm,
  ) {
    this.#paths = paths.map((path) => (typeof path === 'string' ? encodeText(path) : path))
  }

  /** Whether nothing at or below the paths differs between two trees; undefined stands for an empty one. */
  isSame(a: string | undefined, b: string | undefined): boolean {
    if (a === b) return true
    return this.#paths.every((path) => this.#at(a, path) === this.#at(b, path))
  }

  /** What is at a path, as text that is equal where mode and oid are. */
  #at(tree: string | undefined, path: Uint8Array): string {
    if (tree === undefined) return ''
    if (path.length === 0) return tree
    const found = findPath(tree, path, this.objects, this.algorithm)
    return found?.entry ? `${found.entry.mode} ${found.oid}` : ''
  }
}
