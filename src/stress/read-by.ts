/** Reads through a cursor in each of the ways that do not end in a view of one region. */
import { SlidingWindowMapBuffer, type WindowCursor } from '../smmap/index.js'
import type { EngineCursor } from './engine.js'
import type { ReadKind } from './operation.js'
import { ViolationError } from './violation.js'

/** A copy of up to `size` bytes from `offset` on: fewer only at the end of the file. */
export function readBy(by: ReadKind, cursor: EngineCursor, offset: number, size: number): Uint8Array {
  switch (by) {
    case 'copy-into': {
      const target = new Uint8Array(size)
      return target.subarray(0, cursor.copyInto!(target, offset))
    }
    case 'region-or-read':
      return regionOrRead(cursor, offset, size)
    case 'slice':
    case 'subarray':
      return throughBuffer(by, cursor, offset, size)
  }
}

function regionOrRead(cursor: EngineCursor, offset: number, size: number): Uint8Array {
  const length = Math.max(0, Math.min(size, cursor.fileSize() - offset))
  const target = new Uint8Array(length)
  for (let done = 0; done < length;) {
    const rest = target.subarray(done)
    const region = cursor.regionOrRead!(offset + done, rest, rest.length)
    if (region === undefined) return target // it has read all the rest
    const from = offset + done - region.begin
    const part = region.bytes.subarray(from, from + rest.length)
    rest.set(part)
    done += part.length
  }
  return target
}

/** Index 0 of the buffer lies before the bytes, and the end is told from its end, so that both are seen to count. */
function throughBuffer(
  by: 'slice' | 'subarray',
  cursor: EngineCursor,
  offset: number,
  size: number,
): Uint8Array {
  const before = Math.min(offset, 1000)
  const buffer = new SlidingWindowMapBuffer()
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- who has the capability `buffers` says so
  if (!buffer.beginAccess(cursor as WindowCursor, offset - before)) return new Uint8Array(0)
  const end = Math.min(buffer.length, before + size)
  const bytes = buffer[by](before, end === buffer.length ? undefined : end - buffer.length).slice()
  const last = bytes.length - 1
  if (last >= 0 && (buffer.at(before) !== bytes[0] || buffer.at(before + last) !== bytes[last])) {
    const ends = `at(${before}) and at(${before + last})`
    throw new ViolationError('wrong-bytes', `${ends} are not the ends of ${by}()`)
  }
  buffer.endAccess()
  return bytes
}
