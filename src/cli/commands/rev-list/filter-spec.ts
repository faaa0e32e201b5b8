/** `--filter=<spec>` (git-rev-list(1)): from its words to a filter of objects. */
import { parseByteSize } from '../../../base/byte-size.js'
import { isObjectType, type ObjectType } from '../../../object/object-type.js'
import type { Repository } from '../../../repo/repository.js'
import {
  allOf,
  blobsBelow,
  type ObjectFilter,
  ofType,
  treesAbove,
  withoutBlobs,
} from '../../../repo/walk/object-filter.js'
import { FatalError } from '../../failure.js'

/** Characters that have to be encoded in the parts of `combine:`. */
const RESERVED = /[\0- ~`!@#$^&*()[\]{}\\;'",<>?]/

const TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag']

/** What a command line's filters leave out: each adds what it leaves out itself. */
export type OmittedSets = Set<string>[]

/**
 * @param omitted Gets a set for each filter that tells what it leaves out; undefined: nobody wants to know.
 * @throws {FatalError} A spec is none, or one that is not supported.
 */
export function parseFilters(
  specs: readonly string[],
  repo: Repository,
  omitted: OmittedSets | undefined,
): ObjectFilter | undefined {
  if (specs.length === 0) return undefined
  const filters = specs.map((spec) => parseFilter(spec, repo, omitted))
  return filters.length === 1 ? filters[0] : allOf(filters)
}

function parseFilter(spec: string, repo: Repository, omitted: OmittedSets | undefined): ObjectFilter {
  const newSet = (): Set<string> | undefined => omitted && (omitted[omitted.length] = new Set())
  if (spec === 'blob:none') return withoutBlobs(newSet())
  const [, kind, value] = /^(blob:limit=|tree:|object:type=|combine:)(.*)$/s.exec(spec) ?? []
  if (kind === 'blob:limit=' && /^\d+[kmg]?$/i.test(value!)) {
    return blobsBelow(parseByteSize(value!), (oid) => repo.tryReadHeader(oid)?.size, newSet())
  }
  if (kind === 'tree:') {
    if (!/^\d+[kmg]?$/i.test(value!)) throw new FatalError("expected 'tree:<depth>'")
    return treesAbove(parseByteSize(value!), newSet())
  }
  if (kind === 'object:type=') {
    if (!isObjectType(value!)) {
      throw new FatalError(`'${value!}' for 'object:type=<type>' is not a valid object type`)
    }
    return ofType(value)
  }
  if (kind === 'combine:') return allOf(partsOf(value!).map((part) => parseFilter(part, repo, omitted)))
  if (spec.startsWith('sparse:path=')) throw new FatalError('sparse:path filters support has been dropped')
  if (spec.startsWith('sparse:')) throw new FatalError(`objects filter not supported: '${spec}'`)
  throw new FatalError(`invalid filter-spec '${spec}'`)
}

/** Filters that need to know of an object only what it is: which types they leave out, and blobs from which size on. */
export interface TypeFilter {
  readonly types: ReadonlySet<ObjectType>
  readonly blobLimit: number
}

/**
 * The same filters in that form.
 *
 * @returns Undefined: one of them asks for more.
 */
export function typeFilter(specs: readonly string[]): TypeFilter | undefined {
  const types = new Set<ObjectType>()
  let blobLimit = Infinity
  for (const spec of specs) {
    const [, kind, value] = /^(blob:limit=|tree:|object:type=|combine:)(.*)$/s.exec(spec) ?? []
    if (spec === 'blob:none') types.add('blob')
    else if (kind === 'blob:limit=') blobLimit = Math.min(blobLimit, parseByteSize(value!))
    else if (kind === 'tree:' && parseByteSize(value!) === 0) types.add('tree').add('blob')
    else if (kind === 'object:type=')
      TYPES.filter((type) => type !== value).forEach((type) => types.add(type))
    else {
      const parts = kind === 'combine:' ? typeFilter(partsOf(value!)) : undefined
      if (!parts) return undefined
      parts.types.forEach((type) => types.add(type))
      blobLimit = Math.min(blobLimit, parts.blobLimit)
    }
  }
  return { types, blobLimit }
}

/** The parts of `combine:`; a `+` at the end belongs to the last one, which is then wrong. */
function partsOf(specs: string): string[] {
  if (specs === '') throw new FatalError('expected something after combine:')
  const parts = specs.split('+')
  if (parts.length > 1 && parts.at(-1) === '') {
    parts.pop()
    parts.push(`${parts.pop()!}+`)
  }
  return parts.map((part) => {
    const reserved = RESERVED.exec(part)
    if (reserved) throw new FatalError(`must escape char in sub-filter-spec: '${reserved[0]}'`)
    return decoded(part)
  })
}

/** Parts of `combine:` are URL-encoded, so that they can hold a `+`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new FatalError(`invalid filter-spec 'combine:${part}'`)
  }
}
