/**
 * Runs operations on a manager and files of known bytes, and compares what it does with what it promises.
 *
 * After every operation: the bytes, the claims that cursors hold, the bytes and regions mapped against the limits and
 * against the backend's own account, and that no view of an unmapped region is left alive. Every so often, and at the
 * end: the manager's counts against the cursors, `/proc/self/maps`, and `/proc/self/fd`.
 */
import { formatByteSize } from '../base/byte-size.js'
import { alignUp } from '../smmap/alignment.js'
import { MapBudget, type MapBackend, type MapError } from '../smmap/index.js'
import { retainedEntries } from './checks/retained.js'
import { type Holdings, SystemWatch } from './checks/system-watch.js'
import { checkBytes, checkSlot, checkView, type Wanted } from './checks/view-check.js'
import type { EngineManager, EngineRegion, ManagerKind } from './engine.js'
import type { Engine } from './load-engine.js'
import type { Operation } from './operation.js'
import type { Rendezvous } from './parallel/rendezvous.js'
import { readBy } from './read-by.js'
import { type Slot, Slots } from './slots.js'
import type { FileVersion, StressFile, StressFiles } from './stress-files.js'
import type { EngineCounters, Subject, Tally } from './subject.js'
import type { SharedTally } from './parallel/shared-tally.js'
import { rest, turns } from './turns.js'
import { ViolationError } from './violation.js'
import { type MapListener, type WatchedMap, WatchingBackend } from './watching-backend.js'

export interface EngineSetup {
  readonly engine: Engine
  readonly manager: ManagerKind
  readonly backend: MapBackend
  readonly memoryBytes: number
  /** 0: whole files. */
  readonly windowBytes: number
  readonly handles: number
  /** Whether the two may never be exceeded. */
  readonly strict: boolean
  /** `Infinity`: what is unused never goes by itself. */
  readonly idleMilliseconds: number
  /** Shared by the threads of a process; absent: this is the only engine. */
  readonly budget?: MapBudget | undefined
  /** What the engines that share the budget have mapped. */
  readonly together?: SharedTally | undefined
  /** Where this engine meets those of other threads on the same files; absent: there are none. */
  readonly others?: Rendezvous | undefined
  readonly listener?: MapListener | undefined
}

/** Operations between two full checks. */
const FULL_CHECK_EVERY = 256

/** Entries of tables that may stay behind. */
const ENTRIES_ALLOWED = 64

/** Codes of MapLimitError, and of all errors that a map can end with. */
const LIMIT_CODE = 'MAP_LIMIT'
const MAP_CODES = [LIMIT_CODE, 'MAP_FAILED', 'FILE_CHANGED']

export class EngineSubject implements Subject {
  readonly tally: Tally = { milliseconds: -1, bytesChecked: 0, checks: 0, faults: 0, expectedErrors: 0 }
  readonly backend: WatchingBackend
  private readonly manager: EngineManager
  private readonly slots: Slots
  /** The file of the operation that runs, and the map that its cursor gives back. */
  private atWork: StressFile | undefined
  private leaving: WatchedMap | undefined
  /** Whether the operation ended in an error, which may leave what it cleared away unmapped. */
  private hasFailed = false
  /** Operations that asked for bytes. */
  private uses = 0
  private mapsBefore = 0
  /** Whether the operation ends without a claim on what it has mapped last. */
  private givesBack = false
  private readonly entriesAtFirst: number
  /** A cursor shows no more than a window, unless more has to be contiguous. */
  private readonly viewBytesMax: number
  private sinceFullCheck = 0
  private readonly system: SystemWatch | undefined
  /** One of its own where nobody shares it: that of the process would let other managers count. */
  private readonly budget: MapBudget
  private readonly count = (bytes: number): void => {
    this.tally.bytesChecked += bytes
  }

