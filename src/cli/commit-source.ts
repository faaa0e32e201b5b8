/** The commits of a repository as its history is walked: replaced, grafted and cut short where it says so. */
import { CommitSource } from '../repo/commits/commit-links.js'
import { RepositoryObjects } from '../repo/objects/repository-objects.js'
import type { CommandContext } from './context.js'

/** @returns A source of links that keeps nothing; each call of `tryRead` reads its commit. */
export function commitSourceOf(context: CommandContext): CommitSource {
  const repo = context.repository()
  const replaces =
    context.env['GIT_NO_REPLACE_OBJECTS'] === undefined &&
    repo.config.getBool('core.useReplaceRefs') !== false
  const objects = new RepositoryObjects(repo.odb, replaces ? repo.refStore : undefined)
  return new CommitSource(objects, repo.commonDir, repo.algorithm, context.env)
}
