/** How much a manager keeps in its tables, seen from outside: what grows with every operation shows here. */

/** Objects looked at: an engine that is at rest has some dozens. */
const OBJECTS_MAX = 100_000

/**
 * Entries of all maps, sets and arrays that can be reached from `root` by properties, but for bytes.
 *
 * Private fields (`#x`) cannot be seen from outside.
 *
 * @param except What does not belong to the engine.
 */
export function retainedEntries(root: object, except: readonly unknown[]): number {
  const seen = new Set<unknown>(except)
  const open: unknown[] = [root]
  let entries = 0
  while (open.length > 0 && seen.size < OBJECTS_MAX) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
      continue
    if (value instanceof Map) {
      entries += value.size
      open.push(...(value as Map<unknown, unknown>).keys(), ...(value as Map<unknown, unknown>).values())
    } else if (value instanceof Set) {
      entries += value.size
      open.push(...(value as Set<unknown>))
    } else if (Array.isArray(value)) {
      entries += value.length
      open.push(...(value as unknown[]))
    }
    open.push(...(Object.values(value) as unknown[]))
  }
  return entries
}
