import { ObjectTooLargeError } from '../../object/errors.js'
import { type DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import { CorruptPackError, DeltaLimitError } from '../errors.js'
import type { Pack } from '../pack.js'
import type { ReadCore } from './read-core.js'

/**
 * Reads the two sizes of the delta at a link of the core's chain, and checks them before anything is made by them.
 *
 * @throws {CorruptPackError} They are cut short, or the delta is for a base of another size.
 * @throws {ObjectTooLargeError} The result is larger than `maxObjectSize`.
 */
export function checkDeltaSizes(
  core: ReadCore,
  pack: Pack,
  link: number,
  delta: Uint8Array,
  at: number,
  end: number,
  baseSize: number,
  sizes: DeltaSizes,
): void {
  const offset = core.chain.offsets[link]!
  if (!readDeltaSizes(delta, at, end, sizes))
    throw new CorruptPackError(pack.path, offset, 'delta is cut short')
  if (sizes.base !== baseSize) {
    const detail = `delta is for a base of ${sizes.base} bytes, and its base has ${baseSize}`
    throw new CorruptPackError(pack.path, offset, detail)
  }
  if (sizes.result > core.maxObjectSize) {
    throw new ObjectTooLargeError(`${pack.path} (at byte ${offset})`, sizes.result, core.maxObjectSize)
  }
}

/**
 * Checks what has been written so far on the way to the object of the core's chain: a few bytes of deltas can have
 * terabytes copied, each result within `maxObjectSize`.
 *
 * @throws {DeltaLimitError} It is more than `maxDeltaWork`.
 */
export function checkDeltaWork(core: ReadCore, pack: Pack, written: number): void {
  if (written <= core.maxDeltaWork) return
  const detail = `putting the object together takes more than ${core.maxDeltaWork} bytes, which is maxDeltaWork`
  throw new DeltaLimitError(pack.path, core.chain.offsets[0]!, 'maxDeltaWork', detail)
}
