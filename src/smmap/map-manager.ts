/**
 * What both managers are: files known by identity, regions and descriptors within limits. They differ in how
 * much of a file they map at a time.
 */
import { isWithin } from '../base/is-within.js'
import { type AddressSpace, placedIn } from './backend/address-space.js'
import { firstReadsBackend } from './backend/first-reads-backend.js'
import type { MapBackend } from './backend/map-backend.js'
import { readBackend } from './backend/read-backend.js'
import { isRemote } from './backend/remote-file-systems.js'
import { type BackendChoice, defaultBackendChoice, selectBackend } from './backend/select-backend.js'
import { leaksAreReported, type ManagerLife, watchCursor } from './cursor-leak-reporter.js'
import { DescriptorPool } from './descriptor-pool.js'
import { FileRegistry, type PathOrFd, toFileSource } from './file-registry.js'
import { IdleRelease, TICKS_UNTIL_IDLE } from './idle-release.js'
import type { Limits } from './limits.js'
import { firstReadsFrom, idleTimeoutFrom, limitsFrom, type ManagerOptions } from './manager-options.js'
import type { ManagerStats } from './manager-stats.js'
import { MapBudget } from './map-budget.js'
import { type FileSource, MappedFile } from './mapped-file.js'
import { RegionMapper } from './region-mapper.js'
import { RegionPool } from './region-pool.js'
import { AccessRecorder } from './trace/access-recorder.js'
import { RecordingCursor } from './trace/recording-cursor.js'
import { WindowCursor } from './window-cursor.js'
import { cursorBytesMax, defaultWindowBytes, regionBytesMax, type WindowPolicy } from './window-policy.js'

export abstract class MapManager implements Disposable {
  /** @internal For cursors: what they claim and release. */
  readonly pool: RegionPool
  /** @internal For cursors: where their regions come from. */
  readonly mapper: RegionMapper
  private readonly limits: Limits
  private readonly files = new FileRegistry()
  private readonly descriptors: DescriptorPool
  private readonly backendChoice: BackendChoice
  private readonly idle: IdleRelease
  private readonly reportsLeaks: boolean
  private readonly life: ManagerLife = { over: false }
  /** Where accesses are recorded; undefined: they are not. */
  private readonly recorder: AccessRecorder | undefined
  private readonly space: AddressSpace | undefined
  private chosenBackend: MapBackend | undefined

  /** @throws {RangeError} An option is outside its range. */
  protected constructor(
    options: ManagerOptions,
    private readonly policy: WindowPolicy,
  ) {
    const limits = limitsFrom(options)
    const { backend = defaultBackendChoice(), budget = budgetFor(limits), advice = 'normal' } = options
    const { trace = process.env['PACKMAP_TRACE'] } = options
    if (trace) this.recorder = AccessRecorder.to(trace)
    this.limits = limits
    this.space = options.space
    this.backendChoice = backend
    this.reportsLeaks = options.reportLeaks ?? leaksAreReported()
    this.idle = new IdleRelease(idleTimeoutFrom(options), () => this.releaseIdle())
    this.descriptors = new DescriptorPool(limits.handlesMax)
    this.pool = new RegionPool(limits, budget, (region) => {
      this.dropIfUnused(region.file)
    })
    this.mapper = new RegionMapper(this.pool, this.descriptors, {
      limits,
      policy,
      advice,
      mayFallBack: backend === 'auto',
      immutable: options.immutable ?? false,
      isOver: () => this.life.over,
      firstReads: policy.wholeFile || backend !== 'auto' ? 0 : firstReadsFrom(options),
      backend: () => this.backend,
      onHold: () => {
        this.idle.wake()
      },
    })
  }

  /**
   * A cursor for a file, which it does not map yet.
   *
   * @param pathOrFd A descriptor stays the caller's, and new windows can be mapped as long as it is open.
   * @throws {MapError} The file cannot be examined, or is a directory or another thing that cannot be mapped; or
   *   the backend asked for does not work here.
   * @throws {TypeError} The manager is closed, or `pathOrFd` is none of the kinds allowed.
   */
  makeCursor(pathOrFd: PathOrFd): WindowCursor {
    if (this.life.over) throw new TypeError('the manager is closed')
    const source = toFileSource(pathOrFd)
    const { policy } = this
    const file = this.files.intern(source, (identity) => {
      const backend = this.backendFor(source, identity.dev)
      const regionMax = regionBytesMax(policy, backend, identity.size, this.limits.memoryBytesMax)
      return new MappedFile(source, identity, backend, regionMax, cursorBytesMax(policy))
    })
    const { recorder } = this
    const cursor = recorder
      ? new RecordingCursor(recorder, this, file, source)
      : new WindowCursor(this, file, source)
    this.watch(cursor, file, 2)
    return cursor
  }

  /** Unmaps every region that no cursor claims, and closes every descriptor; returns the number of regions. */
  collect(): number {
    this.descriptors.closeAll()
    return this.pool.collect()
  }

  /**
   * Unmaps everything, claimed or not, and closes every descriptor; returns the number of regions. Cursors become
   * invalid and views of regions have length 0. Cursors can be used again, and then map anew.
   */
  releaseAll(): number {
    return this.releaseFiles(() => true)
  }

  /**
   * As {@link MapManager.releaseAll} for the files at or below `basePath`, so that they can be deleted or moved.
   * Files known by a descriptor alone stay mapped.
   */
  forceMapHandleRemoval(basePath: string | URL): number {
    const base = String(toFileSource(basePath))
    return this.releaseFiles(({ paths }) => paths.some((path) => isWithin(path.toString(), base)))
  }

