/** What workloads choose from: some objects, some commits, and the trees behind them; read without a map. */
import { openRepository } from './repository-subject.js'
import type { Repository } from '../../repo/repository.js'

/** Enough for any run, and a second's work on the largest repository. */
const OIDS_MAX = 100_000
const COMMITS_MAX = 5_000

export interface CommitAndTree {
  readonly oid: string
  readonly tree: string
}

export interface Named {
  readonly name: string
  readonly oid: string
  readonly isTree: boolean
}

export class RepositoryContents implements Disposable {
  /** In the order of the packs. */
  readonly oids: readonly string[]
  /** From HEAD on, newest first. */
  readonly commits: readonly CommitAndTree[]
  private readonly repository: Repository
  private readonly trees = new Map<string, readonly Named[]>()

  constructor(path: string) {
    this.repository = openRepository(path, { backend: 'read' })
    this.oids = firstOf(this.repository.odb.oids({ order: 'pack' }), OIDS_MAX)
    this.commits = [...this.repository.walk({ limit: COMMITS_MAX })].map(({ oid, tree }) => ({ oid, tree }))
  }

  /** What a tree names in this repository: no submodules, and no names that a revision cannot be written with. */
  entriesOf(tree: string): readonly Named[] {
    let entries = this.trees.get(tree)
    if (entries === undefined) {
      entries = [...this.repository.readTree(tree)].flatMap(({ nameText, oid, type }) => {
        return type === 'commit' || nameText.includes('\ufffd')
          ? []
          : [{ name: nameText, oid, isTree: type === 'tree' }]
      })
      if (this.trees.size > 1000) this.trees.clear()
      this.trees.set(tree, entries)
    }
    return entries
  }

  [Symbol.dispose](): void {
    this.repository.close()
  }
}

function firstOf<T>(items: Iterable<T>, most: number): T[] {
  const first: T[] = []
  for (const item of items) {
    first.push(item)
    if (first.length === most) break
  }
  return first
}
