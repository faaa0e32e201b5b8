/** Walking one or more trees side by side. */
/* eslint @typescript-eslint/no-explicit-any: "off" -- what callbacks make of entries is theirs, and isomorphic-git types it so */
import type { Repository } from '../repo/repository.js'
import { callAs } from './command.js'
import { InternalError, MissingParameterError } from './errors.js'
import { type Place, repositoryAt } from './open-repository.js'
import { peelTo, readAny } from './peel.js'
import { resolveName, tryResolve } from './refs.js'
import type { TreeEntry } from './results.js'
import { treeEntries } from './tree-entries.js'

/** Which tree to walk: what {@link TREE} gives. */
export interface Walker {
  readonly [REF]: string
}

const REF: unique symbol = Symbol('ref')

/** The tree of a commit, for {@link walk}. `WORKDIR` and `STAGE` are isomorphic-git's alone. */
export function TREE({ ref = 'HEAD' }: { readonly ref?: string } = {}): Walker {
  return Object.freeze({ [REF]: ref })
}

/** What one tree has at a path. */
export interface WalkerEntry {
  type(): Promise<TreeEntry['type']>
  /** Such as 0o100644. */
  mode(): Promise<number>
  oid(): Promise<string>
  /** Undefined: it is no file. */
  content(): Promise<Uint8Array | undefined>
  /** Of a tree there is none. */
  stat(): Promise<undefined>
}

type Entries = (WalkerEntry | null)[]

export interface WalkArguments extends Place {
  readonly trees: readonly Walker[]
  /** Makes something of what there is at a path; null: what is below is not wanted. Default: the entries themselves. */
  readonly map?: ((filename: string, entries: Entries) => Promise<any>) | undefined
  /** Puts a folder's result and those of what is in it together. Default: into one flat list. */
  readonly reduce?: ((parent: any, children: any[]) => Promise<any>) | undefined
  /** Goes through what is in a folder. Default: all at once. */
  readonly iterate?: ((walk: Step, children: IterableIterator<any>) => Promise<any[]>) | undefined
}

type Step = (paths: any) => Promise<any>

/** What each tree has at one path. */
interface Row {
  readonly path: string
  readonly entries: (StoredEntry | null)[]
}

/** Visits every path that any of the trees has, `.` first. */
export function walk(args: WalkArguments): Promise<any> {
  return callAs('walk', async () => {
    if ((args.trees as unknown) === undefined) throw new MissingParameterError('trees')
    const { map = entriesThemselves, reduce = flattened, iterate = allAtOnce } = args
    const step = async ({ path, entries }: Row): Promise<unknown> => {
      const parent: unknown = await map(path, entries)
      if (parent === null) return undefined
      const children: unknown[] = await iterate(step, rowsBelow(path, entries))
      return await reduce(
        parent,
        children.filter((child) => child !== undefined),
      )
    }
    const repo = repositoryAt(args)
    return await step({ path: '.', entries: args.trees.map((walker) => rootOf(args, repo, walker)) })
  })
}

const entriesThemselves = (_: string, entries: Entries): Promise<unknown> => Promise.resolve(entries)
const allAtOnce = (step: Step, children: IterableIterator<unknown>): Promise<unknown[]> =>
  Promise.all([...children].map(step))
const flattened = (parent: unknown, children: unknown[]): Promise<unknown> =>
  Promise.resolve(parent === undefined ? children.flat() : [parent, ...children.flat()])

/** A branch without commits has an empty tree. @throws {NotFoundError} */
function rootOf(place: Place, repo: Repository, walker: Walker): StoredEntry {
  const ref = (walker as Partial<Walker>)[REF]
  if (ref === undefined) throw new InternalError('packmap walks only what its own TREE() gives')
  const oid = tryResolve(repo, ref)
  if (oid === undefined && !isUnborn(repo, ref)) resolveName(repo, ref)
  const tree = oid === undefined ? undefined : peelTo(repo, oid, 'tree')
  return new StoredEntry(place, {
    path: '.',
    mode: '040000',
    type: 'tree',
    oid: tree?.oid ?? EMPTY_TREES[repo.algorithm.name],
  })
}

const EMPTY_TREES = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const

function isUnborn(repo: Repository, ref: string): boolean {
  const head = repo.refStore.read('HEAD')
  if (head?.kind !== 'symbolic' || !head.target.startsWith('refs/heads/')) return false
  return ref === 'HEAD' || [ref, `refs/${ref}`, `refs/heads/${ref}`].includes(head.target)
}

/** Names of all folders together, in the order of their bytes. */
function* rowsBelow(path: string, folders: readonly (StoredEntry | null)[]): IterableIterator<Row> {
  const lists = folders.map((folder) => folder?.children() ?? [])
  const next = lists.map(() => 0)
  for (;;) {
    const heads = lists.map((list, i) => list[next[i]!])
    const name = heads.reduce<string | undefined>(
      (least, head) => (head && (least === undefined || isBefore(head.path, least)) ? head.path : least),
      undefined,
    )
    if (name === undefined) return
    yield {
      path: path === '.' ? name : `${path}/${name}`,
      entries: heads.map((head, i) => {
        if (head?.path !== name) return null
        next[i]!++
        return new StoredEntry(folders[i]!.place, head)
      }),
    }
  }
}

function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
}

class StoredEntry implements WalkerEntry {
  constructor(
    readonly place: Place,
    private readonly entry: TreeEntry,
  ) {}

  // Callbacks may take their time: another repository may have been opened in the place of this one's.
  #repository(): Repository {
    return repositoryAt(this.place)
  }

  children(): TreeEntry[] {
    const { type, oid } = this.entry
    if (type !== 'tree') return []
    const repo = this.#repository()
    const tree = peelTo(repo, oid, 'tree')
    return treeEntries(repo, tree.oid, tree.data)
  }

  type(): Promise<TreeEntry['type']> {
    return Promise.resolve(this.entry.type)
  }

  mode(): Promise<number> {
    return Promise.resolve(Number.parseInt(this.entry.mode, 8))
  }

  oid(): Promise<string> {
    return Promise.resolve(this.entry.oid)
  }

  content(): Promise<Uint8Array | undefined> {
    return callAs('walk', () => {
      if (this.entry.type !== 'blob') return undefined
      const { type, data } = readAny(this.#repository(), this.entry.oid)
      return type === 'blob' ? data.slice() : undefined
    })
  }

  stat(): Promise<undefined> {
    return Promise.resolve(undefined)
  }
}
