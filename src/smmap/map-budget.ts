/**
 * One limit for all engines of a process, whatever threads they run in: counters in shared memory.
 *
 * A region is entered before it is mapped and taken out after it is unmapped, so the sum is never below what is
 * mapped. A thread that finds no room releases what it holds unused; when others hold it, it raises a flag and
 * waits a little, and each of them gives back half of its unused regions at its next miss or idle tick.
 */
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { HANDLES_MAX_DEFAULT, MEMORY_BYTES_MAX_DEFAULT } from './limits.js'

/** Where a worker finds the counters of its process. */
const ENVIRONMENT_KEY = 'packmap.map-budget'

/** Memory is counted in units of the smallest page, so that 32 bits reach for 8 TiB. */
const UNIT_BYTES = 4096
const UNITS_MAX = 2 ** 31 - 1

/** The words of the shared memory. */
const UNITS = 0
const REGIONS = 1
const UNITS_LIMIT = 2
const REGIONS_LIMIT = 3
/** Threads that wait for room. */
const WAITING = 4
/** Changes with every release; what waiting threads sleep on. */
const RELEASES = 5
const WORDS = 6

/** An engine that holds regions: asked to release unused ones. */
export interface BudgetMember {
  /** Unmaps unused regions, the least recently used first, until `bytes` are free or none is left. */
  giveBack(bytes: number): void
}

export class MapBudget {
  /** What to hand to a worker, in its `workerData`, for {@link MapBudget.attach}. */
  readonly shared: SharedArrayBuffer
  private readonly holders = new Set<BudgetMember>()
  private readonly words: Int32Array

  private constructor(shared: SharedArrayBuffer) {
    this.shared = shared
    this.words = new Int32Array(shared)
  }

  /** A budget of its own. Both limits may be `Infinity`, which is 8 TiB and 2^31 regions. */
  static create(limits: { maxMemorySize?: number; maxOpenHandles?: number } = {}): MapBudget {
    giveBackWithThread()
    return MapBudget.withLimits(limits)
  }

  /** The budget whose {@link MapBudget.shared} came from another thread. */
  static attach(shared: SharedArrayBuffer): MapBudget {
    giveBackWithThread()
    return new MapBudget(shared)
  }

  /** The budget of the process, which managers draw on unless they are given one. */
  static ofProcess(): MapBudget {
    // Not by create(): a thread that did not join is the main one, and need not load `node:worker_threads` to know.
    return (ofProcess ??= MapBudget.withLimits())
  }

  /**
   * Lets this thread, and workers that it starts from now on, draw on one budget of the process if they join in turn.
   *
   * What a program imports calls it when it is loaded, and not at first use: a worker started in between would
   * otherwise count for itself. The command, in which no worker but packmap's own runs, does without.
   */
  static joinProcess(): void {
    if (ofProcess === undefined) {
      const inherited = getEnvironmentData(ENVIRONMENT_KEY)
      ofProcess = inherited instanceof SharedArrayBuffer ? MapBudget.attach(inherited) : MapBudget.create()
    }
    setEnvironmentData(ENVIRONMENT_KEY, ofProcess.shared)
  }

  /** Engines of this thread that hold regions. */
  get members(): ReadonlySet<BudgetMember> {
    return this.holders
  }

  /** An engine holds regions from now on. */
  join(member: BudgetMember): void {
    this.holders.add(member)
    heldBudgets.add(this)
  }

  /** An engine holds none any more. */
  leave(member: BudgetMember): void {
    this.holders.delete(member)
    if (this.holders.size === 0) heldBudgets.delete(this)
  }

  /** Raises limits that are below these; a budget never shrinks. */
  raiseTo(memoryBytes: number, handles: number): void {
    raise(this.words, UNITS_LIMIT, Math.floor(memoryBytes / UNIT_BYTES))
    raise(this.words, REGIONS_LIMIT, handles)
  }

