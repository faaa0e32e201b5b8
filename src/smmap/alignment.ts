/** Rounding to the units in which the system maps. By arithmetic, since offsets need 53 bits. */

/** The largest multiple of `granule` that is not above `bytes`. */
export function alignDown(bytes: number, granule: number): number {
  return bytes - (bytes % granule)
}

/** The smallest multiple of `granule` that is not below `bytes`. */
export function alignUp(bytes: number, granule: number): number {
  const beyond = bytes % granule
  return beyond === 0 ? bytes : bytes + granule - beyond
}
