/** The module's memory: a stack of areas above what the caller has put in, and arrays of u32 in them. */

/** Where the next area begins; a multiple of 8. */
let top: u32 = 0

/** Steps that a comparison may still take; below zero it gives up. */
let workLeft: i64 = 0

const PAGE: u32 = 65536

/** Has areas begin at `at`, and makes sure that `size` bytes follow. @returns Whether there is room for them. */
export function reserve(at: u32, size: u32): bool {
  top = (at + 7) & ~7
  const end: u64 = <u64>top + size
  const has: u64 = <u64>memory.size() * PAGE
  if (end <= has) return true
  return memory.grow(<i32>((end - has + PAGE - 1) / PAGE)) >= 0
}

/** An area of `size` bytes, whatever they hold. The caller has reserved enough for all of them. */
export function allocate(size: u32): u32 {
  const at = top
  top += (size + 7) & ~7
  return at
}

/** An area of zeros. */
export function allocateZeros(size: u32): u32 {
  const at = allocate(size)
  memory.fill(at, 0, size)
  return at
}

/** Where the next area would begin: for {@link release}. */
export function mark(): u32 {
  return top
}

/** Gives back every area from `at` on. */
export function release(at: u32): void {
  top = at
}

export function allowWork(steps: i64): void {
  workLeft = steps
}

/** @returns Whether the steps are still allowed. */
export function work(steps: i64): bool {
  workLeft -= steps
  return workLeft >= 0
}

export function get(array: u32, index: i32): i32 {
  return load<i32>(array + ((<u32>index) << 2))
}

export function set(array: u32, index: i32, value: i32): void {
  store<i32>(array + ((<u32>index) << 2), value)
}