  /** @param folder Real path of the folder that the files are in; nothing else may map them in this process. */
  constructor(
    private readonly setup: EngineSetup,
    private readonly files: StressFiles,
    folder: string,
  ) {
    this.budget = setup.budget ?? MapBudget.create({ maxMemorySize: Infinity, maxOpenHandles: Infinity })
    if (files.ours) {
      this.system = new SystemWatch(folder, setup.strict ? setup.memoryBytes : Infinity, setup.others, () => {
        this.checkBudget()
      })
    }
    this.backend = new WatchingBackend(setup.backend, setup.listener, setup.together)
    this.manager = setup.engine.factory(setup.manager, {
      windowSize: setup.windowBytes,
      maxMemorySize: setup.memoryBytes,
      maxOpenHandles: setup.handles,
      strict: setup.strict,
      backend: this.backend,
      budget: this.budget,
      reportLeaks: false,
      idleTimeout: setup.idleMilliseconds,
      trace: '', // whatever the environment says: `--record` writes what the harness asks for
    })
    this.viewBytesMax = setup.windowBytes || Infinity
    this.slots = new Slots(this.manager, files)
    this.entriesAtFirst = this.entries()
  }

  run(operation: Operation): Promise<void> | undefined {
    this.tally.milliseconds = -1
    this.hasFailed = false
    this.mapsBefore = this.backend.maps
    this.givesBack = operation.kind === 'read'
    const pending = this.perform(operation)
    this.checkQuickly()
    this.checkEvictions(operation)
    if (++this.sinceFullCheck >= FULL_CHECK_EVERY || this.system?.isAwaited === true) this.checkAll()
    return pending
  }

  counters(): EngineCounters {
    const { manager, backend } = this
    const { mapsItself } = this.setup.engine
    const unknown = { hits: 0, misses: this.uses, evictions: 0, reads: 0 }
    const stats = manager.stats?.()
    const { hits, misses, evictions, reads } = stats ?? unknown
    const { mappedBytesPeak, maps, unmaps } = (mapsItself ? stats : undefined) ?? backend
    return {
      mappedBytes: this.mappedBytesOfAll,
      mappedBytesPeak,
      handles: this.regions,
      regionsPeak: backend.regionsPeak,
      hits,
      misses,
      maps,
      unmaps,
      evictions,
      reads,
    }
  }

  checkAll(): void {
    this.sinceFullCheck = 0
    this.tally.checks++
    this.checkClaims()
    this.checkSystem()
  }

  async finish(): Promise<void> {
    this.slots.dropAll()
    this.checkAll()
    this.manager.collect()
    this.checkNothingHeld()
    await turns()
    this.checkSystem()
    if (this.setup.engine.has.forgets) this.checkTables()
  }

  async dispose(): Promise<void> {
    this.slots.forget()
    this.manager.close()
    this.files.restore()
    await turns()
  }

  private checkNothingHeld(): void {
    this.checkQuickly()
    const stats = this.manager.stats?.()
    if (this.regions > 0 || stats === undefined) {
      if (this.regions === 0) return
      const held = `${this.regions} regions are mapped`
      throw new ViolationError('leaked-claim', `with every cursor disposed of, ${held}`)
    }
    const { regions, mappedBytes, pinnedBytes, copiedBytes, descriptors, files } = stats
    if (regions + mappedBytes + pinnedBytes + copiedBytes > 0) {
      const held = `${regions} regions, ${mappedBytes} bytes mapped, ${copiedBytes} bytes copied`
      throw new ViolationError('leaked-claim', `with every cursor disposed of, the manager holds ${held}`)
    }
    const remembered = Object.values(files).reduce((sum, count) => sum + count, 0)
    if (remembered > 0 && this.setup.engine.has.forgets) {
      const known = `the manager still knows ${remembered} files`
      throw new ViolationError('leaked-claim', `with every cursor disposed of and nothing mapped, ${known}`)
    }
    if (descriptors > 0) {
      throw new ViolationError(
        'descriptors-leaked',
        `with nothing mapped, ${descriptors} descriptors are open`,
      )
    }
  }

