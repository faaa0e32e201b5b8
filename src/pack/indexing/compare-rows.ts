/** Below, at or above 0 as the `width` bytes at `a[aAt…]` sort before, with or behind those at `b[bAt…]`. */
export function compareRows(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, width: number): number {
  for (let i = 0; i < width; i++) {
    const difference = a[aAt + i]! - b[bAt + i]!
    if (difference !== 0) return difference
  }
  return 0
}
