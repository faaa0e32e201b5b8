/**
 * Runs operations on a manager and files of known bytes, and compares what it does with what it promises.
 *
 * After every operation: the bytes, the claims that cursors hold, the bytes and regions mapped against the limits and
 * against the backend's own account, and that no view of an unmapped region is left alive. Every so often, and at the
 * end: the manager's counts against the cursors, `/proc/self/maps`, and `/proc/self/fd`.
 */
import { formatByteSize } from '../base/byte-size.js'
import { alignUp } from '../smmap/alignment.js'
import {
  MapBudget,
  type MapBackend,
  type MapError,
  type MapManager,
  type MapRegion,
  type WindowCursor,
} from '../smmap/index.js'
import { type Holdings, SystemWatch } from './checks/system-watch.js'
import type { EngineFactory, ManagerKind } from './engine.js'
import type { Operation } from './operation.js'
import type { Rendezvous } from './parallel/rendezvous.js'
import type { FileVersion, StressFile, StressFiles } from './stress-files.js'
import type { EngineCounters, Subject, Tally } from './subject.js'
import { differenceAt } from './truth.js'
import type { SharedTally } from './parallel/shared-tally.js'
import { turns } from './turns.js'
import { ViolationError } from './violation.js'
import { type MapListener, WatchingBackend } from './watching-backend.js'

export interface EngineSetup {
  readonly factory: EngineFactory
  readonly manager: ManagerKind
  readonly backend: MapBackend
  readonly memoryBytes: number
  /** 0: whole files. */
  readonly windowBytes: number
  readonly handles: number
  /** Shared by the threads of a process; absent: this is the only engine. */
  readonly budget?: MapBudget | undefined
  /** What the engines that share the budget have mapped. */
  readonly together?: SharedTally | undefined
  /** Where this engine meets those of other threads on the same files; absent: there are none. */
  readonly others?: Rendezvous | undefined
  readonly listener?: MapListener | undefined
}

interface Slot {
  cursor: WindowCursor
  file: StressFile
  /** Of the file, when the cursor was made. */
  version: FileVersion
  /** Whether the cursor must be valid now. */
  claimed: boolean
  /** The last view, its region and its offset: whole until the region is unmapped, and then of length 0. */
  view: Uint8Array | undefined
  region: MapRegion | undefined
  offset: number
}

/** Operations between two full checks. */
const FULL_CHECK_EVERY = 256

/** Codes of MapLimitError, and of all errors that a map can end with. */
const LIMIT_CODE = 'MAP_LIMIT'
const MAP_CODES = [LIMIT_CODE, 'MAP_FAILED', 'FILE_CHANGED']