  /** Has no file rely any more on a descriptor that a cursor was made for: its owner is about to close it. */
  forgetDescriptor(fd: number): void {
    for (const file of this.files) if (file.callerFd === fd) file.callerFd = -1
  }

  /** Regions mapped: what smmap counts as handles. */
  numFileHandles(): number {
    return this.pool.regions
  }

  /** Files with a region mapped. */
  numOpenFiles(): number {
    let open = 0
    for (const file of this.files) if (file.regions.length > 0) open++
    return open
  }

  /** Offsets at which windows begin are multiples of this, in bytes: the page size, where files are mapped. */
  granularity(): number {
    return this.backend.granularity
  }

  /** Bytes mapped, in whole pages as the system counts them. */
  mappedMemorySize(): number {
    return this.pool.mappedBytes
  }

  /** Bytes of a window; 0 for whole files. */
  windowSize(): number {
    const { windowBytes } = this.policy
    return windowBytes === -1 ? defaultWindowBytes(this.backend, this.limits.memoryBytesMax) : windowBytes
  }

  /** Most regions at a time. */
  maxFileHandles(): number {
    return this.limits.handlesMax
  }

  /** Most bytes mapped at a time. */
  maxMappedMemorySize(): number {
    return this.limits.memoryBytesMax
  }

  /** What the manager holds and has done. Takes time in proportion to the regions. */
  stats(): ManagerStats {
    const { pool, mapper } = this
    const backends: Record<string, number> = {}
    for (const { backend } of this.files) backends[backend.name] = (backends[backend.name] ?? 0) + 1
    return {
      mappedBytes: pool.mappedBytes,
      mappedBytesPeak: pool.mappedBytesPeak,
      mappedBytesMax: this.limits.memoryBytesMax,
      pinnedBytes: pool.pinnedBytes,
      copiedBytes: pool.copiedBytes,
      regions: pool.regions,
      regionsMax: this.limits.handlesMax,
      regionsPinned: pool.pinnedRegions,
      files: backends,
      descriptors: this.descriptors.open,
      windowSize: this.windowSize(),
      hits: pool.usesOf(this.files) - (pool.misses - pool.missesInVain),
      misses: pool.misses,
      maps: mapper.maps,
      unmaps: pool.unmaps,
      evictions: pool.evictions,
      reads: mapper.reads,
      thrashing: pool.thrash.thrashing,
      waitingBytes: this.chosenBackend?.waiting?.bytes ?? 0,
      failures: mapper.failures,
    }
  }

  /**
   * Unmaps everything, claimed or not, and closes every descriptor. Cursors that are used from then on are a `TypeError`,
   * and views of regions have length 0. May run any number of times.
   */
  close(): void {
    this[Symbol.dispose]()
  }

  /** As {@link MapManager.close}, for `using`. */
  [Symbol.dispose](): void {
    this.life.over = true
    this.idle.stop()
    try {
      this.releaseAll()
    } finally {
      this.recorder?.flush()
    }
  }

  /** @internal Whether every access is recorded. */
  get isRecording(): boolean {
    return this.recorder !== undefined
  }

  /** @internal For cursors: counts one more of them on `file`. */
  retain(file: MappedFile): void {
    file.cursors++
  }

  /** @internal For cursors: counts one less. */
  forget(file: MappedFile): void {
    file.cursors--
    this.dropIfUnused(file)
  }

  /** @internal For cursors: reports `cursor` on `file` if it leaks; its maker called the `inner`th caller of this. */
  watch(cursor: WindowCursor, file: MappedFile, inner: number): void {
    if (this.reportsLeaks) watchCursor(cursor, file.name, this.life, inner)
  }

  private backendFor(source: FileSource, device: bigint): MapBackend {
    if (this.backendChoice === 'auto' && isRemote(source, device)) return readBackend
    return this.mapper.firstReadsLeft > 0 ? firstReadsBackend : this.backend
  }

  private get backend(): MapBackend {
    return (this.chosenBackend ??= placed(this.space, selectBackend(this.backendChoice)))
  }

  /** A tick of the idle timer; true: nothing is left that could become idle. */
  private releaseIdle(): boolean {
    const { pool, descriptors } = this
    const since = ++pool.clock - TICKS_UNTIL_IDLE + 1
    descriptors.clock = pool.clock
    pool.yieldToOthers()
    pool.collect(since)
    descriptors.closeAll(since)
    return pool.regions === 0 && descriptors.open === 0
  }

  private releaseFiles(chosen: (file: MappedFile) => boolean): number {
    const { copies } = this.pool
    for (let copy = copies.oldest, next; copy !== undefined; copy = next) {
      next = copy.newer
      if (chosen(copy.file)) this.pool.dropCopy(copy)
    }
    let released = 0
    let failure: { readonly error: unknown } | undefined
    for (const file of this.files) {
      if (!chosen(file)) continue
      this.descriptors.close(file)
      for (const region of file.regions) {
        try {
          this.pool.unmap(region)
          released++
        } catch (error) {
          failure ??= { error } // the others are unmapped all the same
        }
      }
    }
    if (failure) throw failure.error
    return released
  }

  private dropIfUnused(file: MappedFile): void {
    if (file.cursors > 0 || file.regions.length > 0) return
    this.descriptors.close(file)
    this.files.delete(file)
  }
}

function placed(space: AddressSpace | undefined, backend: MapBackend): MapBackend {
  return space ? placedIn(space, backend) : backend
}

/** The budget of the process, which is no tighter than the widest manager in it. */
function budgetFor(limits: Limits): MapBudget {
  const budget = MapBudget.ofProcess()
  budget.raiseTo(limits.memoryBytesMax, limits.handlesMax)
  return budget
}
