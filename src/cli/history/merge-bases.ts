/**
 * The best common ancestors of commits: those that no other common ancestor descends from.
 *
 * The way is git's (commit-reach.c, `paint_down_to_common`): from both sides down by commit date, each commit
 * marked with the sides that reach it, until every commit still waiting is known to be below a common one.
 */
/* eslint no-bitwise: "off" -- marks are three flags */
import type { CommitLinks, CommitSource } from '../../repo/commits/commit-links.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import { CommitQueue } from '../../repo/commits/commit-queue.js'

const SIDE_ONE = 1
const SIDE_TWO = 2
/** Below a common ancestor that has been found: can be none of the best. */
const STALE = 4
const BOTH_SIDES = SIDE_ONE | SIDE_TWO

/**
 * The merge bases of `one` and the (imaginary) merge of `others`, newest first.
 *
 * @param one A commit's oid; `others` likewise.
 */
export function mergeBases(commits: CommitSource, one: string, others: readonly string[]): string[] {
  const found = paintDown(commits, one, others)
  if (found.length <= 1) return found
  return removeRedundant(commits, found)
}

/** Whether `ancestor` is `descendant` or one of its ancestors. */
export function isAncestor(commits: CommitSource, ancestor: string, descendant: string): boolean {
  return paintDown(commits, ancestor, [descendant]).includes(ancestor)
}

/** Leaves out every commit that another one of `commits` descends from. The order stays. */
export function removeRedundant(source: CommitSource, commits: readonly string[]): string[] {
  const unique = [...new Set(commits)]
  return unique.filter((commit) =>
    unique.every((other) => other === commit || !isAncestor(source, commit, other)),
  )
}

function paintDown(commits: CommitSource, one: string, others: readonly string[]): string[] {
  if (others.includes(one)) return [one]
  const marks = new Map<string, number>()
  const found: string[] = []
  const queue = new CommitQueue<CommitLinks & { readonly oid: string }>()
  let live = 0 // how many waiting commits are not stale
  const mark = (oid: string, bits: number): void => {
    const before = marks.get(oid) ?? 0
    if ((before & bits) === bits) return
    marks.set(oid, before | bits)
    if (waiting.has(oid)) {
      if (!(before & STALE) && bits & STALE) live--
      return
    }
    waiting.add(oid)
    if (!((before | bits) & STALE)) live++
    const links = commits.tryRead(oid)
    if (!links) throw new ObjectNotFoundError(oid)
    queue.add({ ...links, oid })
  }
  const waiting = new Set<string>()
  mark(one, SIDE_ONE)
  for (const other of others) mark(other, SIDE_TWO)
  while (live > 0) {
    const commit = queue.take()!
    waiting.delete(commit.oid)
    const bits = marks.get(commit.oid)!
    if (!(bits & STALE)) live--
    let inherited = bits
    if (inherited === BOTH_SIDES) {
      found.push(commit.oid)
      inherited |= STALE
    }
    for (const parent of commit.parents) mark(parent, inherited)
  }
  // A commit found early may have turned out to lie below one found late, where dates disagree with history.
  return [...new Set(found)].filter((oid) => !(marks.get(oid)! & STALE))
}
