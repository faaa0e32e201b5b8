/**
 * Maps by the package `mmap-io`, an optional peer dependency (scripts/install-mmap-io.sh).
 *
 * Its limits: sizes and offsets are 32-bit numbers with a sign, so what lies at 2 GiB or beyond is read; and a map
 * goes only when the event loop turns after its view was detached, so bytes wait to be unmapped. The engine counts
 * them, and reads when too many wait.
 */
import { getSystemErrorName } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { loadPackage } from '../../base/load-package.js'
import { alignDown, alignUp } from '../alignment.js'
import { detach } from './detach.js'
import type { AccessAdvice, MapBackend, Mapping, Waiting } from './map-backend.js'
import { readBackend } from './read-backend.js'

interface MmapIo {
  map(size: number, protection: number, flags: number, fd: number, offset: number): Buffer
  advise(buffer: Buffer, offset: number, length: number, advice: number): void
  incore(buffer: Buffer): [number, number]
  readonly PROT_READ: number
  readonly MAP_PRIVATE: number
  readonly MADV_NORMAL: number
  readonly MADV_RANDOM: number
  readonly MADV_SEQUENTIAL: number
  readonly MADV_WILLNEED: number
  readonly PAGESIZE: number
}

const INT32_END = 2 ** 31
const MIB = 1024 ** 2

/** The backend, or undefined where the package is not installed or does not load. */
export function mmapIoBackend(): MapBackend | undefined {
  if (loaded === null) loaded = load()
  return loaded
}

let loaded: MapBackend | undefined | null = null

function load(): MapBackend | undefined {
  try {
    const mmapIo = loadPackage('mmap-io') as MmapIo & { default?: MmapIo }
    return new MmapIoBackend(mmapIo.default ?? mmapIo)
  } catch (error) {
    refusal = explain(error)
    return undefined
  }
}

/** Why {@link mmapIoBackend} gave nothing, and what would help. */
export function whyNoMmapIo(): string {
  return refusal
}

let refusal = ''

const INSTALL = 'CXXFLAGS=-std=gnu++20 npm install mmap-io'

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'MODULE_NOT_FOUND' && message.includes("'mmap-io'")) {
    return `its package is not installed: ${INSTALL} (its build asks for C++11, with which no current Node compiles)`
  }
  if (!isMainThread) return 'its package can be loaded by one thread of a process only'
  return `its package does not load (${message.split('\n', 1)[0]!}); install it anew: ${INSTALL}`
}

class MmapIoBackend implements MapBackend {
  readonly name = 'mmap-io'
  readonly granularity: number
  readonly mappingBytesMax = INT32_END - 65_536
  readonly windowBytesDefault = 32 * MIB // moderate, since beyond 2 GiB a window is read
  readonly wholeFileBytesMax = INT32_END - 65_536
  readonly waiting: Waiting = { bytes: 0, maps: 0 }
  /** What was unmapped since the last turn of the event loop, and what in the turn before it. */
  private fresh: Waiting = { bytes: 0, maps: 0 }
  private aging: Waiting = { bytes: 0, maps: 0 }
  private turnAwaited = false

  constructor(private readonly mmapIo: MmapIo) {
    this.granularity = mmapIo.PAGESIZE
  }

  map(fd: number, offset: number, length: number): Mapping {
    if (offset + length >= INT32_END) return readBackend.map(fd, offset, length)
    const { mmapIo } = this
    let buffer: Buffer
    try {
      buffer = mmapIo.map(length, mmapIo.PROT_READ, mmapIo.MAP_PRIVATE, fd, offset)
    } catch (error) {
      throw named(error)
    }
    const view = new Uint8Array(buffer.buffer, buffer.byteOffset, length)
    return new MmapIoMapping(mmapIo, buffer, view, () => {
      this.countWaiting(alignUp(length, this.granularity))
    })
  }

  private countWaiting(bytes: number): void {
    add(this.waiting, bytes, 1)
    add(this.fresh, bytes, 1)
    this.awaitTurn()
  }

  /**
   * The package's own unmapping runs in a turn's beginning, this in the turn; what was released in between is not
   * unmapped yet. So everything is counted for one turn more than it may have needed.
   */
  private awaitTurn(): void {
    if (this.turnAwaited) return
    this.turnAwaited = true
    setImmediate(() => {
      this.turnAwaited = false
      add(this.waiting, -this.aging.bytes, -this.aging.maps)
      this.aging = this.fresh
      this.fresh = { bytes: 0, maps: 0 }
      if (this.waiting.maps > 0) this.awaitTurn()
    })
  }
}

class MmapIoMapping implements Mapping {
  constructor(
    private readonly mmapIo: MmapIo,
    private readonly buffer: Buffer,
    readonly bytes: Uint8Array,
    private readonly onUnmap: () => void,
  ) {}

  unmap(): void {
    detach(this.buffer.buffer as ArrayBuffer)
    this.onUnmap()
  }

  advise(advice: AccessAdvice, from: number, length: number): boolean {
    const { mmapIo, buffer } = this
    const number = {
      normal: mmapIo.MADV_NORMAL,
      random: mmapIo.MADV_RANDOM,
      sequential: mmapIo.MADV_SEQUENTIAL,
      willneed: mmapIo.MADV_WILLNEED,
    }[advice]
    const begin = alignDown(from, mmapIo.PAGESIZE)
    try {
      mmapIo.advise(buffer, begin, from + length - begin, number)
      return true
    } catch {
      return false
    }
  }

  residentBytes(from: number, length: number): number {
    const { mmapIo, buffer } = this
    const begin = alignDown(from, mmapIo.PAGESIZE)
    const [, resident] = mmapIo.incore(buffer.subarray(begin, from + length))
    return resident * mmapIo.PAGESIZE
  }
}

function add(counter: { bytes: number; maps: number }, bytes: number, maps: number): void {
  counter.bytes += bytes
  counter.maps += maps
}

/** The package tells the system's reason as a number at the end of its message. */
function named(error: unknown): unknown {
  const errno = error instanceof Error ? /failed, (\d+)$/.exec(error.message)?.[1] : undefined
  return errno === undefined
    ? error
    : Object.assign(error as Error, { code: getSystemErrorName(-Number(errno)) })
}
