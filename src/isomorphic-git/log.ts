/** History, newest first, or that of one file. */
import type { Repository } from '../repo/repository.js'
import { command } from './command.js'
import { changesOf } from './commit-changes.js'
import { FileHistory } from './file-history.js'
import { committedAt, WaitingCommits } from './waiting-commits.js'
import type { Place } from './open-repository.js'
import { parentsOf } from './parents.js'
import { commitResult } from './read-parsed.js'
import { resolveName } from './refs.js'
import type { CommitObject, ReadCommitResult } from './results.js'

export interface LogArguments extends Place {
  /** Default: HEAD. */
  readonly ref?: string | undefined
  /** Commits at most. */
  readonly depth?: number | undefined
  /** Ends at the first commit that is not newer. */
  readonly since?: Date | undefined
  /** A regular expression for the author's `Name <email>`, in which case does not count. */
  readonly author?: string | undefined
  /** Only commits that change this file. */
  readonly filepath?: string | undefined
  /** Goes on where the file is not there. */
  readonly force?: boolean | undefined
  /** Goes on with the name that the file had before, where its content had one. */
  readonly follow?: boolean | undefined
  /** Says which files each commit changes, against its first parent. */
  readonly includeChanges?: boolean | undefined
}

/** Commits from `ref` on; each comes once. */
export const log = command('log', [], (args: LogArguments, repo): ReadCommitResult[] => {
  const commits = args.filepath ? ofFile(repo, args, args.filepath) : ofAll(repo, args)
  if (args.includeChanges) {
    for (const { oid, commit } of commits) commit.changes = changesOf(repo, oid, commit.tree)
  }
  return commits
})

function ofAll(repo: Repository, args: LogArguments): ReadCommitResult[] {
  const isWanted = authorFilter(args.author)
  const commits: ReadCommitResult[] = []
  for (const result of newestFirst(repo, args.ref)) {
    if (isTooOld(result, args) || commits.length === args.depth) break
    if (isWanted(result)) commits.push(result)
  }
  return commits
}

function ofFile(repo: Repository, args: LogArguments, filepath: string): ReadCommitResult[] {
  const isWanted = authorFilter(args.author)
  const history = new FileHistory(repo, filepath, args)
  const commits: ReadCommitResult[] = []
  const take = (found: ReadCommitResult | undefined): void => {
    if (found && isWanted(found)) commits.push(found)
  }
  for (const result of newestFirst(repo, args.ref)) {
    // Whether the commit before it changed the file nobody can say then.
    if (isTooOld(result, args)) return commits
    take(history.visit(result))
    if (history.hasEnded || commits.length === args.depth) return commits
  }
  take(history.rest())
  return commits
}

function isTooOld(result: ReadCommitResult, { since }: LogArguments): boolean {
  return since !== undefined && committedAt(result) <= Math.floor(since.valueOf() / 1000)
}

/** @throws {NotFoundError} The ref names nothing. @throws {ObjectNotFoundError} A commit is missing. */
function* newestFirst(repo: Repository, ref = 'HEAD'): Iterable<ReadCommitResult> {
  const first = commitResult(repo, resolveName(repo, ref))
  const waiting = new WaitingCommits()
  const seen = new Set([first.oid])
  waiting.add(first)
  for (let result = waiting.take(); result; result = waiting.take()) {
    yield result
    for (const parent of parentsOf(repo, result.oid).walked) {
      if (seen.has(parent)) continue
      seen.add(parent)
      waiting.add(commitResult(repo, parent))
    }
  }
}

function authorFilter(author: string | undefined): (result: ReadCommitResult) => boolean {
  if (author === undefined) return () => true
  const pattern = new RegExp(author, 'i')
  return ({ commit }) => {
    const { author: who } = commit as Partial<CommitObject>
    return who !== undefined && pattern.test(`${who.name} <${who.email}>`)
  }
}
