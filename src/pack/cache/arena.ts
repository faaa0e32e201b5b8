/**
 * One ArrayBuffer for everything that reading an object touches on the way: the ring of inflated entries, the scratch
 * areas in which deltas are applied, and the tables that say what is in the ring.
 *
 * One buffer, because then nothing on the way is allocated and no view is made: the inflater writes into it at a
 * number, deltas are applied from number to number with `copyWithin`, and the result is copied out once. Its pages
 * are the system's until they are written, so a large cache costs a process that reads little nothing.
 *
 *     0      ringSize       + SCRATCH_SIZE  + SCRATCH_SIZE  + SCRATCH_SIZE
 *     | ring | results, odd | results, even | what the ring is too small for | name looked for | …
 *     … | short stream | its content | tables for inflating it | tables of the cache |
 */
import { createWasmMemory, type WasmMemory } from '../../base/webassembly.js'

/** Objects whose content, and whose deltas, are smaller than this are read inside the arena. */
export const SCRATCH_SIZE = 16 * 1024 * 1024

/** Bytes for a name that is looked for in trees: no file system has longer ones, and some trees do. */
const NAME_SIZE = 4096

/** Streams and contents up to this size, in bytes, are inflated inside the arena: beyond it zlib is faster. */
export const SHORT_SIZE_MAX = 64 * 1024
/** Bytes behind a short stream that are read with it, and at most as many before it. */
const STREAM_SLACK = 128

/** Bytes that a stream of `size` bytes of content has at most, of any that zlib makes: small blocks stored as they are. */
export function streamSizeMax(size: number): number {
  return size + Math.ceil(size / 16) + 64
}

/** Bytes behind its content that are written before it shows that there is no room. */
export const CONTENT_SLACK = 320
/** Bytes for the tables of codes; see assembly/inflate-layout.ts. */
export const INFLATE_WORKSPACE = 44 * 1024

/** Typical bytes of a cached entry. Decides how many slots there are for a ring. */
const BYTES_PER_SLOT = 256
/** Bytes that the tables need for one slot; see the fields of `EntryCache`. A bucket for each comes on top. */
export const SLOT_COST = 8 + 8 + 4 + 4 + 4 + 4 + 4 + 4
const BUCKET_COST = 4

/** The arena is addressed with 32-bit signed numbers. */
const ARENA_SIZE_MAX = 0x7fff_ffff

export class Arena {
  readonly bytes: Uint8Array
  /** The memory that `bytes` is a view of, for WebAssembly; undefined where there is none. */
  readonly memory: WasmMemory | undefined
  /** The ring is `bytes[0…ringSize]`. */
  readonly ringSize: number
  readonly scratchSize: number
  readonly firstScratchAt: number
  readonly secondScratchAt: number
  readonly inputScratchAt: number
  readonly nameAt: number
  /** Bytes that a name may have, at {@link Arena.nameAt}. */
  readonly nameSizeMax = NAME_SIZE - 8
  /** Where a short stream is put to be inflated, at up to 7 bytes from here, and where its content is made. */
  readonly streamAt: number
  readonly contentAt: number
  /** {@link INFLATE_WORKSPACE} bytes. */
  readonly inflateTablesAt: number
  readonly tablesAt: number
  /** Entries that the cache can hold at once. */
  readonly slotCount: number
  /** Base-2 logarithm of the number of hash buckets. */
  readonly bucketBits: number

  /**
   * @param cacheSize Bytes for cached entries and their tables; cut to what 32 bits can address.
   * @param scratchSize Bytes of each scratch area.
   */
  constructor(cacheSize: number, scratchSize = SCRATCH_SIZE) {
    const budget = Math.min(Math.max(0, cacheSize), ARENA_SIZE_MAX - 4 * scratchSize)
    const ringShare = BYTES_PER_SLOT / (BYTES_PER_SLOT + SLOT_COST + BUCKET_COST)
    this.ringSize = alignDown(budget * ringShare)
    this.scratchSize = scratchSize
    this.firstScratchAt = this.ringSize
    this.secondScratchAt = this.ringSize + scratchSize
    this.inputScratchAt = this.ringSize + 2 * scratchSize
    this.nameAt = this.ringSize + 3 * scratchSize
    this.streamAt = this.nameAt + NAME_SIZE
    this.contentAt = this.streamAt + streamSizeMax(SHORT_SIZE_MAX) + STREAM_SLACK
    this.inflateTablesAt = this.contentAt + SHORT_SIZE_MAX + CONTENT_SLACK
    this.tablesAt = this.inflateTablesAt + INFLATE_WORKSPACE
    this.slotCount = Math.max(1, Math.floor(this.ringSize / BYTES_PER_SLOT))
    this.bucketBits = Math.max(1, Math.round(Math.log2(this.slotCount)))
    const size = this.tablesAt + this.slotCount * SLOT_COST + 2 ** this.bucketBits * BUCKET_COST
    // Shared, though with nobody: V8 takes the size of any other buffer for memory in use, though hardly a page of
    // this one may be, and one of more than 64 MiB sets off a collection of 10 ms that finds nothing.
    this.memory = createWasmMemory(size)
    this.bytes = new Uint8Array(this.memory?.buffer ?? new ArrayBuffer(size))
  }
}

/** Tables of 8-byte numbers begin at a multiple of 8. */
function alignDown(size: number): number {
  return Math.floor(size / 8) * 8
}
