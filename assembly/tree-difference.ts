/**
 * What a tree has that another has not, over the arena, in AssemblyScript: what src/object/tree-difference.ts does, byte
 * for byte. That file explains it; this one exists because every byte of every tree of a walk passes through here.
 */

/**
 * Where the entry at `at` ends; 0: it is cut short. Reads up to 31 bytes past `end`.
 *
 * Names mostly end within the first 32 bytes: looking at all of them at once spares a branch that cannot be foretold.
 */
function entryEnd(at: u32, end: u32, oidSize: u32): u32 {
  const zero = i8x16.splat(0)
  for (let i = at; i < end; i += 32) {
    const zeros =
      i8x16.bitmask(i8x16.eq(v128.load(i), zero)) | (i8x16.bitmask(i8x16.eq(v128.load(i, 16), zero)) << 16)
    if (zeros != 0) {
      const next = i + ctz(zeros) + 1 + oidSize
      return next <= end ? next : 0
    }
  }
  return 0
}

/** How many bytes are the same from `a` and `b` on, of `size`. Reads up to 15 bytes past either end. */
function sameLength(a: u32, b: u32, size: u32): u32 {
  let i: u32 = 0
  while (i + 32 <= size) {
    const first = v128.xor(v128.load(a + i), v128.load(b + i))
    const second = v128.xor(v128.load(a + i, 16), v128.load(b + i, 16))
    if (v128.any_true(v128.or(first, second))) break
    i += 32
  }
  while (i < size) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)))
    if (same != 0xffff) return min(size, i + ctz(~same))
    i += 16
  }
  return size
}

/** Where the name of the entry at `at` begins; 0: the mode is not octal. */
function nameAt(at: u32, end: u32): u32 {
  let i = at
  while (i < end && (load<u8>(i) & 0xf8) == 0x30) i++
  return i > at && i < end && load<u8>(i) == 0x20 ? i + 1 : 0
}

/** Compares two names, each of which ends with a zero. */
function compareNames(a: u32, b: u32): i32 {
  while (true) {
    const x: i32 = load<u8>(a++)
    const y: i32 = load<u8>(b++)
    if (x != y || x == 0) return x - y
  }
}

/**
 * Copies to `to` the entries of the tree at `at…end` that the one at `seen…seenEnd` does not have.
 *
 * The ranges must lie inside the memory with 32 bytes more behind them, and must not overlap with the output, which may
 * be as long as the tree.
 *
 * @returns Where the output ends.
 */
export function newEntries(at: u32, end: u32, seen: u32, seenEnd: u32, oidSize: u32, to: u32): u32 {
  // Up to here both trees are the same.
  let sameEnd = at + sameLength(at, seen, min(end - at, seenEnd - seen))
  while (at < end) {
    const next = entryEnd(at, end, oidSize)
    if (next == 0) break
    if (next <= sameEnd) {
      seen += next - at
      at = next
      continue
    }
    const name = nameAt(at, end)
    if (name == 0) break
    let isNew = true
    if (seen < seenEnd) {
      const seenNext = entryEnd(seen, seenEnd, oidSize)
      const seenName = seenNext == 0 ? 0 : nameAt(seen, seenEnd)
      if (seenName == 0) {
        seen = seenEnd
      } else {
        const order = compareNames(name, seenName)
        if (order >= 0) seen = seenNext
        isNew = order <= 0
      }
    }
    if (isNew) {
      memory.copy(to, at, next - at)
      to += next - at
      at = next
    }
    sameEnd = at + sameLength(at, seen, min(end - at, seenEnd - seen))
  }
  memory.copy(to, at, end - at)
  return to + (end - at)
}
