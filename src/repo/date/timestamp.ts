/**
 * Times as git holds them, in 64 bits without a sign: what lies before 1970 is far in the future to it, so that nothing
 * is younger, and everything older.
 */
export function toTimestamp(seconds: number): bigint {
  return BigInt.asUintN(64, BigInt(seconds))
}
