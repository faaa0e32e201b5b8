/** A backend that remembers what is mapped, checks what it is asked for, and fails on demand. */
import { fstatSync } from 'node:fs'
import type { MapBackend, Mapping } from '../../src/smmap/index.js'

export interface RecordedMap {
  /** The same for the same version of the same file. */
  readonly file: string
  readonly begin: number
  readonly length: number
  readonly bytes: Uint8Array
}

export class RecordingBackend implements MapBackend {
  readonly name: string
  readonly granularity: number
  readonly mappingBytesMax: number
  readonly windowBytesDefault: number
  readonly wholeFileBytesMax: number
  readonly maps = new Set<RecordedMap>()
  /** Reasons with which the next attempts fail, in order; `undefined` lets one succeed. */
  readonly failures: (string | undefined)[] = []
  /** Called before every attempt that is not made to fail. */
  beforeMap: ((length: number) => void) | undefined
  /** Called before every unmap; what it throws, that throws. */
  beforeUnmap: (() => void) | undefined
  attempts = 0

  constructor(private readonly inner: MapBackend) {
    this.name = inner.name
    this.granularity = inner.granularity
    this.mappingBytesMax = inner.mappingBytesMax
    this.windowBytesDefault = inner.windowBytesDefault
    this.wholeFileBytesMax = inner.wholeFileBytesMax
  }

  /** Bytes mapped now, in whole pages. */
  get mappedBytes(): number {
    let bytes = 0
    for (const { length } of this.maps) bytes += Math.ceil(length / this.granularity) * this.granularity
    return bytes
  }

  map(fd: number, offset: number, length: number): Mapping {
    this.attempts++
    const failure = this.failures.shift()
    if (failure !== undefined) throw Object.assign(new Error(`made to fail: ${failure}`), { code: failure })
    const { ino, size, mtimeNs } = fstatSync(fd, { bigint: true })
    if (offset % this.granularity !== 0) throw new Error(`offset ${offset} is not on a page`)
    if (length < 1 || offset + length > size) throw new Error(`${length} bytes from ${offset} leave the file`)
    this.beforeMap?.(length)
    const mapping = this.inner.map(fd, offset, length)
    const record: RecordedMap = {
      file: `${ino} ${size} ${mtimeNs}`,
      begin: offset,
      length,
      bytes: mapping.bytes,
    }
    this.maps.add(record)
    return {
      bytes: mapping.bytes,
      unmap: () => {
        if (!this.maps.delete(record)) throw new Error('unmapped twice')
        this.beforeUnmap?.()
        mapping.unmap()
      },
    }
  }
}
