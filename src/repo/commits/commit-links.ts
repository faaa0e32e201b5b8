/**
 * What a walk needs of a commit: its tree, its parents and its date.
 *
 * Parents are those that git walks to: a graft replaces them, and a shallow commit has none, whatever the commit
 * itself says.
 */
import { join } from 'node:path'
import { parseCommit } from '../../object/commit.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { readSmallFile } from '../read-small-file.js'

export interface CommitLinks {
  /** In hex. */
  readonly tree: string
  readonly parents: readonly string[]
  /** The committer's date: seconds since 1970. */
  readonly date: number
}

/** Links of commits by oid; each call reads, and nothing is kept. */
export class CommitSource {
  #grafts: ReadonlyMap<string, readonly string[]> | undefined

  constructor(
    private readonly objects: RepositoryObjects,
    private readonly commonDir: string,
    private readonly algorithm: HashAlgorithm,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * @returns Undefined if the object is missing or no commit.
   * @throws {CorruptObjectError} It has no tree, or a parent that is no oid.
   */
  tryRead(oid: string): CommitLinks | undefined {
    const object = this.objects.tryRead(oid)
    if (object?.type !== 'commit') return undefined
    const commit = parseCommit(oid, object.data, this.algorithm)
    return {
      tree: commit.tree,
      parents: this.grafts.get(oid) ?? commit.parents,
      date: commit.commitDate,
    }
  }

  /** The parents that take the place of a commit's own, by its oid. */
  get grafts(): ReadonlyMap<string, readonly string[]> {
    return (this.#grafts ??= this.#readGrafts())
  }

  #readGrafts(): ReadonlyMap<string, readonly string[]> {
    const grafts = new Map<string, readonly string[]>()
    const graftFile = this.env['GIT_GRAFT_FILE'] ?? join(this.commonDir, 'info', 'grafts')
    for (const [commit, ...parents] of this.#oidLines(graftFile)) if (commit) grafts.set(commit, parents)
    const shallowFile = this.env['GIT_SHALLOW_FILE'] ?? join(this.commonDir, 'shallow')
    for (const [commit] of this.#oidLines(shallowFile)) if (commit) grafts.set(commit, [])
    return grafts
  }

  /** The lines of a file that are oids apart by spaces; others, comments among them, are passed over. */
  #oidLines(path: string): string[][] {
    const text = readSmallFile(path)?.toString('latin1') ?? ''
    const oid = new RegExp(`^[0-9a-f]{${this.algorithm.hexSize}}$`, 'i')
    return text
      .split('\n')
      .map((line) => line.trim().toLowerCase().split(/\s+/))
      .filter((words) => words.every((word) => oid.test(word)))
  }
}
