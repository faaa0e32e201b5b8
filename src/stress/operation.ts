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

/** `slot` and `from` number cursors, `file` numbers files; the rest is bytes. */
export type Operation =
  /** Points the cursor to `size` bytes from `offset` on, at least `minSize` of them contiguous, and reads them. */
  | { kind: 'use'; slot: number; file: number; offset: number; size: number; minSize: number }
  | { kind: 'unuse'; slot: number }
  /** Disposes of the cursor. */
  | { kind: 'drop'; slot: number }
  /** Makes the cursor of `slot` a copy of that of `from`. */
  | { kind: 'assign'; slot: number; from: number }
  | { kind: 'collect' }
  | { kind: 'release-all' }
  /** Lets the event loop turn: some backends unmap only then. */
  | { kind: 'turn' }
  /** Makes the next `count` attempts to map fail. */
  | { kind: 'fail'; code: FailureCode; count: number }
  /** Takes the file's name away, so that it cannot be opened, and gives it back. */
  | { kind: 'hide'; file: number }
  | { kind: 'show'; file: number }
  | { kind: 'truncate'; file: number; size: number }
  | { kind: 'grow'; file: number; size: number }
  /** Puts another file of the same size in its place. */
  | { kind: 'replace'; file: number }
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
    case 'object':
      return `object ${operation.oid} is read`
    case 'header':
      return `the header of object ${operation.oid} is read`
    case 'path':
      return `${operation.commit}:${operation.path} is looked up`
  }
}
