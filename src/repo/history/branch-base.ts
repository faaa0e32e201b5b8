/** Which of several commits a tip was most likely branched from: `%(is-base:…)` of git-for-each-ref(1). */
import type { History } from './history.js'

/**
 * The base whose line of first parents meets that of `tip` nearest to it; of several the first.
 *
 * @param bases Numbers of commits, as is `tip`.
 * @returns Where it is in `bases`; -1: none does.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function branchBase(history: History, tip: number, bases: readonly number[]): number {
  const places = firstParents(history, tip)
  /** By commit off the tip's line, where its line comes upon that; infinite: it does not. */
  const known = new Map<number, number>()
  let [best, nearest] = [-1, Infinity]
  for (const [at, base] of bases.entries()) {
    const place = meetingPlace(history, base, places, known)
    if (place < nearest) [best, nearest] = [at, place]
  }
  history.release()
  return best
}

/** The commits of a line of first parents, and how many are before each. */
function firstParents(history: History, tip: number): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (let commit: number | undefined = tip; commit !== undefined && !places.has(commit);) {
    places.set(commit, places.size)
    commit = history.parentCount(commit) > 0 ? history.parent(commit, 0) : undefined
  }
  return places
}

function meetingPlace(
  history: History,
  base: number,
  places: ReadonlyMap<number, number>,
  known: Map<number, number>,
): number {
  const path = new Set<number>()
  let place: number | undefined
  for (let commit = base; place === undefined; commit = history.parent(commit, 0)) {
    place = places.get(commit) ?? known.get(commit)
    if (place !== undefined) break
    path.add(commit)
    if (history.parentCount(commit) === 0 || path.has(history.parent(commit, 0))) place = Infinity
  }
  for (const commit of path) known.set(commit, place)
  return place
}
