/**
 * The fewest operations that still do wrong: delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002), after a search for the shortest end of the list that does.
 */

export interface ShrinkResult<T> {
  /** As short as was found; removing any one of them hides the fault, unless time ran out. */
  readonly items: readonly T[]
  /** How often a part was tried. */
  readonly runs: number
}

/**
 * @param items A list that fails.
 * @param fails Whether a part of it does.
 * @param isCancelled Whether the shortest so far has become good enough.
 * @param timeout Milliseconds after which the shortest list so far is good enough.
 */
export async function shrink<T>(
  items: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  timeout: number,
  isCancelled: () => boolean = () => false,
): Promise<ShrinkResult<T>> {
  const deadline = performance.now() + timeout
  let runs = 0
  const test = (part: readonly T[]): Promise<boolean> => {
    runs++
    return fails(part)
  }
  const isLate = (): boolean => performance.now() > deadline || isCancelled()
  let shortest = await shortestEnd(items, test, isLate)
  for (let parts = 2; shortest.length > 1 && !isLate();) {
    const shorter = await withoutOnePart(shortest, parts, test, isLate)
    if (shorter !== undefined) {
      shortest = shorter
      parts = Math.max(2, parts - 1)
    } else if (parts >= shortest.length) {
      break
    } else {
      parts = Math.min(shortest.length, parts * 2)
    }
  }
  return { items: shortest, runs }
}

/** What goes wrong mostly began shortly before: ends of doubling length are tried, the shortest first. */
async function shortestEnd<T>(
  items: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  isLate: () => boolean,
): Promise<readonly T[]> {
  for (let length = 1; length < items.length && !isLate(); length *= 2) {
    const end = items.slice(-length)
    if (await fails(end)) return end
  }
  return items
}

/** The first list that still fails when one of `parts` equal parts is left out. */
async function withoutOnePart<T>(
  items: readonly T[],
  parts: number,
  fails: (part: readonly T[]) => Promise<boolean>,
  isLate: () => boolean,
): Promise<readonly T[] | undefined> {
  // From the front: what comes first is the least likely to matter.
  for (let part = 0; part < parts && !isLate(); part++) {
    const begin = Math.floor((items.length * part) / parts)
    const end = Math.floor((items.length * (part + 1)) / parts)
    if (begin === end) continue
    const rest = [...items.slice(0, begin), ...items.slice(end)]
    if (await fails(rest)) return rest
  }
  return undefined
}
