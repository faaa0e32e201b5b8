/** Whether a cursor shows the bytes that it was asked for: as many as it should, at their place, and the right ones. */
import type { Slot } from '../slots.js'
import { differenceAt } from '../truth.js'
import { ViolationError } from '../violation.js'

export interface Wanted {
  readonly offset: number
  /** 0: all there is. */
  readonly size: number
  readonly minSize: number
}

/**
 * @param bytesMax Most bytes that a cursor shows of what is not demanded to be contiguous.
 * @param count Told how many bytes were compared.
 * @throws {ViolationError} They are not.
 */
export function checkView(
  slot: Slot,
  wanted: Wanted,
  bytesMax: number,
  count: (bytes: number) => void,
): void {
  const { view, version } = slot
  const { offset, size, minSize } = wanted
  if (view === undefined) {
    if (offset < version.size) {
      throw new ViolationError('wrong-bytes', `no bytes at ${offset} of a file of ${version.size} bytes`)
    }
    checkInvalid(slot, offset)
    return
  }
  checkLength(slot, view, wanted, bytesMax)
  checkEdges(slot, offset, view.length)
  checkBytes(slot, offset, size === 0 ? view : view.subarray(0, Math.max(size, minSize)), count)
}

/** A cursor gives what its region has from the offset on, and no more than was asked for. */
function checkLength(
  { cursor, region, version }: Slot,
  view: Uint8Array,
  wanted: Wanted,
  bytesMax: number,
): void {
  const { offset, size, minSize } = wanted
  const rest = version.size - offset
  const inRegion = Math.min(rest, region!.end - offset)
  const asked = Math.max(size === 0 ? bytesMax : Math.min(size, bytesMax), minSize)
  const least = Math.min(Math.max(1, minSize), rest)
  const exactly = Math.min(inRegion, asked)
  // Views have a size that they cannot exceed, which only regions of gibibytes reach.
  const isRight = view.length === exactly || (size === 0 && inRegion >= 2 ** 31 && view.length <= exactly)
  if (cursor.ofsBegin() !== offset || !isRight || view.length < least) {
    const given = `${view.length} bytes from ${cursor.ofsBegin()}`
    const should = `${exactly} bytes from ${offset}, at least ${least}`
    throw new ViolationError('wrong-bytes', `${should} should be there; there are ${given}`)
  }
}

function checkEdges({ cursor }: Slot, begin: number, length: number): void {
  const end = begin + length
  const told =
    cursor.size() === length &&
    cursor.ofsEnd() === end &&
    cursor.includesOfs(begin) &&
    cursor.includesOfs(end - 1) &&
    !cursor.includesOfs(end) &&
    !cursor.includesOfs(begin - 1)
  if (!told) {
    const says = `size ${cursor.size()}, end ${cursor.ofsEnd()}`
    throw new ViolationError('wrong-bytes', `a cursor on ${begin} to ${end} tells other edges: ${says}`)
  }
}

function checkInvalid({ cursor }: Slot, offset: number): void {
  if (cursor.isValid() || cursor.size() !== 0 || cursor.includesOfs(offset)) {
    throw new ViolationError('wrong-bytes', `a cursor beyond the end says that it includes ${offset}`)
  }
}

/** @throws {ViolationError} `view` is not what the file of the slot's cursor holds from `offset` on. */
export function checkBytes(
  { file, version }: Slot,
  offset: number,
  view: Uint8Array,
  count: (bytes: number) => void,
): void {
  // Touching a mapped page beyond the end of a file that was cut ends the process: nobody can promise anything there,
  // whatever has taken the file's name since.
  const safe = view.subarray(0, Math.max(0, version.inode.size - offset))
  const difference = differenceAt(safe, offset, version.truth, count)
  if (difference === -1) return
  const isOld = version.number > 0 && differenceAt(safe, offset, file.first.truth, count) === -1
  throw isOld
    ? new ViolationError('stale-file', `${file.name} was replaced, and a new cursor reads what it was before`)
    : new ViolationError('wrong-bytes', `byte ${difference} of ${file.name} is not what the file holds there`)
}

/** The claims that a cursor holds, and the views that it gave out. @throws {ViolationError} */
// Hot: for every cursor after every operation.
export function checkSlot({ cursor, claimed, view, region, file, offset }: Slot): void {
  if (claimed && !cursor.isValid()) {
    throw new ViolationError(
      'claimed-region-unmapped',
      `a region of ${file.name} was unmapped while a cursor claims it`,
    )
  }
  if (view === undefined || region?.mapped !== false || region.shared === false) return
  if (view.length > 0) {
    throw new ViolationError('view-alive', `a view of ${file.name} at ${offset} outlives its region`)
  }
}
