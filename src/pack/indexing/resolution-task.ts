/**
 * The resolving of a pack's deltas as work that threads can share: columns over shared memory, and the delta trees cut
 * into units.
 *
 * Whoever works writes what it finds to rows that are its own, or that others fill with the same bytes, so a unit may
 * be done twice and no harm comes of it.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import { UNITS_PER_THREAD } from '../threads/unit-walk.js'
import { DeltaTree, NO_ENTRY } from '../traverse/delta-tree.js'
import type { WalkedEntries, WalkedTree } from '../traverse/delta-walk.js'
import { NO_BASE } from '../traverse/entry-table.js'
import { splitTree, UNIT_WORDS } from '../traverse/split-tree.js'
import type { ContentLimits } from './limits.js'
import type { PackContents } from './pack-contents.js'

/** What a thread needs to know; it can be sent to one. */
export interface ResolutionTask extends ContentLimits {
  /** The packfile. */
  readonly path: string
  readonly algorithm: HashAlgorithm
  /** One past the last byte of the last entry. */
  readonly entriesEnd: number
  readonly entries: WalkedEntries
  readonly tree: WalkedTree
  /** The units: see `splitTree`. */
  readonly units: Int32Array
  /** What is found: for each entry the raw oid, and the `OBJ_…` number of its object, 0 until it is known. */
  readonly oids: Uint8Array
  readonly objectTypes: Uint8Array
  /** Of {@link SharedJobs}, one for each unit. */
  readonly states: Int32Array
}

/**
 * Makes a task of what the first pass has found.
 *
 * Ref-deltas are left out with all that builds on them: their places in the trees are known only when their bases have
 * been made.
 */
export function resolutionTask(
  path: string,
  { entries, algorithm }: PackContents,
  threads: number,
  limits: ContentLimits,
): ResolutionTask {
  const { count } = entries
  const columns: WalkedEntries = {
    offsets: shared(Float64Array, entries.offsets.subarray(0, count + 1)),
    sizes: shared(Float64Array, entries.sizes.subarray(0, count)),
    types: shared(Uint8Array, entries.types.subarray(0, count)),
    headerLengths: shared(Uint8Array, entries.headerLengths.subarray(0, count)),
    bases: shared(Int32Array, entries.bases.subarray(0, count)),
  }
  const cuts = new Uint8Array(new SharedArrayBuffer(count))
  const tree = new DeltaTree({ count, bases: columns.bases }, 0, sharedList)
  const firstRoot = chainUnfinished(entries, tree)
  const { firstChild, nextSibling } = tree
  const splittable = { count, ...columns, firstChild, nextSibling, firstRoot, cuts }
  const units = splitTree(splittable, UNITS_PER_THREAD * threads)
  return {
    path,
    algorithm,
    entriesEnd: entries.offsets[count]!,
    entries: { ...columns, cuts },
    tree: { firstChild, nextSibling },
    units,
    oids: shared(Uint8Array, entries.oids.subarray(0, count * entries.width)),
    objectTypes: shared(Uint8Array, entries.objectTypes.subarray(0, count)),
    states: SharedJobs.create(units.length / UNIT_WORDS).states,
    ...limits,
  }
}

/**
 * Links the entries that are stored whole and have something left to do, as siblings in the order of the pack.
 *
 * @returns The first of them, or `NO_ENTRY`.
 */
function chainUnfinished({ count, bases, objectTypes }: PackContents['entries'], tree: DeltaTree): number {
  let first = NO_ENTRY
  for (let position = count - 1; position >= 0; position--) {
    if (bases[position] !== NO_BASE) continue
    if (objectTypes[position] !== 0 && tree.firstChild[position] === NO_ENTRY) continue
    tree.nextSibling[position] = first
    first = position
  }
  return first
}

type Column = Float64Array | Int32Array | Uint8Array

function shared<A extends Column>(
  kind: { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number },
  from: A,
): A {
  const column = new kind(new SharedArrayBuffer(from.length * kind.BYTES_PER_ELEMENT))
  column.set(from)
  return column
}

function sharedList(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}
