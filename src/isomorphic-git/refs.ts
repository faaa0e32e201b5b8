/** Refs by name, and lists of them. */
import { isRefName } from '../repo/refs/ref-name.js'
import type { Repository } from '../repo/repository.js'
import { command } from './command.js'
import { InternalError, NotFoundError } from './errors.js'
import type { Place } from './open-repository.js'

export interface RefArguments extends Place {
  /** A full or a short name, or a full oid. */
  readonly ref: string
}

/** Where git looks for a short name (gitrevisions(7)), in this order. */
const PLACES = [
  (name: string) => name,
  (name: string) => `refs/${name}`,
  (name: string) => `refs/tags/${name}`,
  (name: string) => `refs/heads/${name}`,
  (name: string) => `refs/remotes/${name}`,
  (name: string) => `refs/remotes/${name}/HEAD`,
]
const SYMBOLIC = 'ref: '

/** The oid that a ref comes to; with `depth`, what it has come to after so many steps. */
export const resolveRef = command(
  'resolveRef',
  ['ref'],
  ({ ref, depth }: RefArguments & { readonly depth?: number | undefined }, repo): string =>
    resolveName(repo, ref, depth),
)

/** The full name of a ref. */
export const expandRef = command('expandRef', ['ref'], ({ ref }: RefArguments, repo): string => {
  if (isOid(repo, ref)) return ref
  return existing(repo, ref) ?? missing(ref)
})

export interface CurrentBranchArguments extends Place {
  /** Whether the answer is `refs/heads/main` and not `main`. */
  readonly fullname?: boolean | undefined
  /** Whether a branch without commits counts as none. */
  readonly test?: boolean | undefined
}

/** The branch that HEAD is on; undefined where it is detached. */
export const currentBranch = command(
  'currentBranch',
  [],
  ({ fullname = false, test = false }: CurrentBranchArguments, repo): string | undefined => {
    const head = repo.refStore.read('HEAD')
    if (head === undefined) missing('HEAD')
    if (head.kind !== 'symbolic' || !head.target.startsWith('refs/')) return undefined
    if (test && tryResolve(repo, head.target) === undefined) return undefined
    return fullname ? head.target : head.target.replace(/^refs\/(?:heads\/|tags\/|remotes\/)?/, '')
  },
)

/** Branches, or what is known of a remote's. */
export const listBranches = command(
  'listBranches',
  [],
  ({ remote }: Place & { readonly remote?: string | undefined }, repo): string[] =>
    namesBelow(repo, remote ? `refs/remotes/${remote}` : 'refs/heads'),
)

export const listTags = command('listTags', [], (_: Place, repo): string[] => namesBelow(repo, 'refs/tags'))

/** Names of refs below `filepath`, such as `refs/heads`, without it. */
export const listRefs = command(
  'listRefs',
  ['filepath'],
  ({ filepath }: Place & { readonly filepath?: string | undefined }, repo): string[] =>
    namesBelow(repo, filepath!),
)

/** @throws {NotFoundError} It names nothing, or it leads to what is not there. */
export function resolveName(repo: Repository, ref: string, depth = Infinity): string {
  const visited = new Set<string>()
  let current = ref
  for (let left = depth - 1; left >= 0; left--) {
    if (current.startsWith(SYMBOLIC)) {
      current = current.slice(SYMBOLIC.length)
      continue
    }
    if (isOid(repo, current)) return current
    const name = existing(repo, current) ?? missing(current)
    if (visited.has(name)) throw new InternalError(`the ref ${name} leads to itself`)
    visited.add(name)
    const value = repo.refStore.read(name)!
    if (value.kind === 'broken') missing(name)
    current = value.kind === 'direct' ? value.oid : SYMBOLIC + value.target
  }
  return current
}

/** Undefined where {@link resolveName} would throw for want of a ref. */
export function tryResolve(repo: Repository, ref: string): string | undefined {
  try {
    return resolveName(repo, ref)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

function existing(repo: Repository, ref: string): string | undefined {
  return PLACES.map((place) => place(ref)).find((name) => {
    const value = isRefName(name) ? repo.refStore.read(name) : undefined
    // `config`, `index` and others lie where a ref might.
    return value !== undefined && (value.kind !== 'broken' || name.startsWith('refs/'))
  })
}

function isOid({ algorithm }: Repository, text: string): boolean {
  return text.length === algorithm.hexSize && /^[0-9a-f]+$/.test(text)
}

function missing(ref: string): never {
  throw new NotFoundError(ref)
}

function namesBelow(repo: Repository, folder: string): string[] {
  const prefix = `${folder}/`
  return [...repo.refStore.list(prefix)].map(({ name }) => name.slice(prefix.length))
}
