/**
 * The order in which `rev-list` comes upon commits (git's revision.c).
 *
 * Without excluded commits history streams, newest date first. With some, the walk goes on from both sides until
 * nothing interesting can be left, and only then begins to show; an order by topology needs all commits as well.
 */
import { CommitQueue } from '../../repo/commits/commit-queue.js'
import { type HistoryCommit, HistoryCommits } from './history-commit.js'
import { topologicalOrder } from './topological-order.js'

export type HistoryOrder = 'date' | 'topological' | 'topological-by-date'

export interface HistorySettings {
  readonly order: HistoryOrder
  readonly firstParent: boolean
  /** Commits older than this are left out, and where nothing is excluded end the walk on their side. */
  readonly since: number | undefined
  readonly until: number | undefined
  /** The whole of history is looked at before any of it is shown. */
  readonly isLimited: boolean
  /** `--no-walk`: only the commits named. */
  readonly noWalk: boolean
  /** Simplifies history by what changed: may cut parents and marks a commit that changed nothing. */
  readonly simplify: ((commit: HistoryCommit) => void) | undefined
}

/** Commits that are looked at after the last interesting one, since dates may disagree with history. */
const SLOP = 5

/**
 * Yields commits of which some may be uninteresting or the same as their parents: the caller leaves those out.
 *
 * @param tips In the order of the command line, excluded ones marked; all loaded.
 */
export function* walkHistory(
  tips: readonly HistoryCommit[],
  commits: HistoryCommits,
  settings: HistorySettings,
): Generator<HistoryCommit> {
  const queue = new CommitQueue<HistoryCommit>()
  for (const tip of tips) {
    if (tip.isSeen) continue
    tip.isSeen = true
    queue.add(tip)
  }
  if (settings.noWalk) {
    for (let commit = queue.take(); commit; commit = queue.take()) {
      settings.simplify?.(commit)
      yield commit
    }
    return
  }
  const isLimited = settings.isLimited || settings.order !== 'date' || tips.some((tip) => tip.isUninteresting)
  if (!isLimited) {
    yield* streamed(queue, commits, settings)
    return
  }
  const list = limited(queue, commits, settings)
  yield* settings.order === 'date' ? list : topologicalOrder(list, settings.order === 'topological-by-date')
}

function* streamed(
  queue: CommitQueue<HistoryCommit>,
  commits: HistoryCommits,
  settings: HistorySettings,
): Generator<HistoryCommit> {
  for (let commit = queue.take(); commit; commit = queue.take()) {
    if (settings.since !== undefined && commit.date < settings.since) continue
    expand(commit, queue, commits, settings)
    yield commit
  }
}

/** Everything interesting, and some commits that turned out not to be after they were listed. */
function limited(
  queue: CommitQueue<HistoryCommit>,
  commits: HistoryCommits,
  settings: HistorySettings,
): HistoryCommit[] {
  const list: HistoryCommit[] = []
  let slop = SLOP
  let date = Infinity
  for (let commit = queue.take(); commit; commit = queue.take()) {
    if (settings.since !== undefined && commit.date < settings.since) commit.isUninteresting = true
    expand(commit, queue, commits, settings)
    if (commit.isUninteresting) {
      commits.markParentsUninteresting(commit)
      slop = remainingSlop(queue, date, slop)
      if (slop > 0) continue
      break
    }
    if (settings.until !== undefined && commit.date > settings.until) continue
    date = commit.date
    list.push(commit)
  }
  return list
}

function remainingSlop(queue: CommitQueue<HistoryCommit>, date: number, slop: number): number {
  const next = queue.peek()
  if (!next) return 0
  if (date <= next.date) return SLOP // a waiting commit may still be a descendant of a listed one
  for (const waiting of queue) if (!waiting.isUninteresting) return SLOP
  return slop - 1
}

/** Puts the parents of a commit into the queue. */
function expand(
  commit: HistoryCommit,
  queue: CommitQueue<HistoryCommit>,
  commits: HistoryCommits,
  settings: HistorySettings,
): void {
  if (commit.isExpanded) return
  commit.isExpanded = true
  const excludes = commit.isUninteresting
  if (!excludes) settings.simplify?.(commit)
  for (const parent of commit.parents ?? []) {
    if (excludes) parent.isUninteresting = true
    // An excluded commit may be missing; one to show may not.
    if (excludes ? !commits.tryLoad(parent) : !commits.load(parent)) continue
    if (excludes) commits.markParentsUninteresting(parent)
    if (!parent.isSeen) {
      parent.isSeen = true
      queue.add(parent)
    }
    if (settings.firstParent && !excludes) break
  }
}
