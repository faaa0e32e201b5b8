/**
 * What a commit changes, as one string that is the same for commits which change the same in the same way: the paths, the
 * modes and the lines of its patch without white space and line numbers, as `git patch-id` has them.
 */
import { createHash, type Hash } from 'node:crypto'
import { bytesToRaw } from '../../object/raw-text.js'
import { writeHunks } from '../../text/patch/unified.js'
import type { Pathspec } from '../pathspec/pathspec.js'
import type { Repository } from '../repository.js'
import { ChangeContents, type FileSide, sidesOf } from './change-contents.js'
import type { TreeChange } from './tree-diff.js'

/** As git removes it: no form feeds and vertical tabs. */
const SPACES = /[ \t\n\r]/g

export class PatchIds {
  private readonly contents: ChangeContents

  /** @param pathspec What of a commit counts. */
  constructor(
    private readonly repo: Repository,
    private readonly pathspec: Pathspec,
  ) {
    this.contents = new ChangeContents(repo, OPTIONS)
  }

  /**
   * The string of a change from one tree to another.
   *
   * @param before Oid of a tree; undefined stands for an empty one.
   * @throws {ObjectNotFoundError} Something is missing.
   */
  idOf(before: string | undefined, after: string): string {
    const hash = createHash('sha256')
    const { pathspec } = this
    for (const change of this.repo.diff(before, after, { pathspec })) {
      this.addChange(change, hash)
    }
    return hash.digest('base64')
  }

  private addChange(change: TreeChange, hash: Hash): void {
    const [before, after] = sidesOf(change)
    hash.update(`\n${withoutSpace(change.path)} ${before.mode} ${after.mode}\n`, 'latin1')
    if (this.isBinary(before, after)) {
      hash.update(`${before.oid} ${after.oid}`)
      return
    }
    const diff = this.contents.lineDiff(
      this.contents.content(before),
      this.contents.content(after),
      change.path,
    )
    // Line numbers, and what is said of a missing end of line, do not count.
    const sink = {
      raw: () => undefined,
      bytes: (lines: Uint8Array) => hash.update(withoutSpace(lines), 'latin1'),
    }
    writeHunks(diff, sink)
  }

  private isBinary(before: FileSide, after: FileSide): boolean {
    return this.contents.isBinary(before) || this.contents.isBinary(after)
  }
}

const OPTIONS = { indentHeuristic: false }

function withoutSpace(bytes: Uint8Array): string {
  return bytesToRaw(bytes).replace(SPACES, '')
}
