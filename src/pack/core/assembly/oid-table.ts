/**
 * Search in a sorted table of oids behind a fanout, as pack indexes and multi-pack-indexes have it.
 *
 * Oids are digests and so spread evenly: the 24 bits after the fanout byte tell where in its bucket an oid stands, give
 * or take a few dozen rows. Starting there and galloping takes half the comparisons of a bisection. The table is not
 * checked to be sorted, and a look-up ends all the same, with any answer.
 */
import { NOT_THERE, TABLE_FANOUT, TABLE_FILE, TABLE_OIDS_AT, TABLE_STRIDE, TABLE_WIDTH } from '../core-layout'
import { addressOf, wholeAt } from './windows'

/** Galloping starts with the error that a bucket of some thousand rows typically has. */
const FIRST_STEP: u32 = 8
/** Rows on either side of where an oid is expected: five times that error. They are asked for together. */
const NEAR: u32 = 128

/** How many oids have a first byte below `first`, 0 to 256. */
function bucketStart(table: u32, first: u32): u32 {
  return first == 0 ? 0 : load<u32>(table + TABLE_FANOUT + ((first - 1) << 2))
}

function rowAt(table: u32, position: u32): u32 {
  const stride = load<u32>(table, TABLE_STRIDE)
  const offset = load<f64>(table, TABLE_OIDS_AT) + <f64>position * <f64>stride
  return wholeAt(load<u32>(table, TABLE_FILE), offset, load<u32>(table, TABLE_WIDTH), <f64>stride)
}

/** Whether the oid at `row` is below the one at `oid`; both have the same first byte. */
function isBelow(row: u32, oid: u32, wanted: u32, width: u32): bool {
  const found = bswap(load<u32>(row, 0, 1))
  if (found != wanted) return found < wanted
  for (let i: u32 = 4; i < width; i += 4) {
    const a = bswap(load<u32>(row + i, 0, 1))
    const b = bswap(load<u32>(oid + i, 0, 1))
    if (a != b) return a < b
  }
  return false
}

/** The position of the first oid that is not below the one at `oid`; the number of oids if there is none. */
export function lowerBound(table: u32, oid: u32): u32 {
  const first: u32 = load<u8>(oid)
  let low = bucketStart(table, first)
  let high = bucketStart(table, first + 1)
  if (low >= high) return high
  const width = load<u32>(table, TABLE_WIDTH)
  const wanted = bswap(load<u32>(oid, 0, 1))
  let probe = low + <u32>((<f64>(wanted & 0xff_ffff) * <f64>(high - low)) / 16777216.0)
  bringNear(table, low, high, probe)
  let step = FIRST_STEP
  let isAboveLow = false
  let isBelowHigh = false
  while (true) {
    if (isBelow(rowAt(table, probe), oid, wanted, width)) {
      low = probe + 1
      isAboveLow = true
    } else {
      high = probe
      isBelowHigh = true
    }
    if (low >= high) return low
    if (isAboveLow && isBelowHigh) {
      probe = low + ((high - low) >> 1)
    } else {
      probe = isAboveLow ? min(high - 1, probe + step) : probe > low + step ? probe - step : low
      step <<= 1
    }
  }
}

/** Has the rows around `probe` in one window, if they can be: they are looked at one after the other. */
function bringNear(table: u32, low: u32, high: u32, probe: u32): void {
  const file = load<u32>(table, TABLE_FILE)
  const stride = <f64>load<u32>(table, TABLE_STRIDE)
  const begin = probe > low + NEAR ? probe - NEAR : low
  const end = min(high, probe + NEAR)
  const offset = load<f64>(table, TABLE_OIDS_AT) + <f64>begin * stride
  addressOf(file, offset, <f64>(end - begin) * stride)
}

/** The position of the oid at `oid`, or NOT_THERE. Hot: once per object for every pack searched. */
export function findOid(table: u32, oid: u32): f64 {
  const position = lowerBound(table, oid)
  if (position == bucketStart(table, 256)) return NOT_THERE
  return startsWith(table, position, oid, load<u32>(table, TABLE_WIDTH) << 1) ? <f64>position : NOT_THERE
}

/** Whether the oid at a position begins with the first `digits` hex digits of the one at `oid`. */
function startsWith(table: u32, position: u32, oid: u32, digits: u32): bool {
  const row = rowAt(table, position)
  const whole = digits >> 1
  for (let i: u32 = 0; i < whole; i++) if (load<u8>(row + i) != load<u8>(oid + i)) return false
  return (digits & 1) == 0 || load<u8>(row + whole) >> 4 == load<u8>(oid + whole) >> 4
}

/** One past the last position, from `position` on, of the oids that begin with `digits` hex digits of that at `oid`. */
export function prefixEnd(table: u32, position: u32, oid: u32, digits: u32): f64 {
  const count = bucketStart(table, 256)
  while (position < count && startsWith(table, position, oid, digits)) position++
  return <f64>position
}
