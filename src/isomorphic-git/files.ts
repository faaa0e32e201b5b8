/** Files of a commit or of the index, and where a work tree begins. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decodeText } from '../object/text.js'
import { IndexReader } from '../repo/index-file/index-reader.js'
import type { Repository } from '../repo/repository.js'
import { callAs, command } from './command.js'
import { MissingParameterError, NotFoundError } from './errors.js'
import type { Place } from './open-repository.js'
import { peelTo } from './peel.js'
import { resolveName } from './refs.js'
import { treeEntries } from './tree-entries.js'

export interface ListFilesArguments extends Place {
  /** Of a commit; without it the files are those of the index. */
  readonly ref?: string | undefined
}

/** Paths of all files, from the root. */
export const listFiles = command('listFiles', [], ({ ref }: ListFilesArguments, repo): string[] => {
  if (ref) return [...filesBelow(repo, resolveName(repo, ref))].map(({ path }) => path)
  const { entries } = new IndexReader(join(repo.gitDir, 'index'), repo.gitDir, repo.algorithm).current()
  // A conflict has up to three entries of one path.
  return [...new Set(entries.map(({ path }) => decodeText(path)))]
})

/** Folders within folders; more are taken for an attack. */
const DEPTH_MAX = 2048

/** Files of the tree that `oid` comes to, submodules among them, folder by folder. */
export function* filesBelow(repo: Repository, oid: string): Iterable<{ path: string; oid: string }> {
  const folders = [{ prefix: '', entries: entriesOf(repo, oid) }]
  for (let folder = folders.at(-1); folder; folder = folders.at(-1)) {
    const { done, value: entry } = folder.entries.next()
    if (done) {
      folders.pop()
      continue
    }
    const path = folder.prefix + entry.path
    if (entry.type !== 'tree') {
      yield { path, oid: entry.oid }
    } else {
      if (folders.length === DEPTH_MAX) throw new NotFoundError(`end of the folders at ${path.slice(0, 100)}`)
      folders.push({ prefix: `${path}/`, entries: entriesOf(repo, entry.oid) })
    }
  }
}

function entriesOf(repo: Repository, oid: string): ArrayIterator<ReturnType<typeof treeEntries>[number]> {
  const tree = peelTo(repo, oid, 'tree')
  return treeEntries(repo, tree.oid, tree.data).values()
}

/** The folder at or above `filepath` that has a `.git`. */
export function findRoot({
  filepath,
}: {
  readonly fs?: unknown
  readonly filepath: string
}): Promise<string> {
  return callAs('findRoot', () => {
    if ((filepath as unknown) === undefined) throw new MissingParameterError('filepath')
    for (let folder = filepath; ; folder = dirname(folder)) {
      if (existsSync(join(folder, '.git'))) return folder
      if (dirname(folder) === folder) throw new NotFoundError(`git root for ${filepath}`)
    }
  })
}
