/** What differs between two trees, files that moved found again where that is wanted. */
import { bytesToRaw } from '../../object/raw-text.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import type { Repository } from '../repository.js'
import type { FileSide } from './change-contents.js'
import { findRenames } from './renames.js'
import { diffTrees, type TreeChange, type TreeDiffOptions } from './tree-diff.js'

/**
 * @param before Oid of a tree; undefined stands for an empty one. The same holds for `after`.
 * @throws {ObjectNotFoundError} Something that has to be read is missing.
 */
export function* changesBetween(
  before: string | undefined,
  after: string | undefined,
  repo: Repository,
  objects: RepositoryObjects,
  options: TreeDiffOptions,
): Iterable<TreeChange> {
  const changes = within(options, diffTrees(before, after, objects, repo.algorithm, options))
  if (!options.renames) {
    yield* changes
    return
  }
  const found = [...changes]
  const isAddition = ({ oldMode }: TreeChange): boolean => oldMode === 0
  const everything = (): Iterable<TreeChange> =>
    within(options, diffTrees(undefined, before, objects, repo.algorithm, options))
  const unmodified =
    options.renames.findCopiesHarder && found.some(isAddition) ? unmodifiedFiles(found, everything()) : []
  yield* findRenames(found, repo, options.renames, unmodified)
}

function* within({ folder }: TreeDiffOptions, changes: Iterable<TreeChange>): Iterable<TreeChange> {
  for (const change of changes) {
    if (folder === undefined || bytesToRaw(change.path).startsWith(folder)) yield change
  }
}

function* unmodifiedFiles(
  changes: readonly TreeChange[],
  everything: Iterable<TreeChange>,
): Iterable<FileSide> {
  const changed = new Set(changes.map(({ path }) => bytesToRaw(path)))
  for (const { path, newMode, newOid } of everything) {
    if (!changed.has(bytesToRaw(path))) yield { mode: newMode, oid: newOid, path }
  }
}
