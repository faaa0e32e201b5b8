/** Workloads on a repository: what programs do with one. */
import type { Operation } from '../operation.js'
import type { Random } from '../random.js'
import type { Source } from '../workloads/workload.js'
import type { CommitAndTree, RepositoryContents } from './contents.js'

export interface RepositoryWorkload {
  readonly name: string
  readonly summary: string
  source(random: Random, contents: RepositoryContents): Source
}

/** Blobs of a commit that a program like GitPython's users' looks at. */
const BLOBS_A_COMMIT = 4

const objects: RepositoryWorkload = {
  name: 'objects',
  summary: 'Random objects of a repository, some only by their headers',
  source: (random, { oids }) => {
    return () => ({ kind: random.onceIn(4) ? 'header' : 'object', oid: random.pick(oids) })
  },
}

const paths: RepositoryWorkload = {
  name: 'paths',
  summary: 'Random paths of random commits, tree by tree',
  source: (random, contents) => {
    return () => {
      const commit = random.pick(contents.commits)
      const names: string[] = []
      for (let tree = commit.tree; ;) {
        const entries = contents.entriesOf(tree)
        const entry = entries[random.below(entries.length)]
        if (entry === undefined) return { kind: 'object', oid: tree }
        names.push(entry.name)
        if (!entry.isTree) return { kind: 'path', commit: commit.oid, path: names.join('/'), oid: entry.oid }
        tree = entry.oid
      }
    }
  },
}

const scan: RepositoryWorkload = {
  name: 'scan',
  summary: 'Every object of a repository, in the order of its packs',
  source: (random, { oids }) => {
    let next = random.below(oids.length)
    return () => ({ kind: 'object', oid: oids[next++ % oids.length]! })
  },
}

const history: RepositoryWorkload = {
  name: 'history',
  summary: 'Commits and their trees, back through history',
  source: (random, { commits }) => {
    return commitByCommit(random, commits, ({ oid, tree }) => [
      { kind: 'object', oid },
      { kind: 'object', oid: tree },
    ])
  },
}

/** GitPython asks gitdb for the header of an object before its content, and keeps neither. */
const gitdb: RepositoryWorkload = {
  name: 'gitdb',
  summary: 'As GitPython uses gitdb: header, then content; commit, tree, some blobs',
  source: (random, contents) => {
    return commitByCommit(random, contents.commits, ({ oid, tree }) => {
      const blobs: string[] = []
      for (let i = 0; i < BLOBS_A_COMMIT; i++) {
        const entry = random.pick(contents.entriesOf(tree))
        blobs.push(entry.oid)
      }
      return [oid, tree, ...blobs].flatMap((each): Operation[] => [
        { kind: 'header', oid: each },
        { kind: 'object', oid: each },
      ])
    })
  },
}

export const REPOSITORY_WORKLOADS: readonly RepositoryWorkload[] = [objects, paths, scan, history, gitdb]

export function repositoryWorkloadNamed(name: string): RepositoryWorkload | undefined {
  return REPOSITORY_WORKLOADS.find((workload) => workload.name === name)
}

/** What `read` asks for each commit, from a random one on. */
function commitByCommit(
  random: Random,
  commits: readonly CommitAndTree[],
  read: (commit: CommitAndTree) => Operation[],
): Source {
  let next = random.below(commits.length)
  let waiting: Operation[] = []
  return () => {
    if (waiting.length === 0) waiting = read(commits[next++ % commits.length]!).reverse()
    return waiting.pop()!
  }
}
