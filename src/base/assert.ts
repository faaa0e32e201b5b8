/**
 * States an invariant of our own: its failure is a bug in packmap, never a property of the input.
 *
 * @throws {Error} The invariant does not hold.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`packmap broke its own invariant: ${invariant}`)
}
