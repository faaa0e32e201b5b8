/** An engine that shares nothing with packmap: it maps whole files by itself, without counts, and has only what it must. */
import { closeSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { selectBackend } from '../../../src/smmap/backend/select-backend.js'
import type { Mapping, PathOrFd } from '../../../src/smmap/index.js'
import type { EngineCapabilities } from '../../../src/stress/capabilities.js'
import type { EngineCursor, EngineFactory } from '../../../src/stress/engine.js'

const PAGE = 4096
const backend = selectBackend('auto')

export const mapsItself = true

export const capabilities: Partial<EngineCapabilities> = {
  softLimits: false,
  idleRelease: false,
  copies: false,
  resume: false,
  regionOrRead: false,
  copyInto: false,
  buffers: false,
  pathBytes: false,
  urls: false,
  descriptors: false,
  changedFiles: false,
  statistics: false,
  forgets: false,
  sharedBudget: false,
}

/** @param isSecret Maps something that it does not count. */
export function bareEngine(isSecret: boolean): EngineFactory {
  return (_kind, options) => {
    const maps = new Set<Bare>()
    const make = (source: PathOrFd): EngineCursor =>
      new Bare(realpathSync(source as string), maps, options.windowSize!)
    return {
      makeCursor: make,
      collect: () => undefined,
      releaseAll: () => {
        for (const map of maps) map.unuseRegion()
      },
      mappedMemorySize: () => (isSecret ? 0 : [...maps].reduce((sum, map) => sum + map.pages, 0)),
      numFileHandles: () => maps.size,
      close: () => {
        for (const map of maps) map.unuseRegion()
      },
    }
  }
}

class Bare implements EngineCursor {
  private readonly length: number
  private mapping: Mapping | undefined
  private begin = 0
  private from = 0
  private until = 0

  constructor(
    private readonly path: string,
    private readonly maps: Set<Bare>,
    private readonly window: number,
  ) {
    this.length = readFileSync(path).length
  }

  get pages(): number {
    return Math.ceil((this.until - this.from) / PAGE) * PAGE
  }

  fileSize(): number {
    return this.length
  }

  useRegion(offset = 0, size = 0, minSize = 0): void {
    this.unuseRegion()
    if (offset >= this.length) return
    this.begin = offset
    this.from = Math.floor(offset / PAGE) * PAGE
    const wanted = Math.max(minSize, Math.min(size || Infinity, this.window || Infinity))
    this.until = Math.min(this.length, offset + wanted)
    const fd = openSync(this.path, 'r')
    this.mapping = backend.map(fd, this.from, this.until - this.from)
    closeSync(fd)
    this.maps.add(this)
  }

  unuseRegion(): void {
    this.mapping?.unmap()
    this.mapping = undefined
    this.maps.delete(this)
  }

  isValid(): boolean {
    return this.mapping !== undefined
  }

  region(): { begin: number; end: number } | undefined {
    return this.mapping && { begin: this.from, end: this.until }
  }

  buffer(): Uint8Array {
    return this.mapping!.bytes.subarray(this.begin - this.from)
  }

  ofsBegin(): number {
    return this.begin
  }

  ofsEnd(): number {
    return this.until
  }

  size(): number {
    return this.isValid() ? this.until - this.begin : 0
  }

  includesOfs(offset: number): boolean {
    return this.isValid() && offset >= this.begin && offset < this.until
  }

  close(): void {
    this.unuseRegion()
  }
}

export default bareEngine(false)
