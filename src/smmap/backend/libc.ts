/** The few functions of the C library that mapping needs, called through koffi. */
import { endianness } from 'node:os'
import { getSystemErrorName } from 'node:util'
import { is64Bit } from '../limits.js'
import { type Address, type Koffi, loadKoffi } from './load-koffi.js'

export interface Libc {
  readonly pageSize: number
  /** Address of the new private read-only map, or an `errno` as a name. */
  mmap(fd: number, offset: number, length: number): Address | string
  munmap(address: Address, length: number): void
  /** Bytes read into `target`, possibly fewer than `length`; 0 at the end of the file; or an `errno` as a name. */
  pread(fd: number, target: Uint8Array, length: number, offset: number): number | string
  /** Size and time of change of an open file; absent where only Linux's C library has the function. */
  readonly fileTimes?: (fd: number) => FileTimes | undefined
  madvise(address: Address, length: number, advice: number): boolean
  /** Bit 0 of each byte of `pages` tells whether that page is in memory. */
  mincore(address: Address, length: number, pages: Uint8Array): boolean
  view(address: Address, length: number): ArrayBuffer
  /** Puts a private read-only map in the place of whatever is at `address`; the `errno` as a name if it cannot. */
  mmapAt(address: Address, fd: number, offset: number, length: number): string | undefined
  /** Puts empty pages in the place of whatever is at `address`. */
  clearAt(address: Address, length: number): void
  addressOf(bytes: Uint8Array): Address
}

/** What of a file changes when it is written to. The same object every time. */
export interface FileTimes {
  size: number
  seconds: number
  nanoseconds: number
}

const PROT_READ = 1
const PROT_WRITE = 2
const MAP_PRIVATE = 2 // the same on Linux, macOS and the BSDs, as are PROT_… and MAP_FIXED
const MAP_FIXED = 0x10
const MAP_ANONYMOUS = process.platform === 'linux' || process.platform === 'android' ? 0x20 : 0x1000
const MAP_FAILED = 0xffff_ffff_ffff_ffffn

/**
 * Loads koffi and binds the functions: about 5 ms, hence only when a file is to be mapped.
 *
 * @returns Undefined where koffi is missing or cannot run; on Windows, whose maps are made otherwise; and where
 *   offsets of files have 32 bits.
 */
export function loadLibc(): Libc | undefined {
  if (loaded === null) loaded = load()
  return loaded
}

let loaded: Libc | undefined | null = null

function load(): Libc | undefined {
  if (process.platform === 'win32' || !is64Bit()) {
    refusal = `systems such as this one (${process.platform}, ${process.arch}) have no mmap that it could call`
    return undefined
  }
  try {
    return bind(loadKoffi())
  } catch (error) {
    refusal = `its package does not load: ${String(error)}`
    return undefined
  }
}

/** Why {@link loadLibc} gave nothing. */
export function whyNoLibc(): string {
  return refusal
}

let refusal = ''

function bind(koffi: Koffi): Libc {
  const library = koffi.load(null) // what the process has loaded already: the C library, whatever its name
  const mmap = library.func('void* mmap(void*, size_t, int, int, int, int64_t)') as (
    ...args: [Address | null, number, number, number, number, number]
  ) => Address | null
  const munmap = library.func('int munmap(void*, size_t)') as (address: Address, length: number) => number
  const pread = library.func('int64_t pread(int, void*, size_t, int64_t)') as (
    ...args: [number, Uint8Array, number, number]
  ) => number
  const madvise = library.func('int madvise(void*, size_t, int)') as (
    ...args: [Address, number, number]
  ) => number
  const mincore = library.func('int mincore(void*, size_t, void*)') as (
    ...args: [Address, number, Uint8Array]
  ) => number
  const fileTimes = bindStatx(koffi, library)
  const getpagesize = library.func('int getpagesize()') as () => number
  return {
    pageSize: getpagesize(),
    mmap: (fd, offset, length) => {
      const address = mmap(null, length, PROT_READ, MAP_PRIVATE, fd, offset)
      if (address === null || address === MAP_FAILED) return getSystemErrorName(-koffi.errno())
      return address
    },
    munmap: (address, length) => {
      munmap(address, length)
    },
    pread: (fd, target, length, offset) => {
      const got = pread(fd, target, length, offset)
      return got < 0 ? getSystemErrorName(-koffi.errno()) : got
    },
    ...(fileTimes ? { fileTimes } : {}),
    madvise: (address, length, advice) => madvise(address, length, advice) === 0,
    mincore: (address, length, pages) => mincore(address, length, pages) === 0,
    view: (address, length) => koffi.view(address, length),
    mmapAt: (address, fd, offset, length) => {
      const at = mmap(address, length, PROT_READ, MAP_PRIVATE + MAP_FIXED, fd, offset)
      return at === address ? undefined : getSystemErrorName(-koffi.errno())
    },
    clearAt: (address, length) => {
      mmap(address, length, PROT_READ + PROT_WRITE, MAP_PRIVATE + MAP_FIXED + MAP_ANONYMOUS, -1, 0)
    },
    addressOf: (bytes) => koffi.address(bytes),
  }
}

/** linux/stat.h: words of 32 bits in `struct statx`, little end first. */
const STATX_WORDS = 64
const STX_SIZE = 10
const STX_MTIME = 28
const AT_EMPTY_PATH = 0x1000
const STATX_MTIME_AND_SIZE = 0x240

/** statx(2) into memory that is used again: half of what Node's own takes, which makes an object of big integers. */
function bindStatx(koffi: Koffi, library: ReturnType<Koffi['load']>): Libc['fileTimes'] {
  if (process.platform !== 'linux' || endianness() !== 'LE') return undefined
  let statx: (...args: [number, Address, number, number, Address]) => number
  try {
    statx = library.func('int statx(int, void*, int, unsigned int, void*)') as typeof statx
  } catch {
    return undefined // a C library of before 2018
  }
  const words = new Uint32Array(STATX_WORDS + 1) // the last one is the path, which is empty
  const address = koffi.address(words)
  const path = address + BigInt(STATX_WORDS * 4)
  const times: FileTimes = { size: 0, seconds: 0, nanoseconds: 0 }
  return (fd) => {
    if (statx(fd, path, AT_EMPTY_PATH, STATX_MTIME_AND_SIZE, address) !== 0) return undefined
    times.size = words[STX_SIZE]! + words[STX_SIZE + 1]! * 2 ** 32
    times.seconds = words[STX_MTIME]! + signed(words[STX_MTIME + 1]!) * 2 ** 32
    times.nanoseconds = words[STX_MTIME + 2]!
    return times
  }
}

function signed(word: number): number {
  return word < 2 ** 31 ? word : word - 2 ** 32
}
