/**
 * Where in the core's memory is what, in bytes: read by the AssemblyScript of assembly/ and by the TypeScript that drives
 * it, so it has nothing that only one of the two knows.
 *
 * These areas come first and are the same in every memory. Behind them lies what depends on options, in the order of
 * `CoreMemory`; docs/core-memory.md draws all of it.
 */

/** Address 0 stands for nothing, so nothing lies there. What an operation leaves for its caller: see below. */
export const STATE_AT = 1024
/** The oid that is looked for, and the one that a ref-delta names: 32 bytes and as many that may be read past them. */
export const OID_AT = 2048
export const BASE_OID_AT = 2112
/** Rows, fields, headers and delta sizes that the edge of a window cuts are put together here. */
export const CUT_AT = 2176
export const CUT_SIZE = 64
/** The two rings of the entry cache; see assembly/entry-cache.ts. */
export const NEW_RING_AT = 2304
export const KEPT_RING_AT = 2368
/** The name that is looked for in trees. No file system has longer ones, and some trees do. */
export const NAME_AT = 4096
export const NAME_SIZE = 4096
/** The tables for inflating: see assembly/inflate-layout.ts, which says how much of this it needs. */
export const WORK_AT = 8192
export const WORK_SIZE = 45056
/** A short stream that the edge of a window cuts, with room before and behind that may be read. */
export const STREAM_AT = 53248
export const STREAM_SIZE = 70144
/** The content of a short stream, with room behind that is written before it shows that there is none. */
export const CONTENT_AT = 123392
/** Streams and contents up to this size are inflated in the core: beyond it zlib is faster. */
export const SHORT_SIZE_MAX = 65536
export const CONTENT_SLACK = 320
/** Hashes of entries that left the cache unused, a u32 each. */
export const REMEMBERED_AT = 190464
export const REMEMBERED_BITS = 15
/** Types of objects by pack and offset: 16 bytes each. */
export const TYPE_MEMO_AT = 321536
export const TYPE_MEMO_BITS = 17
/** Copies of parts of windows that are not in the memory: as many ranges of 64 KiB. */
export const COPIES_AT = 2418688
export const COPY_SIZE = 65536
export const COPY_COUNT = 8
/** Where the areas begin that depend on options. */
export const FIXED_END = 2942976

// STATE_AT: what the last operation made, and counters. f64 first, then u32.
/** f64: bytes of an object whose header was read; offset or size that an operation answers. */
export const STATE_NUMBER = 0
/** f64 each: entries inflated, their bytes, deltas applied, bytes that they made. */
export const STATE_INFLATES = 8
export const STATE_INFLATED_BYTES = 16
export const STATE_DELTAS = 24
export const STATE_DELTA_BYTES = 32
/** f64 each: look-ups in the entry cache that found theirs, and that did not. */
export const STATE_HITS = 40
export const STATE_MISSES = 48
/** u32 each: address, bytes and `OBJ_…` number of the object that was made. */
export const STATE_RESULT_AT = 72
export const STATE_RESULT_SIZE = 76
export const STATE_RESULT_TYPE = 80
/** u32: its slot in the cache, if it is kept there. */
export const STATE_RESULT_SLOT = 84
/** u32 each: address and bytes of the kept object that it was made from, and what was noted of that; 0 bytes: none. */
export const STATE_BASE_AT = 88
export const STATE_BASE_SIZE = 92
export const STATE_BASE_NOTE = 96
/** u32: deltas of the chain that was followed. */
export const STATE_DEPTH = 100

// A file: f64 offset of the first byte of its window and one past that of the last, u32 address of the first.
export const FILE_BEGIN = 0
export const FILE_END = 8
export const FILE_ADDRESS = 16
export const FILE_ROW_SIZE = 24

// A sorted table of oids behind a fanout.
export const TABLE_FILE = 0 // u32: its file
export const TABLE_STRIDE = 4 // u32: bytes from one row to the next
export const TABLE_WIDTH = 8 // u32: bytes of an oid
export const TABLE_OIDS_AT = 16 // f64: offset of the first oid
export const TABLE_FANOUT = 24 // u32 each: how many oids have a first byte up to this one
export const TABLE_ROW_SIZE = 1048

// A pack with its index.
export const PACK_TABLE = 0 // u32: the table of its oids
export const PACK_FILE = 4 // u32: the file of its data; 0: not open yet
export const PACK_ID = 8 // u32: tells it from all others in the cache
export const PACK_VERSION = 12 // u32: of the index
export const PACK_OFFSET_STRIDE = 16 // u32: bytes from one offset of the index to the next
export const PACK_OFFSETS_AT = 24 // f64: where those begin
export const PACK_LARGE_AT = 32 // f64: where the 64-bit offsets begin
export const PACK_LARGE_COUNT = 40 // f64: how many there are
export const PACK_ENTRIES_END = 48 // f64: one past the last byte of the last entry
export const PACK_ROW_SIZE = 56

// A link of a delta chain: the object's entry is link 0.
export const LINK_OFFSET = 0 // f64: where the entry begins
export const LINK_SIZE = 8 // f64: bytes that it inflates to
export const LINK_SLOT = 16 // u32: its slot in the cache when it was looked up, or 0
export const LINK_TYPE = 20 // u8: its OBJ_… number
export const LINK_LENGTH = 21 // u8: bytes from there to its zlib stream; 0: it was found in the cache
export const LINK_SIZE_OF_ROW = 24

// The answer of `findOid` and `findEntry` for what is not there, and of `findEntry` for a tree that breaks the format.
export const NOT_THERE = -1
export const MALFORMED = -2

// What `makeObject` answers.
export const MADE = 0
/** It is stored whole, and large: to be inflated to where it is wanted. */
export const IS_WHOLE = 1
/** Something on the way to it does not fit the memory, or it is of another type than it should be. */
export const DOES_NOT_FIT = 2

// What `fail` is told; src/pack/core/core-faults.ts says what each means.
export const ENTRY_OUTSIDE = 1
export const SIZE_CUT_SHORT = 2
export const SIZE_BEYOND = 3
export const HEADER_CUT_SHORT = 4
export const DISTANCE_CUT_SHORT = 5
export const BAD_DISTANCE = 6
export const UNKNOWN_TYPE = 7
export const BASE_BEFORE_PACK = 8
export const BASE_MISSING = 9
export const CIRCLE = 10
export const TOO_DEEP = 11
export const CHAIN_FULL = 12
export const DECLARES_TOO_MUCH = 13
export const TOO_LARGE = 14
export const INFLATES_TO_LESS = 15
export const DELTA_CUT_SHORT = 16
export const WRONG_BASE_SIZE = 17
export const TOO_MUCH_WORK = 18
export const NO_LARGE_OFFSET = 19
export const LARGE_OFFSET_BEYOND = 20
/** A fault of the instructions of a delta is this and the number that `applyDelta` answers. */
export const DELTA_FAULT = 32
