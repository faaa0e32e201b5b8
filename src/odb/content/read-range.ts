/** A part of one object's content. */
import type { GitObject } from '../../object/git-object.js'
import { uninitialised } from '../../pack/read/output-slabs.js'
import type { ObjectSource } from '../object-source.js'
import { ContentStream } from './content-stream.js'

/** Which part of a content: what lies beyond its end is left out. */
export interface ContentRange {
  /** Where it begins. Default: 0. */
  readonly offset?: number
  /** Bytes. Default: up to the end. */
  readonly length?: number
}

/**
 * @returns The object, with `size` that of all its content and `data` the part; undefined: there is none.
 * @throws {RangeError} An offset or a length is no whole number from 0 on.
 */
export function readRange(
  source: ObjectSource,
  raw: Uint8Array,
  hex: string,
  { offset = 0, length = Infinity }: ContentRange,
): GitObject | undefined {
  checkRange(offset, length)
  using content = ContentStream.open(source, raw, hex)
  if (!content) return undefined
  const { oid, type, size } = content
  const data = uninitialised(Math.max(0, Math.min(length, size - offset)))
  if (data.length > 0) {
    content.skip(offset)
    content.read(data)
    content.finish()
  }
  return { oid, type, size, data }
}

/** @throws {RangeError} See {@link readRange}. */
export function checkRange(offset: number, length: number): void {
  if (!(Number.isSafeInteger(offset) && offset >= 0)) {
    throw new RangeError(`offset must be a whole number from 0 on, not ${offset}`)
  }
  if (!(length === Infinity || (Number.isSafeInteger(length) && length >= 0))) {
    throw new RangeError(`length must be a whole number from 0 on, not ${length}`)
  }
}
