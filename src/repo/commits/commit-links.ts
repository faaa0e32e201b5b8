/**
 * What a walk needs of a commit: its tree, its parents and its date.
 *
 * Parents are those that git walks to: a graft replaces them, and a shallow commit has none, whatever the commit
 * itself says. They come from the commit-graph where there is one, and only where nothing is replaced, grafted or
 * shallow, because a graph knows nothing of that.
 */
import { join } from 'node:path'
import { parseCommit, roundedOffDateIn } from '../../object/commit.js'
import { InvalidOidError } from '../../object/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { decodeHex, encodeHex } from '../../object/oid.js'
import type { RawLinks } from '../../object/raw-links.js'
import { type CommitGraph, openCommitGraph } from '../commit-graph/commit-graph.js'
import { CorruptGraphError } from '../commit-graph/errors.js'
import type { ObjectNotFoundError } from '../../odb/errors.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import type { RepositoryViews } from '../objects/repository-views.js'
import { readSmallFile } from '../read-small-file.js'

export interface CommitLinks {
  /** In hex. */
  readonly tree: string
  readonly parents: readonly string[]
  /** The committer's date: seconds since 1970. */
  readonly date: number
  /** What it is more than `date`, or less: beyond 2^53 not every second is a number. */
  readonly dateRest?: number
  /** A commit reaches none of its own number or a higher one; undefined: the commit-graph does not say. */
  readonly generation?: number
}

export interface CommitSourceOptions {
  readonly objects: RepositoryObjects
  readonly commonDir: string
  readonly algorithm: HashAlgorithm
  /** Where `GIT_GRAFT_FILE` and `GIT_SHALLOW_FILE` are looked up. */
  readonly env: NodeJS.ProcessEnv
  /** Whether the commit-graph may be used: `core.commitGraph`. */
  readonly useGraph: boolean
  readonly onWarning: ((message: string) => void) | undefined
}

/** Links of commits by oid; each call reads, and nothing is kept. */
export class CommitSource {
  readonly #raw: Uint8Array
  #views: RepositoryViews | undefined
  #grafts: ReadonlyMap<string, readonly string[]> | undefined
  /** Null: there is none, or none that may be used. */
  #graph: CommitGraph | null | undefined

  constructor(private readonly options: CommitSourceOptions) {
    this.#raw = new Uint8Array(options.algorithm.size)
  }

  /**
   * @returns Undefined if the object is missing or no commit.
   * @throws {CorruptObjectError} It has no tree, or a parent that is no oid.
   */
  tryRead(oid: string): CommitLinks | undefined {
    const inGraph = this.#inGraph((graph) => graph.find(oid))
    if (inGraph) return inGraph
    const { algorithm, objects } = this.options
    if (!decodeHex(oid, this.#raw, algorithm.size)) throw new InvalidOidError(oid)
    const views = (this.#views ??= objects.views())
    if (views.read(this.#raw, 'commit') !== 'commit') {
      views.shown.release()
      return undefined
    }
    const { bytes, at, end } = views.shown
    views.shown.release()
    const content = bytes.subarray(at, end)
    const commit = parseCommit(oid, content, algorithm)
    const dateRest = roundedOffDateIn(content, commit.commitDate)
    return {
      tree: commit.tree,
      parents: this.grafts.get(oid) ?? commit.parents,
      date: commit.commitDate,
      ...(dateRest !== 0 && { dateRest }),
    }
  }

  /**
   * As {@link CommitSource.tryRead}, without making a string where the commit itself is all that counts. Claims on windows
   * last until {@link CommitSource.release}.
   *
   * @param oid Raw bytes.
   * @param links Gets what is found.
   * @returns False: the object is missing or no commit.
   */
  tryReadRaw(oid: Uint8Array, links: RawLinks): boolean {
    if (this.#isPlain) {
      const views = (this.#views ??= this.options.objects.views())
      if (views.read(oid, 'commit') !== 'commit') return false
      const { bytes, at, end } = views.shown
      links.parse(bytes, at, end, () => encodeHex(oid))
      return true
    }
    const found = this.tryRead(encodeHex(oid))
    if (found) links.set(found.tree, found.parents, found.date, found.dateRest)
    return found !== undefined
  }

  /** To be thrown where a commit is missing. */
  notFound(oid: string): ObjectNotFoundError {
    return this.options.objects.notFound(oid)
  }

  /** Gives back claims on windows. */
  release(): void {
    this.#views?.shown.release()
  }

  /** Whether commits say themselves what their links are. A graph that is there is faster, but seldom. */
  get #isPlain(): boolean {
    return this.#inGraph(() => true) === undefined && this.grafts.size === 0
  }

  /**
   * Whether a commit may differ from its first parent at one of the paths, as far as the commit-graph's Bloom filters
   * know. False is certain.
   *
   * @param paths Without a slash at their ends. Give the same arrays each time: their hashes are kept with them.
   */
  mayHaveChanged(oid: string, paths: readonly Uint8Array[]): boolean {
    return this.#inGraph((graph) => graph.mayHaveChanged(oid, paths)) ?? true
  }

  /** Whether there is a commit-graph that may be used and that says generation numbers. */
  get hasGenerations(): boolean {
    return this.#inGraph((graph) => graph.hasGenerations) ?? false
  }

  /** The parents that take the place of a commit's own, by its oid. */
  get grafts(): ReadonlyMap<string, readonly string[]> {
    return (this.#grafts ??= this.#readGrafts())
  }

  /** Asks the graph, if there is one that may be used; one that turns out to be damaged is not asked again. */
  #inGraph<T>(ask: (graph: CommitGraph) => T): T | undefined {
    try {
      if (this.#graph === undefined) this.#graph = this.#openGraph() ?? null
      return this.#graph === null ? undefined : ask(this.#graph)
    } catch (error) {
      if (!(error instanceof CorruptGraphError)) throw error
      this.#graph = null
      this.options.onWarning?.(`ignoring the commit-graph: ${error.message}`)
      return undefined
    }
  }

  #openGraph(): CommitGraph | undefined {
    const { useGraph, objects, algorithm } = this.options
    // A graph knows the commits as they are, and nothing of what stands in their place.
    if (!useGraph || objects.hasReplacements || this.grafts.size > 0) return undefined
    return openCommitGraph(objects.directories, algorithm)
  }

  #readGrafts(): ReadonlyMap<string, readonly string[]> {
    const { env, commonDir } = this.options
    const grafts = new Map<string, readonly string[]>()
    const graftFile = env['GIT_GRAFT_FILE'] ?? join(commonDir, 'info', 'grafts')
    for (const [commit, ...parents] of this.#oidLines(graftFile)) {
      // The first line about a commit holds; git complains of the others.
      if (commit && !grafts.has(commit)) grafts.set(commit, parents)
    }
    const shallowFile = env['GIT_SHALLOW_FILE'] ?? join(commonDir, 'shallow')
    for (const [commit] of this.#oidLines(shallowFile)) if (commit) grafts.set(commit, [])
    return grafts
  }

  /** The lines of a file that are oids, one space between them; others, comments among them, are passed over. */
  #oidLines(path: string): string[][] {
    const text = readSmallFile(path)?.toString('latin1') ?? ''
    const oid = new RegExp(`^[0-9a-f]{${this.options.algorithm.hexSize}}$`, 'i')
    return text
      .split('\n')
      .map((line) =>
        line
          .trimEnd()
          .toLowerCase()
          .split(/[ \t\r]/),
      )
      .filter((words) => words.every((word) => oid.test(word)))
  }
}