  /** Bytes mapped by all who share the limit, and the regions of this engine. */
  private get mappedBytesOfAll(): number {
    return this.setup.engine.mapsItself ? this.manager.mappedMemorySize() : this.backend.mappedBytesOfAll
  }

  private get regions(): number {
    return this.setup.engine.mapsItself ? this.manager.numFileHandles() : this.backend.regions
  }

  private perform(operation: Operation): Promise<void> | undefined {
    switch (operation.kind) {
      case 'use':
        this.use(operation)
        return undefined
      case 'read':
        this.read(operation)
        return undefined
      case 'resume':
        this.resume(operation)
        return undefined
      case 'open':
        this.open(operation)
        return undefined
      case 'unuse':
        this.slots.unuse(operation.slot)
        return undefined
      case 'drop':
        this.slots.drop(operation.slot)
        return undefined
      case 'assign':
        this.slots.assign(operation.slot, operation.from)
        return undefined
      case 'collect':
        this.manager.collect()
        return undefined
      case 'release-all':
        this.manager.releaseAll()
        this.slots.forgetClaims()
        return undefined
      case 'turn':
        return turns()
      case 'rest':
        return rest(operation.milliseconds)
      case 'object':
      case 'header':
      case 'path':
        throw new TypeError(`an engine has no objects: ${operation.kind}`)
      case 'fail':
      case 'hide':
      case 'show':
      case 'truncate':
      case 'grow':
      case 'replace':
      case 'replace-alike':
        this.tally.faults++
        this.injure(operation)
        return undefined
    }
  }

  private injure(
    operation: Extract<
      Operation,
      { kind: 'fail' | 'hide' | 'show' | 'truncate' | 'grow' | 'replace' | 'replace-alike' }
    >,
  ): void {
    if (operation.kind === 'fail') {
      this.backend.failNext(operation.code, operation.count)
      return
    }
    if (!this.files.ours) return
    const file = this.fileAt(operation.file)
    if (operation.kind === 'truncate') this.files.truncate(file, operation.size)
    else if (operation.kind === 'grow') this.files.grow(file, operation.size)
    else if (operation.kind === 'replace-alike') this.files.replaceAlike(file)
    else this.files[operation.kind](file)
  }

  private use(operation: UseOperation): void {
    const { slot: index, file, offset, size, minSize } = operation
    this.attempt(operation, { offset, size, minSize }, (): Slot => {
      const slot = this.slots.on(index, this.fileAt(file))
      this.leaving = this.mapOf(slot)
      slot.claimed = false
      slot.cursor.useRegion(offset, size, minSize)
      this.show(slot, offset)
      return slot
    })
    const slot = this.slots.at(index)
    if (slot !== undefined && this.tally.milliseconds >= 0)
      checkView(slot, operation, this.viewBytesMax, this.count)
  }

  private open({ slot, file, as }: Extract<Operation, { kind: 'open' }>): void {
    const there = this.fileAt(file)
    // A name that is taken away is what the use of a cursor is for to find out.
    if (there.visible) this.slots.open(slot, there, as)
  }

  private resume({ slot: index, offset }: Extract<Operation, { kind: 'resume' }>): void {
    const slot = this.slots.at(index)
    if (slot === undefined || slot.claimed) return
    const region = slot.cursor.resume!(offset)
    if (region === undefined) {
      if (slot.cursor.isValid())
        throw new ViolationError('wrong-bytes', 'resume() gave nothing and claims it')
      return
    }
    this.show(slot, offset)
    checkView(slot, { offset, size: 0, minSize: 0 }, this.viewBytesMax, this.count)
  }

  /** What the slot's cursor shows now. */
  private show(slot: Slot, offset: number): void {
    slot.region = slot.cursor.region()
    slot.view = slot.region === undefined ? undefined : slot.cursor.buffer()
    slot.claimed = slot.region !== undefined
    slot.offset = offset
  }

