/**
 * The table of a large pack, made by all threads of a scan: it would otherwise be a tenth of two threads' time in which
 * only one of them works.
 *
 * The thread that makes the plan owns the work. It is cut into stretches of the pack, first of offsets, then of
 * headers, which all claim by a shared counter. What the others have not done in good time the owner does itself: every
 * stretch may be done twice, and gives the same bytes.
 */
import { PackmapError } from '../../base/errors.js'
import type { Pack } from '../../pack/pack.js'
import {
  columnsFor,
  fillHeaders,
  fillOffsets,
  type PackColumns,
  type SharedPackTable,
  tableFrom,
  tableOf,
} from '../../pack/traverse/pack-table.js'
import { PositionFinder } from '../../pack/traverse/position-finder.js'

/** Of a pack with fewer entries the table is made by one thread, before another would hear of it. */
const SHARED_MIN = 20_000
const STRETCHES = 32
/** Some hundred times what a stretch takes. */
const PATIENCE_MS = 500
const LOOK_MS = 50

// The words of the shared memory: what is claimed next, how far the work is, and 1 for each stretch that is done.
const NEXT = 0
const PHASE = 1
const DONE = 2

const OFFSETS_PHASE = 0
const HEADERS_PHASE = 1
/** The order is not that of the pack, or the table is finished: nothing is left to do. */
const OVER = 2

/** What other threads are asked to take part in. */
export interface TableWork {
  readonly stem: string
  readonly columns: PackColumns
  readonly states: Int32Array
}

/** As `tableOf`; `invite` is to tell the other threads of the work, and throws what it throws. */
export function tableByAll(
  pack: Pack,
  invite: (work: TableWork) => void,
  entriesMin = SHARED_MIN,
): SharedPackTable {
  const { count } = pack.order
  if (count < entriesMin) return tableOf(pack)
  const columns = columnsFor(count)
  const states = new Int32Array(new SharedArrayBuffer((DONE + 2 * STRETCHES) * 4))
  const work = { stem: pack.stem, columns, states }
  invite(work)
  const filler = new StretchFiller(pack, work)
  try {
    for (let stretch = 0; stretch < STRETCHES; stretch++) filler.finish(stretch, 0)
    // Stretches that ascend one by one may still not fit together.
    if (!doesAscend(columns)) return tableOf(pack)
    enter(states, HEADERS_PHASE)
    for (let stretch = 0; stretch < STRETCHES; stretch++) filler.finish(stretch, STRETCHES)
  } finally {
    enter(states, OVER)
  }
  return tableFrom(columns)
}

/** Takes part in making a table, as another thread than the one that owns the work. */
export function helpWithTable(pack: Pack, work: TableWork, isStopped: () => boolean): void {
  const { states } = work
  try {
    const filler = new StretchFiller(pack, work)
    for (;;) {
      const job = Atomics.add(states, NEXT, 1)
      if (job >= 2 * STRETCHES) return
      while (job >= STRETCHES && Atomics.load(states, PHASE) === OFFSETS_PHASE) {
        if (isStopped()) return
        Atomics.wait(states, PHASE, OFFSETS_PHASE, LOOK_MS)
      }
      if (Atomics.load(states, PHASE) === OVER) return
      filler.fill(job)
    }
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error // the owner will come upon it as well
  }
}

class StretchFiller {
  readonly #pack: Pack
  readonly #work: TableWork
  #finder: PositionFinder | undefined

  constructor(pack: Pack, work: TableWork) {
    this.#pack = pack
    this.#work = work
  }

  /** Sees to it that a stretch of a phase, whose jobs begin with number `first`, is done. */
  finish(stretch: number, first: number): void {
    const { states } = this.#work
    for (;;) {
      const job = Atomics.load(states, NEXT)
      if (job >= first + STRETCHES) break
      if (Atomics.compareExchange(states, NEXT, job, job + 1) === job) this.fill(job)
    }
    const at = DONE + first + stretch
    Atomics.wait(states, at, 0, PATIENCE_MS)
    if (Atomics.load(states, at) === 0) this.fill(first + stretch)
  }

  fill(job: number): void {
    const { columns, states } = this.#work
    const { count, offsets } = columns
    const stretch = job % STRETCHES
    const begin = Math.floor((count * stretch) / STRETCHES)
    const end = Math.floor((count * (stretch + 1)) / STRETCHES)
    if (job < STRETCHES) {
      // Where they do not ascend the owner finds zeros left.
      fillOffsets(this.#pack, columns, begin, end)
    } else {
      this.#finder ??= new PositionFinder(offsets, count)
      fillHeaders(this.#pack, columns, this.#finder, begin, end)
    }
    Atomics.store(states, DONE + job, 1)
    Atomics.notify(states, DONE + job)
  }
}

function enter(states: Int32Array, phase: number): void {
  Atomics.store(states, PHASE, phase)
  Atomics.notify(states, PHASE)
}

function doesAscend({ count, offsets }: PackColumns): boolean {
  for (let position = 1; position < count; position++) {
    if (offsets[position]! <= offsets[position - 1]!) return false
  }
  return true
}
