/**
 * The commit-graph of a repository: one file, or a chain of layers of which each builds upon those below it.
 *
 * A graph says nothing that the commits do not say, so one that is damaged is left aside and nothing is lost but time.
 */
import { join } from 'node:path'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { toRawOid } from '../../object/oid.js'
import { readSmallFile } from '../read-small-file.js'
import type { BloomKeys } from './bloom-filter.js'
import { CorruptGraphError } from './errors.js'
import { GraphFile } from './graph-file.js'

const FILE_SIZE_MAX = 2 ** 31 - 1

/** What a graph knows of a commit. */
export interface GraphCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly date: number
  /**
   * A commit reaches none of its own number or a higher one: a corrected date where all layers have those, else one
   * more than the greatest of its parents'. Undefined: not computed.
   */
  readonly generation?: number
}

interface Layer {
  readonly file: GraphFile
  /** The position of its first commit, counted through all layers. */
  readonly first: number
}

export class CommitGraph {
  readonly #layers: readonly Layer[]
  readonly #keys = new WeakMap<Uint8Array, Map<GraphFile, BloomKeys>>()
  readonly commitCount: number
  /** Whether generation numbers are corrected dates. */
  readonly #isCorrected: boolean

  /** @param files Lowest layer first. */
  constructor(
    files: readonly GraphFile[],
    private readonly algorithm: HashAlgorithm,
  ) {
    let first = 0
    this.#layers = files.map((file) => {
      const layer = { file, first }
      first += file.commitCount
      return layer
    })
    this.commitCount = first
    this.#isCorrected = files.every((file) => file.hasCorrectedDates)
  }

  /** Whether the graph was written with generation numbers; very old ones were not. */
  get hasGenerations(): boolean {
    const { file } = this.#layers.at(-1)!
    return file.commitCount > 0 && file.rowAt(0).generation !== 0
  }

  /**
   * Looks up a commit.
   *
   * @returns Undefined: the graph does not have it; it may exist all the same.
   * @throws {CorruptGraphError} A parent's position is beyond the last commit.
   */
  find(oid: string): GraphCommit | undefined {
    const raw = toRawOid(oid, this.algorithm)
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const { file } = this.#layers[i]!
      const position = file.find(raw)
      if (position === -1) continue
      const { tree, parents, date, generation } = file.rowAt(position)
      const links = { tree, parents: parents.map((parent) => this.#oidAt(parent, file)), date }
      if (generation === 0) return links
      return { ...links, generation: this.#isCorrected ? file.correctedDateAt(position, date) : generation }
    }
    return undefined
  }

  /**
   * Whether a commit may have changed one of the paths against its first parent. False is certain; true is not, and
   * is also the answer where the graph knows nothing.
   */
  mayHaveChanged(oid: string, paths: readonly Uint8Array[]): boolean {
    const raw = toRawOid(oid, this.algorithm)
    for (const { file } of this.#layers) {
      const position = file.changedPaths ? file.find(raw) : -1
      if (position === -1) continue
      return paths.some((path) => file.changedPaths!.mayHaveChanged(position, this.#keysOf(file, path)))
    }
    return true
  }

  /** Hashed once for each path and file: a walk asks for the same paths over and over. */
  #keysOf(file: GraphFile, path: Uint8Array): BloomKeys {
    const known = this.#keys.get(path)?.get(file)
    if (known) return known
    const keys = file.changedPaths!.keysOf(path)
    const byFile = this.#keys.get(path) ?? new Map<GraphFile, BloomKeys>()
    this.#keys.set(path, byFile.set(file, keys))
    return keys
  }

  #oidAt(position: number, from: GraphFile): string {
    for (const { file, first } of this.#layers) {
      if (position < first + file.commitCount) return file.oidAt(position - first)
    }
    throw new CorruptGraphError(from.path, 0, `parent ${position} of ${this.commitCount} does not exist`)
  }
}

/**
 * Opens the commit-graph of a repository: of the first of its objects directories that has one, `info/commit-graph`,
 * else the chain in `info/commit-graphs/`. Layers of a chain may lie in any of the directories.
 *
 * @param directories The repository's own first, then those that it borrows from.
 * @returns Undefined: there is none.
 * @throws {CorruptGraphError} A file is malformed, missing from the chain, or does not fit into it.
 */
export function openCommitGraph(
  directories: readonly string[],
  algorithm: HashAlgorithm,
): CommitGraph | undefined {
  for (const directory of directories) {
    const single = openFile(join(directory, 'info', 'commit-graph'), algorithm)
    if (single) return new CommitGraph([single], algorithm)
    const chainPath = join(directory, 'info', 'commit-graphs', 'commit-graph-chain')
    const chain = readSmallFile(chainPath)?.toString('latin1')
    const names = chain?.split('\n').filter((line) => line !== '') ?? []
    const files = names.map((name, i) =>
      openLayer(directories, names.slice(0, i), name, algorithm, chainPath),
    )
    if (files.length > 0) return new CommitGraph(files, algorithm)
  }
  return undefined
}

function openLayer(
  directories: readonly string[],
  below: readonly string[],
  name: string,
  algorithm: HashAlgorithm,
  chainPath: string,
): GraphFile {
  const isName = name.length === algorithm.hexSize && /^[0-9a-f]+$/.test(name)
  const file = isName ? openFirst(directories, `graph-${name}.graph`, algorithm) : undefined
  if (!file) throw new CorruptGraphError(chainPath, 0, `there is no layer '${name}'`)
  if (file.bases().join() !== below.join()) {
    throw new CorruptGraphError(file.path, 7, 'the layer builds upon others than those below it')
  }
  return file
}

function openFirst(
  directories: readonly string[],
  name: string,
  algorithm: HashAlgorithm,
): GraphFile | undefined {
  for (const directory of directories) {
    const file = openFile(join(directory, 'info', 'commit-graphs', name), algorithm)
    if (file) return file
  }
  return undefined
}

function openFile(path: string, algorithm: HashAlgorithm): GraphFile | undefined {
  const bytes = readSmallFile(path, FILE_SIZE_MAX)
  return bytes && new GraphFile(path, bytes, algorithm)
}
