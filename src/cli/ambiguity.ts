/** What git says of an abbreviation that several objects begin with: all of them, tags first, with date and subject. */
import { parseCommit } from '../object/commit.js'
import { parseTag, type Tag } from '../object/tag.js'
import type { Ident } from '../object/ident.js'
import type { ObjectType } from '../object/object-type.js'
import { PackmapError } from '../base/errors.js'
import { type AmbiguousOidError, UnknownObjectTypeError } from '../odb/errors.js'
import type { Repository } from '../repo/repository.js'
import { abbreviate } from '../repo/abbreviate.js'
import { FatalError } from './failure.js'

type Complain = (line: string) => void

const ORDER: readonly (ObjectType | undefined)[] = ['tag', 'commit', 'tree', 'blob']

/**
 * Complains of an ambiguous abbreviation and lists the candidates.
 *
 * @throws {FatalError} One of them has a type that git does not know.
 */
export function reportAmbiguity(repo: Repository, error: AmbiguousOidError, complain: Complain): void {
  complain(`error: short object ID ${error.prefix} is ambiguous`)
  const candidates = error.candidates.map((oid) => ({ oid, rank: rankOf(typeOf(repo, oid, complain)) }))
  candidates.sort((a, b) => a.rank - b.rank || (a.oid < b.oid ? -1 : 1))
  const lines = candidates.map(({ oid }) => describe(repo, oid, complain))
  complain('hint: The candidates are:')
  for (const line of lines) complain(`hint:   ${line}`)
}

/** What cannot be read comes first. */
function rankOf(type: ObjectType | undefined): number {
  return ORDER.indexOf(type)
}

/** Undefined: there is a damaged file in its place, which is complained of. */
function typeOf(repo: Repository, oid: string, complain: Complain): ObjectType | undefined {
  try {
    return repo.tryReadHeader(oid)?.type
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    if (error instanceof UnknownObjectTypeError) throw new FatalError('invalid object type')
    const fault = /broken zlib stream: (.*) \(at byte \d+\)$/.exec(error.message)?.[1]
    if (fault !== undefined) complain(`error: inflate: data stream error (${fault})`)
    complain(`error: unable to unpack ${oid} header`)
    return undefined
  }
}

function describe(repo: Repository, oid: string, complain: Complain): string {
  const short = abbreviate(repo, oid, 'auto')
  const type = typeOf(repo, oid, complain)
  try {
    switch (type) {
      case undefined:
        return `${short} [bad object]`
      case 'commit': {
        const commit = parseCommit(oid, repo.read(oid).data, repo.algorithm)
        return `${short} commit ${localDay(commit.author)} - ${commit.subject}`
      }
      case 'tag': {
        const tag = parseTag(oid, repo.read(oid).data, repo.algorithm)
        return `${short} tag ${dayOf(tag)} - ${tag.nameText}`
      }
      case 'tree':
      case 'blob':
        return `${short} ${type}`
    }
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    return type === 'tag' ? `${short} [bad tag, could not parse it]` : `${short} [bad object]`
  }
}

/** Git has forgotten the time zone of a tag where it says this. */
function dayOf({ tagger }: Tag): string {
  return isoDay(tagger?.seconds ?? 0)
}

function localDay(ident: Ident | undefined): string {
  return isoDay((ident?.seconds ?? 0) + (ident?.offsetMinutes ?? 0) * 60)
}

function isoDay(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? '1970-01-01' : date.toISOString().slice(0, 10)
}