  private read(operation: ReadOperation): void {
    const { by, slot: index, file, offset, size } = operation
    let got: Uint8Array = NO_BYTES
    this.attempt(operation, { offset, size, minSize: 0 }, (): Slot => {
      const slot = this.slots.on(index, this.fileAt(file))
      this.leaving = this.mapOf(slot)
      slot.claimed = false
      got = readBy(by, slot.cursor, offset, size)
      this.show(slot, slot.cursor.isValid() ? slot.cursor.ofsBegin() : offset)
      return slot
    })
    const slot = this.slots.at(index)
    if (slot === undefined || this.tally.milliseconds < 0) return
    const should = Math.max(0, Math.min(size, slot.version.size - offset))
    if (got.length !== should) {
      const told = `${by} gave ${got.length} bytes from ${offset}`
      throw new ViolationError('wrong-bytes', `${told}, where the file has ${should}`)
    }
    checkBytes(slot, offset, got, this.count)
  }

  /** Runs what may have to map, and looks at how it ended. */
  private attempt(operation: UseOperation | ReadOperation, wanted: Wanted, act: () => Slot): void {
    const injectedBefore = this.backend.injected
    this.atWork = this.fileAt(operation.file)
    this.uses++
    const begun = performance.now()
    try {
      act()
    } catch (error) {
      const slot = this.slots.at(operation.slot)
      this.explain(error, slot?.file === this.atWork ? slot : undefined, operation, wanted, injectedBefore)
      return
    }
    this.tally.milliseconds = performance.now() - begun
    const injected = this.backend.injected - injectedBefore
    if (injected > this.backend.bearable) {
      const failures = `${injected} attempts to map failed with ${this.backend.failureCode}`
      throw new ViolationError('missing-error', `${failures}, and the cursor says nothing of it`)
    }
  }

  /** Whether `error` is one that the operation had to end with. @throws {ViolationError} It is not. */
  private explain(
    error: unknown,
    slot: Slot | undefined,
    operation: UseOperation | ReadOperation,
    wanted: Wanted,
    injectedBefore: number,
  ): void {
    if (error instanceof ViolationError) throw error
    if (!this.isExpected(error, slot, wanted, this.backend.injected - injectedBefore)) {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      throw new ViolationError('unexpected-error', what, { cause: error })
    }
    this.tally.expectedErrors++
    this.hasFailed = true
    // A cursor on a file that is gone is of no more use, and claims stand in the way of what has no room.
    if (isMapError(error) && error.code === LIMIT_CODE) this.slots.unuseAll()
    else this.slots.drop(operation.slot)
  }

  private isExpected(error: unknown, slot: Slot | undefined, wanted: Wanted, injected: number): boolean {
    if (!isMapError(error)) return false
    // One failure for want of something is answered by giving everything unused back and trying again.
    if (injected > this.backend.bearable) return true
    const file = this.atWork!
    if (error.code === LIMIT_CODE) return this.isFull(slot?.version ?? file.version, wanted)
    if (!file.visible || slot === undefined) return !file.visible
    return slot.version !== file.version
  }

  /** Whether what is claimed leaves no room for the region that the bytes need. */
  private isFull({ size: fileSize }: FileVersion, { offset, size, minSize }: Wanted): boolean {
    const { memoryBytes, handles, budget, manager, strict } = this.setup
    const stats = this.manager.stats?.()
    if (stats === undefined) return true // who knows what is claimed
    const { pinnedBytes, copiedBytes, regionsPinned } = stats
    if (budget !== undefined || this.backend.waiting !== undefined) return true // others take part in it
    const { granularity } = this.backend
    const least =
      manager === 'static'
        ? fileSize // a cursor may be on a file that has since been changed
        : Math.max(1, minSize, Math.min(size, 65_536)) + (offset % granularity)
    const isOver = pinnedBytes + copiedBytes + alignUp(least, granularity) > memoryBytes
    return regionsPinned >= handles || (strict && isOver)
  }

