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
 * The filter of a command line; undefined: it has none.
 *
 * @throws {FatalError} A spec is no filter.
 * @throws {UsageError} It is one that git's `cat-file` does not take either: several at once are one of these.
 */
export function parseObjectFilters(specs: readonly string[]): ObjectFilter | undefined {
  const filters = specs.map(parseObjectFilter)
  if (filters.length > 1) throw unsupported('combine')
  return filters[0]
}

function parseObjectFilter(spec: string): ObjectFilter {
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
  if (spec.startsWith('sparse:path=')) throw new FatalError('sparse:path filters support has been dropped')
  if (/^tree:(?!\d+[kmg]?$)/i.test(spec)) throw new FatalError("expected 'tree:<depth>'")
  const [kind] = /^(?:tree|combine|sparse:oid)(?=[:=])/.exec(spec) ?? []
  if (kind !== undefined) throw unsupported(kind)
  throw new FatalError(`invalid filter-spec '${spec}'`)
}

function unsupported(kind: string): UsageError {
  return new UsageError(`objects filter not supported: '${kind}'`, 'usage')
}

function parseLimit(spec: string): number {
  const text = spec.slice('blob:limit='.length)
  if (!/^\d+[kmg]?$/i.test(text)) throw new FatalError(`invalid filter-spec '${spec}'`)
  return parseByteSize(text)
}