  /** Bytes mapped by all engines that share the budget. */
  get mappedBytes(): number {
    return Atomics.load(this.words, UNITS) * UNIT_BYTES
  }

  get mappedBytesMax(): number {
    return Atomics.load(this.words, UNITS_LIMIT) * UNIT_BYTES
  }

  /** Whether another region of `bytes` fits at this moment. */
  fits(bytes: number): boolean {
    const { words } = this
    return (
      Atomics.load(words, UNITS) + units(bytes) <= Atomics.load(words, UNITS_LIMIT) &&
      Atomics.load(words, REGIONS) < Atomics.load(words, REGIONS_LIMIT)
    )
  }

  /** Enters a region of `bytes` if it fits. */
  tryReserve(bytes: number): boolean {
    this.reserve(bytes)
    const { words } = this
    if (
      Atomics.load(words, UNITS) <= Atomics.load(words, UNITS_LIMIT) &&
      Atomics.load(words, REGIONS) <= Atomics.load(words, REGIONS_LIMIT)
    ) {
      return true
    }
    this.release(bytes)
    return false
  }

  /** Enters a region of `bytes` whether it fits or not. */
  reserve(bytes: number): void {
    Atomics.add(this.words, UNITS, units(bytes))
    Atomics.add(this.words, REGIONS, 1)
  }

  /** Takes a region of `bytes` out. */
  release(bytes: number): void {
    Atomics.sub(this.words, UNITS, units(bytes))
    Atomics.sub(this.words, REGIONS, 1)
    if (!this.pressed) return
    Atomics.add(this.words, RELEASES, 1)
    Atomics.notify(this.words, RELEASES)
  }

  /** Whether a thread waits for room. */
  get pressed(): boolean {
    return Atomics.load(this.words, WAITING) > 0
  }

  /** Enters a region of `bytes` as soon as other threads have made room for it; false: not within `timeout` ms. */
  waitToReserve(bytes: number, timeout: number): boolean {
    const deadline = performance.now() + timeout
    Atomics.add(this.words, WAITING, 1)
    try {
      for (;;) {
        const releases = Atomics.load(this.words, RELEASES)
        if (this.tryReserve(bytes)) return true
        const left = deadline - performance.now()
        if (left <= 0) return false
        Atomics.wait(this.words, RELEASES, releases, left)
      }
    } finally {
      Atomics.sub(this.words, WAITING, 1)
    }
  }

  private static withLimits(limits: { maxMemorySize?: number; maxOpenHandles?: number } = {}): MapBudget {
    const { maxMemorySize = MEMORY_BYTES_MAX_DEFAULT, maxOpenHandles = HANDLES_MAX_DEFAULT } = limits
    const budget = new MapBudget(new SharedArrayBuffer(WORDS * 4))
    budget.raiseTo(maxMemorySize, maxOpenHandles)
    return budget
  }
}

/** Those of which engines of this thread hold regions: no others, so that none is kept alive that is used no more. */
const heldBudgets = new Set<MapBudget>()
let givesBackWithThread = false

/** A thread that ends takes its maps with it; one that is terminated from outside cannot. */
function giveBackWithThread(): void {
  if (givesBackWithThread || isMainThread) return
  givesBackWithThread = true
  process.once('exit', () => {
    for (const budget of [...heldBudgets]) {
      for (const member of [...budget.members]) member.giveBack(Infinity)
    }
  })
}

/** The budget of {@link MapBudget.ofProcess}, from its first use on. */
let ofProcess: MapBudget | undefined

function units(bytes: number): number {
  return Math.ceil(bytes / UNIT_BYTES)
}

function raise(words: Int32Array, index: number, limit: number): void {
  const wanted = Math.min(limit, UNITS_MAX)
  for (;;) {
    const now = Atomics.load(words, index)
    if (now >= wanted || Atomics.compareExchange(words, index, now, wanted) === now) return
  }
}
