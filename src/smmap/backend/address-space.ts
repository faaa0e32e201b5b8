/**
 * A range of memory that its owner gives to the engine, to have files mapped there: at addresses that the owner can reach
 * by numbers, with no view and no copy.
 *
 * The owner reserves it once, as a WebAssembly memory does. A file's window replaces pages of it (MAP_FIXED), and when it
 * goes, empty pages take its place: an address that somebody has kept then reads zeros, and harms nobody. There is no
 * detaching, so views of such windows do not become empty: none may leave the owner. Who writes to one from JavaScript
 * ends the process.
 */
import { constants } from 'node:buffer'
import { alignDown, alignUp } from '../alignment.js'
import { type Libc, loadLibc } from './libc.js'
import { adviseOn, koffiBackend, residentOf } from './koffi-backend.js'
import type { AccessAdvice, MapBackend, Mapping } from './map-backend.js'

/** Part of a space that one window may take, so that there is room for an index beside a pack. */
const SHARE_OF_WINDOW = 1 / 2

/** A free or taken range: where it begins, and its bytes. */
interface Range {
  at: number
  size: number
}

export class AddressSpace {
  /** What is free, ascending, no two of them side by side. */
  readonly #free: Range[]
  #address = 0n

  /**
   * @param bytes All memory of the owner.
   * @param at Where in it the space begins: a multiple of the page size, as the memory's own address is.
   */
  constructor(
    readonly bytes: Uint8Array,
    readonly at: number,
    readonly size: number,
  ) {
    this.#free = [{ at, size }]
  }

  /** Takes the first range of `size` bytes that is free; -1: there is none, though there may be several smaller ones. */
  take(size: number): number {
    const i = this.#free.findIndex((range) => range.size >= size)
    const range = this.#free[i]
    if (!range) return -1
    const { at } = range
    range.at += size
    range.size -= size
    if (range.size === 0) this.#free.splice(i, 1)
    return at
  }

  /** Gives a range back that was taken. */
  give(at: number, size: number): void {
    const next = this.#free.findIndex((range) => range.at > at)
    const i = next === -1 ? this.#free.length : next
    const before = this.#free[i - 1]
    const after = this.#free[i]
    if (after?.at === at + size) {
      after.at = at
      after.size += size
    } else {
      this.#free.splice(i, 0, { at, size })
    }
    const joined = this.#free[i]!
    if (!before || before.at + before.size !== at) return
    before.size += joined.size
    this.#free.splice(i, 1)
  }

  /** The address of a place in it, for the system. */
  addressOf(libc: Libc, at: number): bigint {
    if (this.#address === 0n) this.#address = libc.addressOf(this.bytes)
    return this.#address + BigInt(at)
  }
}

/** A backend that maps into a space what `backend` would map; `backend` itself where that is not by addresses. */
export function placedIn(space: AddressSpace, backend: MapBackend): MapBackend {
  // The name first: the first windows are read, and then there is no need to load what maps.
  const libc = backend.name === 'koffi' && backend === koffiBackend() ? loadLibc() : undefined
  if (!libc || Number(space.addressOf(libc, space.at) % BigInt(libc.pageSize)) !== 0) return backend
  const { pageSize } = libc
  const windowMax = alignDown(Math.min(space.size * SHARE_OF_WINDOW, constants.MAX_LENGTH), pageSize)
  return {
    ...backend,
    mapsPerRegion: 2,
    mappingBytesMax: windowMax,
    windowBytesDefault: Math.min(backend.windowBytesDefault, windowMax),
    wholeFileBytesMax: windowMax,
    hasRoom: (length) => {
      const size = alignUp(length, pageSize)
      const at = space.take(size)
      if (at >= 0) space.give(at, size)
      return at >= 0
    },
    map(fd, offset, length) {
      const size = alignUp(length, pageSize)
      const at = space.take(size)
      if (at < 0)
        throw Object.assign(new Error('mmap: no addresses are left for windows'), { code: 'ENOMEM' })
      const failure = libc.mmapAt(space.addressOf(libc, at), fd, offset, length)
      if (failure === undefined) return new PlacedMapping(libc, space, at, length, size)
      space.give(at, size)
      throw Object.assign(new Error(`mmap: ${failure}`), { code: failure })
    },
  }
}

class PlacedMapping implements Mapping {
  readonly bytes: Uint8Array

  constructor(
    private readonly libc: Libc,
    private readonly space: AddressSpace,
    private readonly at: number,
    length: number,
    private readonly size: number,
  ) {
    this.bytes = space.bytes.subarray(at, at + length)
  }

  unmap(): void {
    this.libc.clearAt(this.space.addressOf(this.libc, this.at), this.size)
    this.space.give(this.at, this.size)
  }

  advise(advice: AccessAdvice, from: number, length: number): boolean {
    return adviseOn(this.libc, this.space.addressOf(this.libc, this.at), advice, from, length)
  }

  residentBytes(from: number, length: number): number {
    return residentOf(this.libc, this.space.addressOf(this.libc, this.at), from, length)
  }
}
