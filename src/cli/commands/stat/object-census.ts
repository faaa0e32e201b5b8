/** Counting what is in an object database: objects by type, and how deltas hang together. */
import type { ObjectType } from '../../../object/object-type.js'
import type { ObjectDatabase } from '../../../odb/object-database.js'

export interface TypeCensus {
  readonly type: ObjectType
  count: number
  /** Bytes of content. */
  size: number
  /** Bytes in packs and loose files. */
  diskSize: number
}

export interface ObjectCensus {
  readonly types: readonly TypeCensus[]
  /** Objects that are stored as a delta. */
  readonly deltaCount: number
  /** Deltas to apply to the object that needs most. */
  readonly depthMax: number
  /** Over those that are deltas. */
  readonly depthMean: number
}

/** Looks at the header of every object: about half a second for 100,000 objects. */
export function takeCensus(odb: ObjectDatabase): ObjectCensus {
  const types: TypeCensus[] = (['commit', 'tree', 'blob', 'tag'] as const).map((type) => ({
    type,
    count: 0,
    size: 0,
    diskSize: 0,
  }))
  const baseOf = new Map<string, string>()
  for (const oid of odb.oids({ order: 'pack' })) {
    const { type, size } = odb.readHeader(oid)
    const { diskSize, deltaBase } = odb.storage(oid)
    const census = types.find((candidate) => candidate.type === type)!
    census.count++
    census.size += size
    census.diskSize += diskSize
    if (!/^0*$/.test(deltaBase)) baseOf.set(oid, deltaBase)
  }
  return { types, deltaCount: baseOf.size, ...depthsOf(baseOf) }
}

function depthsOf(baseOf: ReadonlyMap<string, string>): { depthMax: number; depthMean: number } {
  const depths = new Map<string, number>()
  let depthMax = 0
  let sum = 0
  for (const oid of baseOf.keys()) {
    const waiting: string[] = []
    let current: string | undefined = oid
    while (current !== undefined && !depths.has(current) && waiting.length <= baseOf.size) {
      waiting.push(current)
      current = baseOf.get(current)
    }
    let depth = current === undefined ? -1 : depths.get(current)!
    while (waiting.length > 0) depths.set(waiting.pop()!, ++depth)
    sum += depths.get(oid)!
    depthMax = Math.max(depthMax, depths.get(oid)!)
  }
  return { depthMax, depthMean: baseOf.size === 0 ? 0 : sum / baseOf.size }
}
