/**
 * `--filter=<spec>`: which objects a batch leaves out.
 *
 * Specs: git-rev-list(1), `--filter`, of which `cat-file` takes those that one object alone can answer.
 */
import { isObjectType } from '../../../object/object-type.js'
import type { ObjectHeader } from '../../../object/git-object.js'
import { parseByteSize } from '../../../base/byte-size.js'
import { FatalError, UsageError } from '../../failure.js'

/** Whether the object is wanted. */
export type ObjectFilter = (object: ObjectHeader) => boolean

/**
 * @throws {FatalError} `spec` is no filter.
 * @throws {UsageError} It is one that needs a walk.
 */
export function parseObjectFilter(spec: string): ObjectFilter {
  if (spec === 'blob:none') return (object) => object.type !== 'blob'
  if (spec.startsWith('blob:limit=')) {
    const limit = parseLimit(spec)
    return (object) => object.type !== 'blob' || object.size < limit
  }
  if (spec.startsWith('object:type=')) {
    const type = spec.slice('object:type='.length)
    if (!isObjectType(type)) {
      throw new FatalError(`'${type}' for 'object:type=<type>' is not a valid object type`)
    }
    return (object) => object.type === type
  }
  if (spec.startsWith('combine:')) {
    const filters = spec
      .slice('combine:'.length)
      .split('+')
      .map((part) => parseObjectFilter(decode(part)))
    return (object) => filters.every((filter) => filter(object))
  }
  if (/^(tree:|sparse:)/.test(spec)) throw new UsageError(`objects filter not supported: '${spec}'`)
  throw new FatalError(`invalid filter-spec '${spec}'`)
}

function parseLimit(spec: string): number {
  const text = spec.slice('blob:limit='.length)
  if (!/^\d+[kmg]?$/i.test(text)) throw new FatalError(`invalid filter-spec '${spec}'`)
  return parseByteSize(text)
}

/** Parts of `combine:` are URL-encoded, so that they can hold a `+`. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new FatalError(`invalid filter-spec 'combine:${part}'`)
  }
}
