/** What a walk is given, parted: tags are followed, and commits told from what else was named. */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { parseTag } from '../../object/tag.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import type { RangeTip } from '../revision/revision-range.js'
import { UnexpectedTypeError } from './errors.js'

/** An object that is no commit. */
export interface NamedObject {
  readonly oid: string
  readonly type: Exclude<ObjectType, 'commit'>
  /** A tag's own name, or the path that it was named by; one unit a byte. */
  readonly name: string
}

export interface PartedTips {
  /** In the order in which they were given. */
  readonly commits: readonly RangeTip[]
  readonly named: readonly NamedObject[]
  /** What is left out, but for commits. */
  readonly excluded: readonly NamedObject[]
}

/**
 * Parts tips.
 *
 * @param onMissing Called instead of throwing where a tip, or what it leads to, is not there; it is then passed over.
 * @param takeCommit Whether an object is a commit, if whoever wants to read it anyway finds that out. Default: its header
 *   tells.
 * @throws {ObjectNotFoundError} A tip is not there, or what a tag leads to.
 * @throws {UnexpectedTypeError} A tag says another type than what it leads to has.
 */
export function partTips(
  tips: readonly RangeTip[],
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
  onMissing?: (oid: string) => void,
  takeCommit?: (oid: string) => boolean,
): PartedTips {
  const typeOf = (oid: string): ObjectType | undefined =>
    takeCommit?.(oid) ? 'commit' : objects.tryReadHeader(oid)?.type
  const commits: RangeTip[] = []
  const named: NamedObject[] = []
  const excluded: NamedObject[] = []
  for (const tip of tips) {
    const others = tip.isExcluded ? excluded : named
    let { oid } = tip
    let type = typeOf(oid)
    while (type === 'tag') {
      const tag = parseTag(oid, objects.read(oid).data, algorithm)
      others.push({ oid, type, name: Buffer.from(tag.name).toString('latin1') })
      oid = tag.object
      type = typeOf(oid)
      if (type !== undefined && type !== tag.type) throw new UnexpectedTypeError(oid, type, tag.type)
    }
    if (type === undefined) {
      // What lies behind an excluded tag need not be there.
      if (tip.isExcluded && oid !== tip.oid) continue
      if (!onMissing) throw objects.notFound(oid)
      onMissing(oid)
    } else if (type === 'commit') commits.push({ ...tip, oid })
    else others.push({ oid, type, name: oid === tip.oid ? (tip.path ?? '') : '' })
  }
  return { commits, named, excluded }
}
