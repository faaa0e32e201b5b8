/**
 * What a workload asks of the engine, one step at a time.
 *
 * Cursors live in numbered slots, and a slot without a cursor is given one when it is used. So every part of a list
 * of operations is a list of operations too, which is what shrinking needs.
 */
import { formatByteSize } from '../base/byte-size.js'

/** Reasons that a map can be made to fail with: the system has no more maps, no more descriptors, or refuses. */
export const FAILURE_CODES = ['ENOMEM', 'EMFILE', 'EACCES'] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

/** How a cursor is told its file. */
export const SOURCE_KINDS = ['path', 'bytes', 'url', 'descriptor'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** What a cursor or a buffer over it is asked for, other than a use: each fills memory of the caller's or copies. */
export const READ_KINDS = ['copy-into', 'region-or-read', 'slice', 'subarray'] as const
export type ReadKind = (typeof READ_KINDS)[number]

/** `slot` and `from` number cursors, `file` numbers files; the rest is bytes. */
export type Operation =
  /** Points the cursor to `size` bytes from `offset` on, at least `minSize` of them contiguous, and reads them. */
  | { kind: 'use'; slot: number; file: number; offset: number; size: number; minSize: number }
  /** Reads `size` bytes from `offset` on, across the edges of windows. */
  | { kind: 'read'; by: ReadKind; slot: number; file: number; offset: number; size: number }
  /** Takes up the region that the cursor gave back last, if it holds `offset`. */
  | { kind: 'resume'; slot: number; offset: number }
  /** Makes a new cursor. */
  | { kind: 'open'; slot: number; file: number; as: SourceKind }
  | { kind: 'unuse'; slot: number }
  /** Disposes of the cursor. */
  | { kind: 'drop'; slot: number }
  /** Makes the cursor of `slot` a copy of that of `from`. */
  | { kind: 'assign'; slot: number; from: number }
  | { kind: 'collect' }
  | { kind: 'release-all' }
  /** Lets the event loop turn: some backends unmap only then. */
  | { kind: 'turn' }
  /** Nothing is done for so long, so that what is idle may go. */
  | { kind: 'rest'; milliseconds: number }
  /** Makes the next `count` attempts to map fail. */
  | { kind: 'fail'; code: FailureCode; count: number }
  /** Takes the file's name away, so that it cannot be opened, and gives it back. */
  | { kind: 'hide'; file: number }
  | { kind: 'show'; file: number }
  | { kind: 'truncate'; file: number; size: number }
  | { kind: 'grow'; file: number; size: number }
  /** Puts another file of the same size in its place. */
  | { kind: 'replace'; file: number }
  /** As `replace`, and with the same time of modification: only the number of the inode is another. */
  | { kind: 'replace-alike'; file: number }
  /** Reads an object of a repository, or only its header. */
  | { kind: 'object'; oid: string }
  | { kind: 'header'; oid: string }
  /** Looks up what a path names in a commit. */
  | { kind: 'path'; commit: string; path: string; oid: string }

/** For people: `cursor 3 uses file 0 from 1048576 on, 4.00 KiB`. */
export function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'use': {
      const { slot, file, offset, size, minSize } = operation
      const wanted = size === 0 ? 'all there is' : formatByteSize(size)
      const least = minSize > 0 ? `, at least ${formatByteSize(minSize)}` : ''
      return `cursor ${slot} uses file ${file} from ${offset} on, ${wanted}${least}`
    }
    case 'read': {
      const { by, slot, file, offset, size } = operation
      return `cursor ${slot} reads file ${file} from ${offset} on, ${formatByteSize(size)}, by ${by}`
    }
    case 'resume':
      return `cursor ${operation.slot} takes up its region again at ${operation.offset}`
    case 'open':
      return `cursor ${operation.slot} is made for file ${operation.file} by ${SOURCE_WORDS[operation.as]}`
    case 'unuse':
      return `cursor ${operation.slot} gives its region back`
    case 'drop':
      return `cursor ${operation.slot} is disposed of`
    case 'assign':
      return `cursor ${operation.slot} becomes a copy of cursor ${operation.from}`
    case 'collect':
      return 'the manager unmaps what is unused'
    case 'release-all':
      return 'the manager unmaps everything'
    case 'turn':
      return 'the event loop turns'
    case 'rest':
      return `nothing happens for ${operation.milliseconds} ms`
    case 'fail':
      return `the next ${operation.count} attempts to map fail with ${operation.code}`
    case 'hide':
      return `file ${operation.file} cannot be opened`
    case 'show':
      return `file ${operation.file} can be opened again`
    case 'truncate':
      return `file ${operation.file} is cut to ${operation.size} bytes`
    case 'grow':
      return `file ${operation.file} grows to ${operation.size} bytes`
    case 'replace':
      return `another file takes the place of file ${operation.file}`
    case 'replace-alike':
      return `another file of the same size and time takes the place of file ${operation.file}`
    case 'object':
      return `object ${operation.oid} is read`
    case 'header':
      return `the header of object ${operation.oid} is read`
    case 'path':
      return `${operation.commit}:${operation.path} is looked up`
  }
}

const SOURCE_WORDS: Record<SourceKind, string> = {
  path: 'its path',
  bytes: 'its path as bytes',
  url: 'its URL',
  descriptor: 'a descriptor',
}
