/**
 * Traces: what a program asked of the engine, in few bytes (docs/stress.md, "The format of a trace").
 *
 * A line of ASCII, {@link TRACE_SIGNATURE}, then records: a varint for the kind, then varints for its fields. A varint
 * holds 7 bits a byte, the lowest first, the eighth bit set in every byte but the last. Offsets are differences from
 * the end of the previous `use` of the same file, folded so that small negative numbers are small: 0, -1, 1, -2, …
 */

export const TRACE_SIGNATURE = 'packmap-trace 1\n'

/** The kind of a record, and what follows it. `cursor` and `file` are numbers; names are UTF-8. */
export const TRACE_RECORD = {
  /** Settings: length of a JSON text, the text. */
  settings: 1,
  /** The next file, numbered from 0: size, seed + 1 of generated content or 0, length of its name, name. */
  file: 2,
  /** cursor, file, offset, size, minSize */
  use: 3,
  /** cursor */
  unuse: 4,
  /** cursor */
  drop: 5,
  /** cursor, the cursor that it becomes a copy of */
  assign: 6,
  collect: 7,
  releaseAll: 8,
  /** A turn of the event loop. */
  turn: 9,
  /** index of the reason (ENOMEM, EMFILE, EACCES), count */
  fail: 10,
  /** file */
  hide: 11,
  /** file */
  show: 12,
  /** file, size */
  truncate: 13,
  /** file, size */
  grow: 14,
  /** file */
  replace: 15,
  /** An object of a repository is read: its oid, as a text. */
  object: 16,
  /** The header of an object is read: its oid, as a text. */
  header: 17,
  /** A path is looked up in a commit: three texts, the commit's oid, the path, and the oid that it must lead to. */
  path: 18,
  /** how ({@link TRACE_READS}), cursor, file, offset, size */
  read: 19,
  /** cursor, offset */
  resume: 20,
  /** how (path, bytes, URL, descriptor), cursor, file */
  open: 21,
  /** milliseconds */
  rest: 22,
  /** file */
  replaceAlike: 23,
} as const

/** The ways of reading that a `read` record numbers. */
export const TRACE_READS = ['copyInto', 'regionOrRead', 'slice', 'subarray'] as const
export type TraceRead = (typeof TRACE_READS)[number]