export class EngineSubject implements Subject {
  readonly tally: Tally = { milliseconds: -1, bytesChecked: 0, checks: 0, faults: 0, expectedErrors: 0 }
  readonly backend: WatchingBackend
  private readonly manager: MapManager
  private readonly slots: (Slot | undefined)[] = []
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
      this.system = new SystemWatch(folder, setup.others, () => {
        this.checkBudget()
      })
    }
    this.backend = new WatchingBackend(setup.backend, setup.listener, setup.together)
    this.manager = setup.factory(setup.manager, {
      windowSize: setup.windowBytes,
      maxMemorySize: setup.memoryBytes,
      maxOpenHandles: setup.handles,
      strict: true,
      backend: this.backend,
      budget: this.budget,
      reportLeaks: false,
      idleTimeout: Infinity,
      trace: '', // whatever the environment says: `--record` writes what the harness asks for
    })
  }

  run(operation: Operation): Promise<void> | undefined {
    this.tally.milliseconds = -1
    const pending = this.perform(operation)
    this.checkQuickly()
    if (++this.sinceFullCheck >= FULL_CHECK_EVERY || this.system?.isAwaited === true) this.checkAll()
    return pending
  }

  counters(): EngineCounters {
    const { hits, misses, evictions, reads } = this.manager.stats()
    const { mappedBytesOfAll, mappedBytesPeak, regions, maps, unmaps } = this.backend
    return {
      mappedBytes: mappedBytesOfAll,
      mappedBytesPeak,
      handles: regions,
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
    this.slots.forEach((_, slot) => {
      this.drop(slot)
    })
    this.checkAll()
    this.manager.collect()
    const { regions, mappedBytes, pinnedBytes, copiedBytes, descriptors, files } = this.manager.stats()
    if (regions + mappedBytes + pinnedBytes + copiedBytes > 0) {
      const held = `${regions} regions, ${mappedBytes} bytes mapped, ${copiedBytes} bytes copied`
      throw new ViolationError('leaked-claim', `with every cursor disposed of, the manager holds ${held}`)
    }
    this.checkQuickly()
    const remembered = Object.values(files).reduce((sum, count) => sum + count, 0)
    if (remembered > 0) {
      const known = `the manager still knows ${remembered} files`
      throw new ViolationError('leaked-claim', `with every cursor disposed of and nothing mapped, ${known}`)
    }
    if (descriptors > 0) {
      throw new ViolationError(
        'descriptors-leaked',
        `with nothing mapped, ${descriptors} descriptors are open`,
      )
    }
    await turns()
    this.checkSystem()
  }

  async dispose(): Promise<void> {
    this.slots.length = 0
    this.manager[Symbol.dispose]()
    this.files.restore()
    await turns()
  }

  private perform(operation: Operation): Promise<void> | undefined {
    switch (operation.kind) {
      case 'use':
        this.use(operation)
        return undefined
      case 'unuse':
        this.unuse(operation.slot)
        return undefined
      case 'drop':
        this.drop(operation.slot)
        return undefined
      case 'assign':
        this.assign(operation.slot, operation.from)
        return undefined
      case 'collect':
        this.manager.collect()
        return undefined
      case 'release-all':
        this.manager.releaseAll()
        for (const slot of this.slots) if (slot) slot.claimed = false
        return undefined
      case 'turn':
        return turns()
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
        this.tally.faults++
        this.injure(operation)
        return undefined
    }
  }

  private injure(
    operation: Extract<Operation, { kind: 'fail' | 'hide' | 'show' | 'truncate' | 'grow' | 'replace' }>,
  ): void {
    if (operation.kind === 'fail') {
      this.backend.failNext(operation.code, operation.count)
      return
    }
    if (!this.files.ours) return
    const file = this.fileAt(operation.file)
    if (operation.kind === 'truncate') this.files.truncate(file, operation.size)
    else if (operation.kind === 'grow') this.files.grow(file, operation.size)
    else this.files[operation.kind](file)
  }

  private use(operation: Extract<Operation, { kind: 'use' }>): void {
    const { offset, size, minSize } = operation
    const injectedBefore = this.backend.injected
    const begun = performance.now()
    let slot: Slot | undefined
    try {
      slot = this.slotFor(operation.slot, this.fileAt(operation.file))
      slot.claimed = false
      slot.cursor.useRegion(offset, size, minSize)
      slot.region = slot.cursor.region()
      slot.view = slot.region === undefined ? undefined : slot.cursor.buffer()
    } catch (error) {
      this.explain(error, slot, operation, this.backend.injected - injectedBefore)
      return
    }
    this.tally.milliseconds = performance.now() - begun
    const injected = this.backend.injected - injectedBefore
    if (injected > this.backend.bearable) {
      const failures = `${injected} attempts to map failed with ${this.backend.failureCode}`
      throw new ViolationError('missing-error', `${failures}, and the cursor says nothing of it`)
    }
    slot.offset = offset
    slot.claimed = slot.region !== undefined
    this.checkUse(slot, operation)
  }

  /** The slot's cursor, if it is one on `file`; else a new one, on the file as it is now. */
  private slotFor(index: number, file: StressFile): Slot {
    const there = this.slots[index]
    if (there?.file === file) return there
    this.drop(index)
    const slot: Slot = {
      cursor: this.manager.makeCursor(file.path),
      file,
      version: file.version,
      claimed: false,
      view: undefined,
      region: undefined,
      offset: 0,
    }
    this.slots[index] = slot
    return slot
  }

  private unuse(index: number): void {
    const slot = this.slots[index]
    if (!slot) return
    slot.cursor.unuseRegion()
    slot.claimed = false
  }

  private drop(index: number): void {
    const slot = this.slots[index]
    if (!slot) return
    slot.cursor[Symbol.dispose]()
    this.slots[index] = undefined
  }

  private assign(to: number, from: number): void {
    const source = this.slots[from]
    if (!source || to === from) return
    const target = this.slots[to]
    const cursor = target ? target.cursor.assign(source.cursor) : source.cursor.copy()
    this.slots[to] = { ...source, cursor }
  }

  /** Whether `error` is one that the operation had to end with. @throws {ViolationError} It is not. */
  private explain(
    error: unknown,
    slot: Slot | undefined,
    operation: Extract<Operation, { kind: 'use' }>,
    injected: number,
  ): void {
    if (error instanceof ViolationError) throw error
    if (!this.isExpected(error, slot, operation, injected)) {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      throw new ViolationError('unexpected-error', what, { cause: error })
    }
    this.tally.expectedErrors++
    // A cursor on a file that is gone is of no more use, and claims stand in the way of what has no room.
    if (isMapError(error) && error.code === LIMIT_CODE)
      this.slots.forEach((_, index) => {
        this.unuse(index)
      })
    else this.drop(operation.slot)
  }

  private isExpected(
    error: unknown,
    slot: Slot | undefined,
    { file, offset, size, minSize }: Extract<Operation, { kind: 'use' }>,
    injected: number,
  ): boolean {
    if (!isMapError(error)) return false
    // One failure for want of something is answered by giving everything unused back and trying again.
    if (injected > this.backend.bearable) return true
    if (error.code === LIMIT_CODE) return this.isFull(slot, this.fileAt(file), offset, size, minSize)
    const { version, visible } = this.fileAt(file)
    if (!visible || slot === undefined) return !visible
    return slot.version !== version
  }

  /** Whether what is claimed leaves no room for the region that the bytes need. */
  private isFull(
    slot: Slot | undefined,
    file: StressFile,
    offset: number,
    size: number,
    minSize: number,
  ): boolean {
    const { memoryBytes, handles, budget, manager } = this.setup
    const { pinnedBytes, copiedBytes, regionsPinned } = this.manager.stats()
    if (budget !== undefined || this.backend.waiting !== undefined) return true // others take part in it
    const { granularity } = this.backend
    const least =
      manager === 'static'
        ? (slot?.version ?? file.version).size // a cursor may be on a file that has since been changed
        : Math.max(1, minSize, Math.min(size, 65_536)) + (offset % granularity)
    return regionsPinned >= handles || pinnedBytes + copiedBytes + alignUp(least, granularity) > memoryBytes
  }

  private checkUse(slot: Slot, { offset, size, minSize }: Extract<Operation, { kind: 'use' }>): void {
    const { cursor, view, version } = slot
    if (view === undefined) {
      if (offset < version.size) {
        throw new ViolationError('wrong-bytes', `no bytes at ${offset} of a file of ${version.size} bytes`)
      }
      return
    }
    const rest = version.size - offset
    const least = Math.min(Math.max(1, minSize), rest)
    if (
      cursor.ofsBegin() !== offset ||
      view.length !== cursor.size() ||
      view.length < least ||
      view.length > rest
    ) {
      const given = `${view.length} bytes from ${cursor.ofsBegin()}`
      throw new ViolationError(
        'wrong-bytes',
        `${least} to ${rest} bytes from ${offset} were asked for; there are ${given}`,
      )
    }
    this.checkBytes(slot, size === 0 ? view : view.subarray(0, Math.max(size, minSize)))
  }

  private checkBytes({ file, version, offset }: Slot, view: Uint8Array): void {
    // Touching a mapped page beyond the end of a file that was cut ends the process: nobody can promise anything there,
    // whatever has taken the file's name since.
    const safe = view.subarray(0, Math.max(0, version.inode.size - offset))
    const difference = differenceAt(safe, offset, version.truth, this.count)
    if (difference === -1) return
    const isOld = version.number > 0 && differenceAt(safe, offset, file.first.truth, this.count) === -1
    throw isOld
      ? new ViolationError(
          'stale-file',
          `${file.name} was replaced, and a new cursor reads what it was before`,
        )
      : new ViolationError(
          'wrong-bytes',
          `byte ${difference} of ${file.name} is not what the file holds there`,
        )
  }

  // Hot: after every operation.
  private checkQuickly(): void {
    const { backend, manager } = this
    if (backend.violation) throw backend.violation
    for (const slot of this.slots) if (slot) checkSlot(slot)
    const mapped = manager.mappedMemorySize()
    if (mapped !== backend.mappedBytes || manager.numFileHandles() !== backend.regions) {
      const counted = `${mapped} bytes in ${manager.numFileHandles()} regions`
      const there = `${backend.mappedBytes} bytes in ${backend.regions}`
      throw new ViolationError(
        'maps-differ',
        `the manager counts ${counted}, the backend has mapped ${there}`,
      )
    }
    const { memoryBytes, handles } = this.setup
    const mappedOfAll = backend.mappedBytesOfAll
    if (mappedOfAll > memoryBytes) {
      const sizes = `${formatByteSize(mappedOfAll)} are mapped, and the limit is ${formatByteSize(memoryBytes)}`
      throw new ViolationError('memory-limit', sizes)
    }
    if (backend.regions > handles) {
      throw new ViolationError(
        'handle-limit',
        `${backend.regions} regions are mapped, and the limit is ${handles}`,
      )
    }
  }

  private checkClaims(): void {
    const claims = new Map<MapRegion, number>()
    let copied = 0
    for (const slot of this.slots) {
      if (!slot?.claimed) continue
      const region = slot.cursor.region()!
      if (!claims.has(region) && !region.shared) copied += region.cost
      claims.set(region, (claims.get(region) ?? 0) + 1)
    }
    let pinned = 0
    for (const [region, count] of claims) {
      if (region.shared) pinned += region.cost
      if (region.clientCount() === count + 1) continue
      const counted = `${region.clientCount() - 1} claims are counted`
      throw new ViolationError('leaked-claim', `${counted} on a region that ${count} cursors claim`)
    }
    const stats = this.manager.stats()
    if (stats.pinnedBytes !== pinned || stats.copiedBytes !== copied) {
      const counted = `${stats.pinnedBytes} bytes pinned and ${stats.copiedBytes} copied`
      throw new ViolationError('leaked-claim', `${counted}; the cursors claim ${pinned} and ${copied}`)
    }
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

  private checkSystem(): void {
    const { backend, manager, setup } = this
    const { bytes, maps } = backend.waiting ?? { bytes: 0, maps: 0 }
    const holdings = (): Holdings => ({
      bytesInMaps: backend.name === 'read' ? 0 : backend.mappedBytes,
      waitingBytes: bytes + maps * backend.granularity,
      descriptors: manager.stats().descriptors,
    })
    const makeRoom = (): void => {
      if (setup.budget?.pressed === true) manager.collect()
    }
    this.system?.compare(holdings, makeRoom)
  }

  /** Room that was reserved for a map and not given back is lost to all who share the budget. */
  private checkBudget(): void {
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

/** By its code and not by its class: an engine of the user's may come with a copy of packmap of its own. */
function isMapError(error: unknown): error is MapError {
  return error instanceof Error && MAP_CODES.includes((error as Partial<MapError>).code ?? '')
}

/** The claims that a cursor holds, and the views that it gave out. */
function checkSlot({ cursor, claimed, view, region, file, offset }: Slot): void {
  if (claimed && !cursor.isValid()) {
    throw new ViolationError(
      'claimed-region-unmapped',
      `a region of ${file.name} was unmapped while a cursor claims it`,
    )
  }
  if (view === undefined || region === undefined || region.mapped || !region.shared) return
  if (view.length > 0) {
    throw new ViolationError('view-alive', `a view of ${file.name} at ${offset} outlives its region`)
  }
}
