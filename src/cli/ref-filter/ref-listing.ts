/** Refs as commands list them: those that names and patterns leave, with a warning for what is broken. */
import { isRefName } from '../../repo/refs/ref-name.js'
import { compareRefNames } from '../../repo/refs/ref-name.js'
import type { Ref, StoredRef } from '../../repo/refs/ref-store.js'
import { followRef } from '../../repo/refs/resolve-ref.js'
import { isRootRefName, rootRefs } from '../../repo/refs/root-refs.js'
import { nullOid } from '../../object/oid.js'
import type { Repository } from '../../repo/repository.js'
import { wildmatchName } from '../../repo/wildmatch.js'
import type { FieldContext } from './field.js'

export interface ListingRequest {
  /** Names begin with one of these; none begins with another one. */
  readonly prefixes: readonly string[]
  /** Whether HEAD and other refs beside `refs/` are listed too. */
  readonly withRoots?: boolean
  /** Only what comes after this name, and all that begin with it. */
  readonly after?: string | undefined
  readonly matches: (name: string) => boolean
}

/** Refs sorted by name; of what is broken it is complained. */
export function listMatching(request: ListingRequest, context: FieldContext): Iterable<Ref> {
  const { withRoots, after, matches } = request
  // The name itself is left out; what begins with it comes after it.
  const first = after === undefined ? undefined : `${after}\x01`
  const isEarly = (name: string): boolean => first !== undefined && compareRefNames(name, first) < 0
  const others = listOthers(request, isEarly, context)
  if (!withRoots) return others
  const roots = rootRefs(context.repo.refStore).filter(({ name }) => !isEarly(name) && matches(name))
  return [...roots, ...others].sort((a, b) => compareRefNames(a.name, b.name))
}

function* listOthers(
  { prefixes, matches }: ListingRequest,
  isEarly: (name: string) => boolean,
  { repo, complain }: FieldContext,
): Iterable<Ref> {
  for (const prefix of prefixes) {
    for (const stored of repo.refStore.list(prefix)) {
      if (isEarly(stored.name) || isRootRefName(stored.name)) continue
      const ref = resolved(stored, repo)
      if (ref === undefined) continue
      if (ref === 'broken') complain(`warning: ignoring ${brokenness(stored.name)} ${stored.name}`)
      else if (matches(stored.name)) yield ref
    }
  }
}

function brokenness(name: string): string {
  return isRefName(name) ? 'broken ref' : 'ref with broken name'
}

/** Undefined: a symbolic ref that leads nowhere. */
function resolved({ name, value }: StoredRef, repo: Repository): Ref | 'broken' | undefined {
  if (value.kind === 'broken') return value.isSymbolic ? undefined : 'broken'
  const { oid, peeled } = value.kind === 'direct' ? value : followRef(repo.refStore, value.target)
  if (oid === undefined) return undefined
  if (oid === nullOid(repo.algorithm)) return 'broken'
  return {
    name,
    oid,
    ...(peeled !== undefined && { peeled }),
    ...(value.kind === 'symbolic' && { symbolic: value.target }),
  }
}

/** What all names begin with that one of the patterns can match, so that no others need be gone through. */
export function prefixesOf(patterns: readonly string[]): string[] {
  const prefixes = patterns.map((pattern) => /^[^*?[\\]*/.exec(pattern)![0]).sort(compareRefNames)
  const distinct: string[] = []
  for (const prefix of prefixes) {
    const last = distinct.at(-1)
    if (last === undefined || !prefix.startsWith(last)) distinct.push(prefix)
  }
  return distinct
}

/** A pattern is the name itself, a folder that it is in, or a glob whose `*` does not cross a slash. */
export function matchesPath(name: string, patterns: readonly string[], ignoreCase: boolean): boolean {
  return patterns.some((pattern) => {
    // Folders are compared to the letter whatever the case of globs.
    if (name === pattern || name.startsWith(pattern.endsWith('/') ? pattern : `${pattern}/`)) return true
    return wildmatchName(pattern, name, { pathname: true, ignoreCase })
  })
}

/** A pattern is a glob for the name without its folder, and `*` crosses slashes. */
export function matchesShort(name: string, patterns: readonly string[], ignoreCase: boolean): boolean {
  const short = name.replace(/^refs\/(?:(?:tags|heads|remotes)\/)?/, '')
  return patterns.some((pattern) => wildmatchName(pattern, short, { ignoreCase }))
}
