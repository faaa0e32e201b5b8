/** Changes with the folders that they are in: `diff-tree -t`. */
import { TreeChange } from '../../repo/diff/tree-diff.js'
import type { Repository } from '../../repo/repository.js'
import type { LiteralPathspec } from '../literal-pathspec.js'
import { bytesToRaw } from '../text/quote.js'

const MODE_TREE = 0o40000
const SLASH = Buffer.from('/')

/** Every change within two trees, each folder before what is in it. */
export function* changesWithTrees(
  repo: Repository,
  before: string | undefined,
  after: string | undefined,
  pathspec: LiteralPathspec | undefined,
  folder: Uint8Array = Buffer.alloc(0),
): Generator<TreeChange> {
  for (const change of repo.diff(before, after, { recursive: false })) {
    const { path: name, oldMode, newMode, oldOid, newOid } = change
    if (pathspec && !pathspec.matches(bytesToRaw(folder), bytesToRaw(name), newMode || oldMode)) continue
    const path = Buffer.concat([folder, name])
    yield new TreeChange(path, oldMode, newMode, oldOid, newOid)
    if ((newMode || oldMode) !== MODE_TREE) continue
    const [old, now] = [oldMode === 0 ? undefined : oldOid, newMode === 0 ? undefined : newOid]
    yield* changesWithTrees(repo, old, now, pathspec, Buffer.concat([path, SLASH]))
  }
}
