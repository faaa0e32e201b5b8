/**
 * Maps through the C library itself: nothing to compile, and unmapped when the call returns.
 *
 * A map of 1 MiB with its view, detached and unmapped again, takes about 9 µs.
 */
/* eslint no-bitwise: "off" -- bit 0 of a byte that mincore wrote */
import { constants } from 'node:buffer'
import { alignDown } from '../alignment.js'
import { detach } from './detach.js'
import { type Libc, loadLibc } from './libc.js'
import type { Address } from './load-koffi.js'
import type { AccessAdvice, MapBackend, Mapping } from './map-backend.js'
import { ShortReadError } from './read-backend.js'

const GIB = 1024 ** 3
/** A view of 4 GiB aborts the process on Node 20, so one is kept a little below. */
const VIEW_BYTES_MAX = Math.min(4 * GIB, constants.MAX_LENGTH) - 65_536

/** MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED: the same numbers on Linux, macOS and the BSDs. */
const MADVISE: Record<AccessAdvice, number> = { normal: 0, random: 1, sequential: 2, willneed: 3 }

/** The backend, or undefined where it cannot work; asked once per process and thread. */
export function koffiBackend(): MapBackend | undefined {
  if (loaded === null) {
    const libc = loadLibc()
    loaded = libc && overLibc(libc)
  }
  return loaded
}

let loaded: MapBackend | undefined | null = null

function overLibc(libc: Libc): MapBackend {
  const { fileTimes } = libc
  return {
    ...(fileTimes && {
      isUnchanged(fd: number, size: number, seconds: number, nanoseconds: number): boolean {
        const now = fileTimes(fd)
        return now?.seconds === seconds && now.nanoseconds === nanoseconds && now.size === size
      },
    }),
    name: 'koffi',
    granularity: libc.pageSize,
    mappingBytesMax: VIEW_BYTES_MAX,
    windowBytesDefault: constants.MAX_LENGTH > 2 * GIB ? GIB : GIB / 16,
    wholeFileBytesMax: VIEW_BYTES_MAX,
    map(fd, offset, length) {
      const address = libc.mmap(fd, offset, length)
      if (typeof address === 'string') {
        throw Object.assign(new Error(`mmap: ${address}`), { code: address })
      }
      return new KoffiMapping(libc, address, length)
    },
    read(fd, target, offset, length) {
      // Node's own takes a fifth longer for what is in the page cache.
      let got = libc.pread(fd, target, length, offset)
      for (
        let done = 0;
        got !== length - done;
        got = libc.pread(fd, target.subarray(done), length - done, offset + done)
      ) {
        if (typeof got === 'string') throw Object.assign(new Error(`pread: ${got}`), { code: got })
        if (got === 0) throw new ShortReadError(offset + done)
        done += got
      }
    },
  }
}

class KoffiMapping implements Mapping {
  readonly bytes: Uint8Array

  constructor(
    private readonly libc: Libc,
    private readonly address: Address,
    private readonly length: number,
  ) {
    try {
      this.bytes = new Uint8Array(libc.view(address, length))
    } catch (error) {
      libc.munmap(address, length)
      throw error
    }
  }

  unmap(): void {
    // Somebody has transferred the buffer, perhaps to another thread, which a map that is left over cannot harm.
    if (this.bytes.length === 0) return
    detach(this.bytes.buffer as ArrayBuffer)
    this.libc.munmap(this.address, this.length)
  }

  advise(advice: AccessAdvice, from: number, length: number): boolean {
    return adviseOn(this.libc, this.address, advice, from, length)
  }

  residentBytes(from: number, length: number): number {
    return residentOf(this.libc, this.address, from, length)
  }
}

/** {@link Mapping.advise} of what is mapped at `address`. */
export function adviseOn(
  libc: Libc,
  address: Address,
  advice: AccessAdvice,
  from: number,
  length: number,
): boolean {
  const begin = alignDown(from, libc.pageSize)
  return libc.madvise(address + BigInt(begin), from + length - begin, MADVISE[advice])
}

/** {@link Mapping.residentBytes} of what is mapped at `address`. */
export function residentOf(libc: Libc, address: Address, from: number, length: number): number {
  const { pageSize } = libc
  const begin = alignDown(from, pageSize)
  const pages = new Uint8Array(Math.ceil((from + length - begin) / pageSize))
  if (!libc.mincore(address + BigInt(begin), from + length - begin, pages)) return -1
  let resident = 0
  for (const page of pages) resident += (page & 1) * pageSize
  return resident
}
