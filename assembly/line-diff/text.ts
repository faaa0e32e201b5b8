/** What is done to the lines of a content once they are known: looking for a name, writing a patch. */

const LF: u32 = 0x0a
/** Ends that are the same are left out in blocks of this size. */
const TAIL_BLOCK: u32 = 1024

/**
 * Bytes that two contents have in common at their ends, in whole blocks and then back to the next line's begin: what git
 * leaves out where no context is wanted.
 */
export function commonTail(at1: u32, end1: u32, at2: u32, end2: u32): u32 {
  const size = min(end1 - at1, end2 - at2)
  let same: u32 = 0
  while (
    same + TAIL_BLOCK <= size &&
    memory.compare(end1 - same - TAIL_BLOCK, end2 - same - TAIL_BLOCK, TAIL_BLOCK) == 0
  ) {
    same += TAIL_BLOCK
  }
  let kept: u32 = 0
  while (kept < same) if (load<u8>(end1 - same + kept++) == LF) break
  return same - kept
}

/**
 * The last line, from `from` back to but without `limit`, that begins with a letter, `_` or `$`: what git takes for a
 * function's name where it knows nothing of the language.
 *
 * @param starts Addresses where the lines begin. @returns The line's number; -1: there is none.
 */
export function nextNameLine(starts: u32, from: i32, limit: i32, step: i32, count: i32): i32 {
  for (let i = from; i != limit && i >= 0 && i < count; i += step) {
    const byte = load<u8>(load<u32>(starts + ((<u32>i) << 2)))
    const letter = byte | 0x20
    if ((letter >= 0x61 && letter <= 0x7a) || byte == 0x5f || byte == 0x24) return i
  }
  return -1
}

/** Writes the lines `from…to` to `out`, each after `prefix`. @returns Where they end. */
export function writeLines(starts: u32, from: i32, to: i32, prefix: u32, out: u32): u32 {
  let at = load<u32>(starts + ((<u32>from) << 2))
  for (let i = from; i < to; i++) {
    const end = load<u32>(starts + ((<u32>i + 1) << 2))
    store<u8>(out++, prefix)
    memory.copy(out, at, end - at)
    out += end - at
    at = end
  }
  return out
}