  // Hot: after every operation.
  private checkQuickly(): void {
    const { backend, manager } = this
    if (backend.violation) throw backend.violation
    for (const slot of this.slots) checkSlot(slot)
    if (!this.setup.engine.mapsItself) this.checkCounts(manager, backend)
    this.checkLimits()
  }

  private checkCounts(manager: EngineManager, backend: WatchingBackend): void {
    const mapped = manager.mappedMemorySize()
    if (mapped !== backend.mappedBytes || manager.numFileHandles() !== backend.regions) {
      const counted = `${mapped} bytes in ${manager.numFileHandles()} regions`
      const there = `${backend.mappedBytes} bytes in ${backend.regions}`
      throw new ViolationError(
        'maps-differ',
        `the manager counts ${counted}, the backend has mapped ${there}`,
      )
    }
  }

  /** Hard limits are never exceeded; soft ones only by a map for which nothing that is mapped could go. */
  private checkLimits(): void {
    const { backend, mappedBytesOfAll: mappedOfAll, regions: there } = this
    const { memoryBytes, handles, strict, budget } = this.setup
    if (mappedOfAll <= memoryBytes && there <= handles) return
    if (!strict) {
      const unused = this.manager.stats?.()
      if (unused === undefined) return
      const regions = unused.regions - unused.regionsPinned
      // Room is made when something is mapped; and what others of the process claim cannot be seen here.
      if (regions <= (this.givesBack ? 1 : 0) || budget !== undefined || backend.maps === this.mapsBefore)
        return
      const over = `${formatByteSize(mappedOfAll)} in ${there} regions are mapped, above a soft limit`
      throw new ViolationError('memory-limit', `${over}, and ${regions} of the regions are unused`)
    }
    if (mappedOfAll > memoryBytes) {
      const sizes = `${formatByteSize(mappedOfAll)} are mapped, and the limit is ${formatByteSize(memoryBytes)}`
      throw new ViolationError('memory-limit', sizes)
    }
    throw new ViolationError('handle-limit', `${there} regions are mapped, and the limit is ${handles}`)
  }

  /** In what order the operation has made room. */
  private checkEvictions(operation: Operation): void {
    if (!this.setup.engine.has.lruEviction) return
    const claimed = new Set<WatchedMap>()
    for (const slot of this.slots) {
      const map = slot.claimed ? this.mapOf(slot) : undefined
      if (map !== undefined) claimed.add(map)
    }
    const inTurn = operation.kind !== 'release-all' && !this.hasFailed
    try {
      const slot = 'slot' in operation ? this.slots.at(operation.slot) : undefined
      const own = slot?.version.inode.number
      this.backend.evictions.check(claimed, this.leaving, own, operation.kind === 'read', inTurn)
    } catch (error) {
      this.checkClaims() // a region whose claims are miscounted is not evicted either, and then this is the reason
      throw error
    }
    this.leaving = undefined
    this.atWork = undefined
  }

  private mapOf({ view }: Slot): WatchedMap | undefined {
    return view === undefined ? undefined : this.backend.mapOf(view)
  }

  private checkClaims(): void {
    const stats = this.manager.stats?.()
    if (stats === undefined) return
    const claims = new Map<EngineRegion, number>()
    let copied = 0
    for (const slot of this.slots) {
      if (!slot.claimed) continue
      const region = slot.cursor.region()!
      if (!claims.has(region) && region.shared === false) copied += region.cost ?? 0
      claims.set(region, (claims.get(region) ?? 0) + 1)
    }
    let pinned = 0
    for (const [region, count] of claims) {
      if (region.shared !== false) pinned += region.cost ?? 0
      const counts = region.clientCount?.() ?? count + 1
      if (counts === count + 1) continue
      const counted = `${counts - 1} claims are counted`
      throw new ViolationError('leaked-claim', `${counted} on a region that ${count} cursors claim`)
    }
    if (stats.pinnedBytes !== pinned || stats.copiedBytes !== copied) {
      const counted = `${stats.pinnedBytes} bytes pinned and ${stats.copiedBytes} copied`
      throw new ViolationError('leaked-claim', `${counted}; the cursors claim ${pinned} and ${copied}`)
    }
    const { has, mapsItself } = this.setup.engine
    if (has.forgets && !mapsItself) this.checkFiles(stats.files)
    if (!this.setup.strict) return
    if (stats.mappedBytes + stats.copiedBytes > this.setup.memoryBytes) {
      const held = formatByteSize(stats.mappedBytes + stats.copiedBytes)
      const most = formatByteSize(this.setup.memoryBytes)
      throw new ViolationError('memory-limit', `${held} are mapped or copied, and the limit is ${most}`)
    }
    if (stats.descriptors > this.setup.handles) {
      const open = `${stats.descriptors} descriptors are open`
      throw new ViolationError('descriptor-limit', `${open}, and the limit is ${this.setup.handles}`)
    }
  }

