/** Where a file came from: what `log --follow` asks of the commit that added it. */
import type { Repository } from '../repository.js'
import type { ChangeOrigin } from './tree-diff.js'

/**
 * The file of `before` that became `path` in `after`: the most similar one, also where it is still there.
 *
 * @param before A revision of a tree or commit. The same holds for `after`.
 * @returns Undefined: none is similar, or `path` was there already.
 * @throws {ObjectNotFoundError} Something that has to be read is missing.
 */
export function findOrigin(
  repo: Repository,
  before: string,
  after: string,
  path: Uint8Array,
  minimumScore?: number,
): ChangeOrigin | undefined {
  const renames = {
    findCopiesHarder: true,
    onlyTo: path,
    ...(minimumScore !== undefined && { minimumScore }),
  }
  for (const change of repo.diff(before, after, { renames })) {
    if (change.origin && Buffer.compare(change.path, path) === 0) return change.origin
  }
  return undefined
}
