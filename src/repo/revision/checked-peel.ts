/** Following tags to what they stand for, as revisions do: what is malformed on the way, or not what a tag says, names nothing. */
import { parseCommit } from '../../object/commit.js'
import { CorruptObjectError } from '../../object/errors.js'
import type { GitObject } from '../../object/git-object.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { parseTag } from '../../object/tag.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'

/** Tags that stand for tags; a circle of them needs a broken hash function or replacements. */
const TAG_DEPTH_MAX = 1000

/**
 * As {@link RepositoryObjects.tryPeel}, with the content of every commit and tag on the way looked at.
 *
 * @param wanted `any` is the object itself, once it is found sound.
 * @returns Undefined also where content is malformed, or a tag gives its object a type that it has not.
 * @throws {PackmapError} An object cannot be read at all: that is no answer to whether a name stands for something.
 */
export function peelChecked(
  oid: string,
  wanted: ObjectType | 'any' | 'any-non-tag',
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
): string | undefined {
  let current = oid
  let promised: ObjectType | undefined
  for (let depth = 0; depth <= TAG_DEPTH_MAX; depth++) {
    const type = objects.tryReadHeader(current)?.type
    if (type === undefined && current !== oid) objects.throwIfPromised(current)
    if (type === undefined || (promised && type !== promised)) return undefined
    // A blob and a tree hold nothing that a step looks at.
    const next = type === 'commit' || type === 'tag' ? nextOf(objects.read(current), algorithm) : undefined
    if (!next && (type === 'commit' || type === 'tag')) return undefined
    if (wanted === 'any' || wanted === type || (wanted === 'any-non-tag' && type !== 'tag')) return current
    if (!next || (type === 'commit' && wanted !== 'tree')) return undefined
    current = next.oid
    promised = next.type
  }
  return undefined
}

/** Where a commit or a tag leads; undefined: it is malformed. */
function nextOf(
  object: GitObject,
  algorithm: HashAlgorithm,
): { readonly oid: string; readonly type: ObjectType } | undefined {
  try {
    if (object.type === 'commit') {
      return { oid: parseCommit(object.oid, object.data, algorithm).tree, type: 'tree' }
    }
    const tag = parseTag(object.oid, object.data, algorithm)
    return { oid: tag.object, type: tag.type }
  } catch (error) {
    if (isMalformed(error, object.oid)) return undefined
    throw error
  }
}

/** Whether an error is about the content of an object, rather than about reading it. */
export function isMalformed(error: unknown, oid: string): boolean {
  return error instanceof CorruptObjectError && error.where === oid
}