  /** Files that nobody has a cursor on, and of which nothing is mapped, must be forgotten. */
  private checkFiles(known: Readonly<Record<string, number>>): void {
    const count = Object.values(known).reduce((sum, files) => sum + files, 0)
    const needed = new Set<unknown>(this.backend.filesMapped)
    const cursors = [...this.slots].length
    if (count <= needed.size + cursors) return
    const why = `${needed.size} are mapped and ${cursors} cursors are left`
    throw new ViolationError('tables-grow', `the manager knows ${count} files, of which ${why}`)
  }

  /** With everything given back, a manager keeps as much as a new one, and some reserves. */
  private checkTables(): void {
    const entries = this.entries()
    if (entries <= this.entriesAtFirst + ENTRIES_ALLOWED) return
    const grown = `from ${this.entriesAtFirst} entries when it was new to ${entries}`
    throw new ViolationError('tables-grow', `with everything given back, the manager's tables went ${grown}`)
  }

  private entries(): number {
    if (!this.setup.engine.has.forgets) return 0
    return retainedEntries(this.manager, [this.backend, this.budget, this.setup, this.files])
  }

  private checkSystem(): void {
    const { backend, manager, setup } = this
    const { bytes, maps } = backend.waiting ?? { bytes: 0, maps: 0 }
    const mappedBytes = (): number =>
      setup.engine.mapsItself ? manager.mappedMemorySize() : backend.mappedBytes
    const holdings = (): Holdings => {
      const descriptors = manager.stats?.().descriptors ?? -1
      return {
        bytesInMaps: backend.name === 'read' ? 0 : mappedBytes(),
        waitingBytes: bytes + maps * backend.granularity,
        descriptors: descriptors < 0 ? -1 : descriptors + this.files.descriptorsOpen,
      }
    }
    const makeRoom = (): void => {
      if (setup.budget?.pressed === true) manager.collect()
    }
    this.system?.compare(holdings, makeRoom)
  }

  /** Room that was reserved for a map and not given back is lost to all who share the budget. */
  private checkBudget(): void {
    if (this.setup.engine.mapsItself) return
    const reserved = this.budget.mappedBytes
    const mapped = this.backend.mappedBytesOfAll
    // Threads with files of their own do not stand still for this.
    const isCertain = this.setup.budget === undefined || this.setup.others !== undefined
    if (reserved <= mapped || !isCertain) return
    const told = `${formatByteSize(reserved)} of the shared budget are taken`
    throw new ViolationError('leaked-budget', `${told}, and ${formatByteSize(mapped)} are mapped`)
  }

  private fileAt(index: number): StressFile {
    const { files } = this.files
    return files[index % files.length]!
  }
}

type UseOperation = Extract<Operation, { kind: 'use' }>
type ReadOperation = Extract<Operation, { kind: 'read' }>

const NO_BYTES = new Uint8Array(0)

/** By its code and not by its class: an engine of the user's may come with a copy of packmap of its own. */
function isMapError(error: unknown): error is MapError {
  return error instanceof Error && MAP_CODES.includes((error as Partial<MapError>).code ?? '')
}
