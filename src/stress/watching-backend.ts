/**
 * A backend between the engine and the real one, which keeps its own account of what is mapped, refuses overlaps and
 * wrong ranges, fails on demand, and tells when which window was mapped.
 */
import { fstatSync } from 'node:fs'
import { alignUp } from '../smmap/alignment.js'
import type { MapBackend, Mapping, Waiting } from '../smmap/index.js'
import type { SharedTally } from './parallel/shared-tally.js'
import { EvictionWatch } from './checks/eviction-watch.js'
import { ViolationError } from './violation.js'

/** One mapped range. `file` is the same for the same version of the same file. */
export interface WatchedMap {
  readonly file: string
  readonly inode: bigint
  readonly begin: number
  readonly end: number
}

/** Told of every map and unmap; see {@link WatchedMap}. */
export interface MapListener {
  mapped(map: WatchedMap): void
  unmapped(map: WatchedMap): void
}

export class WatchingBackend implements MapBackend {
  readonly name: string
  readonly granularity: number
  readonly mappingBytesMax: number
  readonly windowBytesDefault: number
  readonly wholeFileBytesMax: number
  declare readonly waiting?: Readonly<Waiting>
  /** In whole pages. */
  mappedBytes = 0
  /** Of {@link WatchingBackend.mappedBytesOfAll}. */
  mappedBytesPeak = 0
  regionsPeak = 0
  maps = 0
  unmaps = 0
  /** Attempts that were made to fail. */
  injected = 0
  /** What the engine did wrong; thrown into its midst it would be taken for a failed map. */
  violation: ViolationError | undefined
  /** The last reason given for one. */
  failureCode = ''
  private failuresLeft = 0
  /** Told of unmaps, to see in what order things go. */
  readonly evictions = new EvictionWatch()
  private readonly live = new Map<string, Set<WatchedMap>>()
  private readonly byBuffer = new WeakMap<ArrayBufferLike, WatchedMap>()

  constructor(
    private readonly inner: MapBackend,
    private readonly listener?: MapListener,
    /** Of this thread and the others of the process. */
    private readonly together?: SharedTally,
  ) {
    this.name = inner.name
    this.granularity = inner.granularity
    this.mappingBytesMax = inner.mappingBytesMax
    this.windowBytesDefault = inner.windowBytesDefault
    this.wholeFileBytesMax = inner.wholeFileBytesMax
    if (inner.waiting !== undefined) this.waiting = inner.waiting
  }

  /** Ranges mapped now. */
  get regions(): number {
    return this.maps - this.unmaps
  }

  /** In whole pages, by all threads that share a limit. */
  get mappedBytesOfAll(): number {
    return this.together?.bytes ?? this.mappedBytes
  }

  /** Failures in one operation that it must survive: a want of something may pass, a refusal does not. */
  get bearable(): number {
    return this.failureCode === 'EACCES' ? 0 : 1
  }

  /** The map whose bytes `view` shows; undefined: they are a copy. */
  mapOf(view: Uint8Array): WatchedMap | undefined {
    return this.byBuffer.get(view.buffer)
  }

  /** Versions of files that something of is mapped. */
  get filesMapped(): Iterable<string> {
    return this.live.keys()
  }

  /** Makes the next `count` attempts fail with `code`. */
  failNext(code: string, count: number): void {
    this.failureCode = code
    this.failuresLeft = count
  }

  map(fd: number, offset: number, length: number): Mapping {
    if (this.failuresLeft > 0) {
      this.failuresLeft--
      this.injected++
      throw Object.assign(new Error(`${this.failureCode}: made to fail`), { code: this.failureCode })
    }
    const { ino, size, mtimeNs } = fstatSync(fd, { bigint: true })
    const map: WatchedMap = {
      file: `${ino} ${size} ${mtimeNs}`,
      inode: ino,
      begin: offset,
      end: offset + length,
    }
    this.check(map, Number(size))
    const mapping = this.inner.map(fd, offset, length)
    this.byBuffer.set(mapping.bytes.buffer, map)
    this.enter(map)
    return new WatchedMapping(mapping, () => {
      this.leave(map)
    })
  }

  private check(map: WatchedMap, fileSize: number): void {
    const { begin, end, file } = map
    if (begin % this.granularity !== 0 || begin >= end || end > fileSize) {
      this.note(
        'unexpected-error',
        `the range ${begin} to ${end} of a file of ${fileSize} bytes cannot be mapped`,
      )
    }
    for (const other of this.live.get(file) ?? []) {
      if (other.begin < end && other.end > begin) {
        const there = `${other.begin} to ${other.end}`
        this.note(
          'overlapping-regions',
          `bytes ${begin} to ${end} are mapped while ${there} of the same file are`,
        )
      }
    }
  }

  private enter(map: WatchedMap): void {
    const maps = this.live.get(map.file)
    if (maps === undefined) this.live.set(map.file, new Set([map]))
    else maps.add(map)
    this.maps++
    this.mappedBytes += this.costOf(map)
    this.together?.add(this.costOf(map))
    this.regionsPeak = Math.max(this.regionsPeak, this.regions)
    this.mappedBytesPeak = Math.max(this.mappedBytesPeak, this.mappedBytesOfAll)
    this.listener?.mapped(map)
  }

  private leave(map: WatchedMap): void {
    const maps = this.live.get(map.file)
    if (maps?.delete(map) !== true) {
      this.note('unexpected-error', `bytes ${map.begin} to ${map.end} are unmapped twice`)
      return
    }
    if (maps.size === 0) this.live.delete(map.file)
    this.unmaps++
    this.mappedBytes -= this.costOf(map)
    this.together?.add(-this.costOf(map))
    this.listener?.unmapped(map)
    this.evictions.left(map)
  }

  private costOf({ begin, end }: WatchedMap): number {
    return alignUp(end - begin, this.granularity)
  }

  private note(kind: ViolationError['kind'], message: string): void {
    this.violation ??= new ViolationError(kind, message)
  }
}

class WatchedMapping implements Mapping {
  readonly bytes: Uint8Array

  constructor(
    private readonly inner: Mapping,
    private readonly onUnmap: () => void,
  ) {
    this.bytes = inner.bytes
  }

  unmap(): void {
    // First: what is counted must be mapped.
    this.onUnmap()
    this.inner.unmap()
  }
}
