/**
 * One limit for all engines of a process, whatever threads they run in: counters in shared memory.
 *
 * A region is entered before it is mapped and taken out after it is unmapped, so the sum is never below what is
 * mapped. A thread that finds no room releases what it holds unused; when others hold it, it raises a flag and
 * waits a little, and each of them gives back half of its unused regions at its next miss or idle tick.
 *
 * What is entered here is entered into the {@link SystemShare} of the process, too, whose limits are hard for all.
 */
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import {
  checkCount,
  describeBudgetLimit,
  describeRegionLimit,
  HANDLES_MAX_DEFAULT,
  MEMORY_BYTES_MAX_DEFAULT,
} from './limits.js'
import { SystemShare } from './system-share.js'
import { unitsOf, UNIT_BYTES, UNITS_MAX, WaitingRoom } from './waiting-room.js'

/** Where a worker finds the counters of its process. */
const ENVIRONMENT_KEY = 'packmap.map-budget'

/** The words of the shared memory; the last ones are the waiting room's. */
const UNITS = 0
const REGIONS = 1
const UNITS_LIMIT = 2
const REGIONS_LIMIT = 3
const ROOM = 4
const WORDS = ROOM + WaitingRoom.WORDS

/** What a region counts. */
export interface RegionCost {
  readonly bytes: number
  /** Maps of the system. */
  readonly maps: number
}

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
  private readonly room: WaitingRoom

  private constructor(shared: SharedArrayBuffer) {
    this.shared = shared
    this.words = new Int32Array(shared)
    this.room = new WaitingRoom(this.words, ROOM)
    ofThread.set(shared, this)
  }

  /**
   * A budget of its own. Both limits may be `Infinity`, which is 8 TiB and 2^31 regions. The one on memory is hard for
   * managers that are `strict`, the one on regions for all.
   *
   * @throws {RangeError} A limit is no whole number, or below 1.
   */
  static create(limits: { maxMemorySize?: number; maxOpenHandles?: number } = {}): MapBudget {
    giveBackWithThread()
    return MapBudget.withLimits(limits)
  }

  /** The budget whose {@link MapBudget.shared} came from another thread. */
  static attach(shared: SharedArrayBuffer): MapBudget {
    giveBackWithThread()
    return ofThread.get(shared) ?? new MapBudget(shared)
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

  /** @internal An engine holds regions from now on. */
  join(member: BudgetMember): void {
    this.holders.add(member)
    heldBudgets.add(this)
  }

  /** @internal An engine holds none any more. */
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

  /** Most of them. */
  get mappedBytesMax(): number {
    return Atomics.load(this.words, UNITS_LIMIT) * UNIT_BYTES
  }

  /** @internal Whether another region fits at this moment, as far as is known without asking the system. */
  fits({ bytes, maps }: RegionCost): boolean {
    const { words } = this
    return (
      Atomics.load(words, UNITS) + unitsOf(bytes) <= Atomics.load(words, UNITS_LIMIT) &&
      Atomics.load(words, REGIONS) < Atomics.load(words, REGIONS_LIMIT) &&
      SystemShare.ofProcess().fits(bytes, maps)
    )
  }

  /**
   * @internal Enters a region if it fits.
   *
   * @param strict False: the limit on memory may be exceeded, those on regions and of the system may not.
   */
  tryReserve(cost: RegionCost, strict: boolean): boolean {
    const { words } = this
    Atomics.add(words, UNITS, unitsOf(cost.bytes))
    Atomics.add(words, REGIONS, 1)
    const fits =
      Atomics.load(words, REGIONS) <= Atomics.load(words, REGIONS_LIMIT) &&
      (!strict || Atomics.load(words, UNITS) <= Atomics.load(words, UNITS_LIMIT)) &&
      SystemShare.ofProcess().tryReserve(cost.bytes, cost.maps)
    if (!fits) this.takeOut(cost.bytes)
    return fits
  }

  /** @internal Takes a region out. */
  release(cost: RegionCost): void {
    SystemShare.ofProcess().release(cost.bytes, cost.maps)
    this.takeOut(cost.bytes)
  }

  /** @internal Whether a thread waits for room. */
  get pressed(): boolean {
    return this.room.pressed || SystemShare.ofProcess().waitingRoom.pressed
  }

  /** @internal Has the other engines of this thread release unused regions until `cost` fits, those of other budgets last. */
  askOthers(asking: BudgetMember, cost: RegionCost): void {
    for (const budget of new Set([this, ...heldBudgets])) {
      for (const member of [...budget.holders]) {
        if (this.fits(cost)) return
        if (member !== asking) member.giveBack(cost.bytes)
      }
      // What is short may be this budget's alone: then no other can help.
      if (SystemShare.ofProcess().fits(cost.bytes, cost.maps)) return
    }
  }

  /** @internal Has all engines of this thread, whatever their budgets, release everything unused. */
  askAllOfThread(): void {
    for (const budget of [...heldBudgets]) {
      for (const member of [...budget.holders]) member.giveBack(Infinity)
    }
  }

  /** @internal Enters a region as soon as other threads have made room for it; false: not within `timeout` ms. */
  waitToReserve(cost: RegionCost, strict: boolean, timeout: number): boolean {
    const system = SystemShare.ofProcess()
    const room = system.fits(cost.bytes, cost.maps) ? this.room : system.waitingRoom
    return room.wait(() => this.tryReserve(cost, strict), timeout)
  }

  /** @internal Why a region was refused. */
  describeShortage({ bytes, maps }: RegionCost, strict: boolean): string {
    const regionsMax = Atomics.load(this.words, REGIONS_LIMIT)
    // What others are about to take back is counted, too.
    if (Atomics.load(this.words, REGIONS) >= regionsMax) return describeRegionLimit(regionsMax)
    const { mappedBytes, mappedBytesMax } = this
    if (strict && mappedBytes + bytes > mappedBytesMax) {
      return describeBudgetLimit(bytes, mappedBytes, mappedBytesMax)
    }
    return SystemShare.ofProcess().describeShortage(bytes, maps)
  }

  /** @internal This thread ends. */
  end(): void {
    for (const member of [...this.holders]) member.giveBack(Infinity)
    this.room.leave()
  }

  private takeOut(bytes: number): void {
    Atomics.sub(this.words, UNITS, unitsOf(bytes))
    Atomics.sub(this.words, REGIONS, 1)
    this.room.released()
  }

  private static withLimits(limits: { maxMemorySize?: number; maxOpenHandles?: number } = {}): MapBudget {
    const { maxMemorySize = MEMORY_BYTES_MAX_DEFAULT, maxOpenHandles = HANDLES_MAX_DEFAULT } = limits
    checkCount('maxMemorySize', maxMemorySize, 1)
    checkCount('maxOpenHandles', maxOpenHandles, 1)
    const budget = new MapBudget(new SharedArrayBuffer(WORDS * 4))
    budget.raiseTo(maxMemorySize, maxOpenHandles)
    return budget
  }
}

/** Budgets of this thread by their counters, so that engines that share them know of one another. */
const ofThread = new WeakMap<SharedArrayBuffer, MapBudget>()

/** Those of which engines of this thread hold regions: no others, so that none is kept alive that is used no more. */
const heldBudgets = new Set<MapBudget>()
let givesBackWithThread = false

/** A thread that ends takes its maps with it; one that is terminated from outside cannot. */
function giveBackWithThread(): void {
  if (givesBackWithThread || isMainThread) return
  givesBackWithThread = true
  process.once('exit', () => {
    for (const budget of [...heldBudgets]) budget.end()
    SystemShare.ofProcess().end()
  })
}

/** The budget of {@link MapBudget.ofProcess}, from its first use on. */
let ofProcess: MapBudget | undefined

function raise(words: Int32Array, index: number, limit: number): void {
  const wanted = Math.min(limit, UNITS_MAX)
  for (;;) {
    const now = Atomics.load(words, index)
    if (now >= wanted || Atomics.compareExchange(words, index, now, wanted) === now) return
  }
}
