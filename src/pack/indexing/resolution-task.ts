/**
 * The resolving of a pack's deltas as work that threads can share: columns over shared memory, the delta trees cut
 * into units, and a word for each unit that says whether it is done.
 *
 * Whoever works writes what it finds to rows that are its own, or that others fill with the same bytes, so a unit may
 * be done twice and no harm comes of it.
 */
import { DeltaTree, NO_ENTRY } from '../traverse/delta-tree.js'
import type { WalkedEntries, WalkedTree } from '../traverse/delta-walk.js'
import { NO_BASE } from '../traverse/entry-table.js'
import { splitTree, UNIT_WORDS } from '../traverse/split-tree.js'
import type { PackContents } from './pack-contents.js'

/** Units for each thread: enough for all to end at about the same time. */
const UNITS_PER_THREAD = 48

/** The words of {@link ResolutionTask.states}: the number of the unit that nobody has begun yet. */
export const NEXT_UNIT = 0
/** Not 0: somebody has found a fault, and what the others find does not matter any more. */
export const FAULT = 1
/** Units that helpers have done. */
export const HELPED = 2
/** 1 for each unit that is done; from here on. */
export const FIRST_UNIT = 3

/** What a thread needs to know; it can be sent to one. */
export interface ResolutionTask {
  /** The packfile. */
  readonly path: string
  readonly algorithm: 'sha1' | 'sha256'
  /** One past the last byte of the last entry. */
  readonly entriesEnd: number
  readonly entries: WalkedEntries
  readonly tree: WalkedTree
  /** The units: see `splitTree`. */
  readonly units: Int32Array
  /** What is found: for each entry the raw oid, and the `OBJ_…` number of its object, 0 until it is known. */
  readonly oids: Uint8Array
  readonly objectTypes: Uint8Array
  readonly states: Int32Array
  /** Bytes that each thread may hold of contents, and that an object may have. */
  readonly cacheSize: number
  readonly maxObjectSize: number
}

/** The units of a task. */
export function unitCountOf({ units }: ResolutionTask): number {
  return units.length / UNIT_WORDS
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
  limits: Pick<ResolutionTask, 'cacheSize' | 'maxObjectSize'>,
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
    algorithm: algorithm.name,
    entriesEnd: entries.offsets[count]!,
    entries: { ...columns, cuts },
    tree: { firstChild, nextSibling },
    units,
    oids: shared(Uint8Array, entries.oids.subarray(0, count * entries.width)),
    objectTypes: shared(Uint8Array, entries.objectTypes.subarray(0, count)),
    states: sharedList(FIRST_UNIT + units.length / UNIT_WORDS),
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
