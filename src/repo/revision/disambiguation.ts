/** Choosing among the objects that begin with an abbreviation, by what the context wants (git's object-name.c). */
import { PackmapError } from '../../base/errors.js'
import { AmbiguousOidError } from '../../odb/errors.js'
import type { ObjectDatabase } from '../../odb/object-database.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'

/** The kinds of object that an abbreviation may be meant to be: the values of `core.disambiguate`. */
export type Disambiguation = 'none' | 'commit' | 'committish' | 'tree' | 'treeish' | 'blob'

const KINDS: ReadonlySet<string> = new Set<Disambiguation>([
  'none',
  'commit',
  'committish',
  'tree',
  'treeish',
  'blob',
])

/** Git's MINIMUM_ABBREV. */
const ABBREVIATION_MIN = 4

/** Whether `word` is a value that `core.disambiguate` may have. */
export function isDisambiguation(word: string | undefined): word is Disambiguation {
  return word !== undefined && KINDS.has(word)
}

/** Whether `name` could be an abbreviated oid. */
export function isAbbreviation(name: string, hexSize: number): boolean {
  return name.length >= ABBREVIATION_MIN && name.length <= hexSize && /^[0-9a-fA-F]+$/.test(name)
}

/**
 * The one object that an abbreviation stands for; undefined if no object begins with it.
 *
 * Only when several do are they asked for their kind, and then one must be the only one of the wanted kind.
 *
 * @throws {AmbiguousOidError} Otherwise; carries those of the wanted kind, or all if none is.
 */
export function expandAbbreviation(
  prefix: string,
  want: Disambiguation,
  odb: ObjectDatabase,
  objects: RepositoryObjects,
): string | undefined {
  const candidates = odb.candidates(prefix.toLowerCase())
  if (candidates.length <= 1) return candidates[0]
  const fitting = want === 'none' ? candidates : candidates.filter((oid) => isOfKind(oid, want, objects))
  if (fitting.length === 1) return fitting[0]
  throw new AmbiguousOidError(prefix.toLowerCase(), fitting.length > 0 ? fitting : candidates)
}

/** An object that cannot be read is of no kind. */
function isOfKind(oid: string, want: Disambiguation, objects: RepositoryObjects): boolean {
  try {
    return isReadableOfKind(oid, want, objects)
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}

function isReadableOfKind(oid: string, want: Disambiguation, objects: RepositoryObjects): boolean {
  const type = objects.tryReadHeader(oid)?.type
  switch (want) {
    case 'none':
      return true
    case 'commit':
    case 'tree':
    case 'blob':
      return type === want
    case 'committish':
      return type === 'commit' || (type === 'tag' && objects.tryPeel(oid, 'commit') !== undefined)
    case 'treeish':
      if (type === 'tree' || type === 'commit') return true
      return type === 'tag' && objects.tryPeel(oid, 'tree') !== undefined
  }
}
