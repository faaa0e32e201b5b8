/**
 * The entries of a pack sorted by offset, digit by digit from the least one on: half of what the engine's sort takes, and
 * it says at once which index position each offset is of.
 */

/** 2,048 counts fit the fastest cache, and three digits most packs. */
const RADIX = 2048

/**
 * Sorts index positions by the offsets of their entries; of equal offsets the lower position comes first.
 *
 * @param offsets By index position: whole numbers from 0 to 2^53. Sorted with them.
 */
export function sortByOffset(offsets: Float64Array): Uint32Array {
  const count = offsets.length
  let positions = new Uint32Array(count)
  for (let i = 0; i < count; i++) positions[i] = i
  let keys: Float64Array = offsets
  let sortedKeys: Float64Array = new Float64Array(count)
  let sorted = new Uint32Array(count)
  let max = 0
  for (let i = 0; i < count; i++) if (offsets[i]! > max) max = offsets[i]!
  const counts = new Uint32Array(RADIX)
  for (let scale = 1; scale <= max; scale *= RADIX) {
    counts.fill(0)
    for (let i = 0; i < count; i++) counts[Math.floor(keys[i]! / scale) % RADIX]!++
    let sum = 0
    for (let digit = 0; digit < RADIX; digit++) {
      sum += counts[digit]!
      counts[digit] = sum - counts[digit]!
    }
    for (let i = 0; i < count; i++) {
      const to = counts[Math.floor(keys[i]! / scale) % RADIX]!++
      sortedKeys[to] = keys[i]!
      sorted[to] = positions[i]!
    }
    ;[keys, sortedKeys] = [sortedKeys, keys]
    ;[positions, sorted] = [sorted, positions]
  }
  if (keys !== offsets) offsets.set(keys)
  return positions
}
