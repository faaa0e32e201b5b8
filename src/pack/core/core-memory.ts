/**
 * The memory of a core: one buffer for everything that reading an object touches on the way, the files' windows
 * included, so that nothing on the way is allocated, and no view is made.
 *
 * Its pages are the system's until they are written, so a large cache costs a process that reads little nothing.
 * docs/core-memory.md draws it.
 */
import { createWasmMemory, type WasmMemory } from '../../base/webassembly.js'
import { AddressSpace } from '../../smmap/index.js'
import { CONTENT_AT, FIXED_END, NAME_AT, NAME_SIZE, STREAM_AT, WORK_AT } from './core-layout.js'

/** Objects whose content, and whose deltas, are smaller than this are made inside the memory. */
export const SCRATCH_SIZE = 16 * 1024 * 1024

/** Typical bytes of a cached entry. Decides how many slots there are for a ring. */
const BYTES_PER_SLOT = 256
/** Bytes that the tables need for one slot; see assembly/entry-cache.ts. A bucket for each comes on top. */
export const SLOT_COST = 40
const BUCKET_COST = 4
/** Of so many slots, one link that was passed once is remembered: few enough that only those passed often come twice. */
const SLOTS_PER_PASSED = 1024

/** Addresses are signed numbers of 32 bits, and the last page is never used: some code reads a little past what it should. */
const MEMORY_SIZE_MAX = 0x7fff_0000
const PAGE_SIZE = 65_536

/** Bytes for the rows of files, tables of oids and packs: about 1,200 a pack. */
const ROWS_SIZE = 32 * 1024 * 1024
const ROWS_SIZE_SMALL = 1024 * 1024
/** Links that a chain may have. Git makes chains of 50, and 4,095 at the most. */
const LINKS_MAX = 2 ** 20
const LINKS_MAX_SMALL = 2 ** 15
const LINK_COST = 24

export class CoreMemory {
  readonly bytes: Uint8Array
  /** The memory that `bytes` is a view of, for WebAssembly; undefined where there is none. */
  readonly memory: WasmMemory | undefined
  /** Where files are mapped; undefined: nowhere, and what the core looks at is copied in. */
  readonly space: AddressSpace | undefined
  readonly rowsAt: number
  readonly rowsEnd: number
  readonly linksAt: number
  readonly linkCount: number
  readonly ringAt: number
  readonly ringSize: number
  readonly scratchSize: number
  readonly firstScratchAt: number
  readonly inputScratchAt: number
  readonly nameAt = NAME_AT
  /** Bytes that a name may have, at {@link CoreMemory.nameAt}. */
  readonly nameSizeMax = NAME_SIZE - 8
  readonly streamAt = STREAM_AT
  readonly contentAt = CONTENT_AT
  readonly inflateTablesAt = WORK_AT
  readonly slotsAt: number
  /** Entries that the cache can hold at once. */
  readonly slotCount: number
  readonly bucketsAt: number
  /** Base-2 logarithm of the number of hash buckets. */
  readonly bucketBits: number
  readonly passedAt: number
  readonly passedCount: number

  /**
   * @param cacheSize Bytes for cached entries and their tables; cut to what there is room for.
   * @param scratchSize Bytes of each scratch area.
   * @param options.hasSpace Whether files are to be mapped into it, where that can be.
   * @param options.isWasm Whether it is for WebAssembly, where there is any.
   */
  constructor(cacheSize: number, scratchSize = SCRATCH_SIZE, { hasSpace = false, isWasm = true } = {}) {
    const isSmall = !isWasm || !hasSpace
    let at = FIXED_END
    const take = (size: number): number => {
      const begin = at
      at += Math.ceil(size / 16) * 16
      return begin
    }
    this.rowsAt = take(isSmall ? ROWS_SIZE_SMALL : ROWS_SIZE)
    this.rowsEnd = at
    this.linkCount = isSmall ? LINKS_MAX_SMALL : LINKS_MAX
    this.linksAt = take((this.linkCount + 1) * LINK_COST)
    const budget = Math.min(Math.max(0, cacheSize), MEMORY_SIZE_MAX / 2 - 4 * scratchSize)
    const ringShare = BYTES_PER_SLOT / (BYTES_PER_SLOT + SLOT_COST + BUCKET_COST)
    this.ringSize = Math.floor((budget * ringShare) / 8) * 8
    this.slotCount = Math.max(1, Math.floor(this.ringSize / BYTES_PER_SLOT))
    this.bucketBits = Math.max(1, Math.round(Math.log2(this.slotCount)))
    this.passedCount = Math.floor(this.slotCount / SLOTS_PER_PASSED)
    this.slotsAt = take(this.slotCount * SLOT_COST)
    this.bucketsAt = take(2 ** this.bucketBits * BUCKET_COST)
    this.passedAt = take(this.passedCount * 4)
    this.ringAt = take(this.ringSize)
    this.scratchSize = scratchSize
    this.firstScratchAt = take(3 * scratchSize)
    this.inputScratchAt = this.firstScratchAt + 2 * scratchSize
    const spaceAt = Math.ceil(at / PAGE_SIZE) * PAGE_SIZE
    const end = spaceAt + PAGE_SIZE // never used: some code reads a little past what it should
    // Shared, though with nobody: V8 takes the size of any other buffer for memory in use, though hardly a page of
    // this one may be, and one of more than 64 MiB sets off a collection of 10 ms that finds nothing.
    const withSpace = isWasm && hasSpace ? createWasmMemory(MEMORY_SIZE_MAX) : undefined
    this.memory = withSpace ?? (isWasm ? createWasmMemory(end) : undefined)
    this.bytes = new Uint8Array(this.memory?.buffer ?? new ArrayBuffer(end))
    if (withSpace) this.space = new AddressSpace(this.bytes, spaceAt, MEMORY_SIZE_MAX - PAGE_SIZE - spaceAt)
  }
}
