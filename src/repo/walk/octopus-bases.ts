/** Ancestors that more than two commits have in common (git-merge-base(1), `--octopus`). */
import type { Repository } from '../repository.js'

/**
 * What each commit has in common with what all before it have in common.
 *
 * @param commits Oids of commits, in hex.
 * @returns Oids, none of which is an ancestor of another.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function octopusBases(repo: Repository, commits: readonly string[]): string[] {
  const [first, ...others] = commits
  let bases = first === undefined ? [] : [first]
  for (const commit of others) bases = bases.flatMap((base) => repo.mergeBases(commit, base))
  return independentCommits(repo, bases)
}

/** Leaves out every commit that another one descends from. The order stays. */
export function independentCommits(repo: Repository, commits: readonly string[]): string[] {
  const unique = [...new Set(commits)]
  return unique.filter((commit) =>
    unique.every((other) => other === commit || !repo.isAncestor(commit, other)),
  )
}
