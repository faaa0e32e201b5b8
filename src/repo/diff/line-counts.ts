/** How many lines a change adds and removes; of a binary one, how large both contents are. */
import type { Repository } from '../repository.js'
import { CONTEXT_DEFAULT, HunkFinder } from '../../text/patch/hunks.js'
import { FIELDS, type LineDiff } from '../../text/line-diff/line-diff.js'
import { FunctionNames } from '../../text/patch/function-names.js'
import { ChangeContents, type PathTraits, sidesOf } from './change-contents.js'
import type { PatchOptions } from './diff-settings.js'
import type { TreeChange } from './tree-diff.js'

export interface LineCounts {
  /** Lines; of a binary change, bytes of the new content. */
  readonly added: number
  /** Lines; of a binary change, bytes of the old content. */
  readonly removed: number
  readonly isBinary: boolean
}

export class LineCounter {
  private readonly contents: ChangeContents

  constructor(
    repo: Repository,
    private readonly options: PatchOptions = {},
    traitsOf?: (path: Uint8Array) => PathTraits,
  ) {
    this.contents = new ChangeContents(repo, options, traitsOf)
  }

  /** @throws {ObjectNotFoundError} A content is missing. */
  count(change: TreeChange): LineCounts {
    const [before, after] = sidesOf(change)
    const isSame = before.oid === after.oid
    if (!this.options.text && (this.contents.isBinary(before) || this.contents.isBinary(after))) {
      if (isSame) return { added: 0, removed: 0, isBinary: true }
      const [removed, added] = [this.contents.sizeOf(before), this.contents.sizeOf(after)]
      return { added, removed, isBinary: true }
    }
    if (isSame) return { added: 0, removed: 0, isBinary: false }
    const oldContent = this.contents.content(before)
    const newContent = this.contents.content(after)
    if (change.dissimilarity !== undefined) {
      return { added: countLines(newContent), removed: countLines(oldContent), isBinary: false }
    }
    const diff = this.contents.lineDiff(oldContent, newContent, change.path)
    return { ...this.sumOf(diff, change), isBinary: false }
  }

  private sumOf(diff: LineDiff, change: TreeChange): { added: number; removed: number } {
    let added = 0
    let removed = 0
    const add = (first: number, last: number): void => {
      for (let i = first; i <= last; i++) {
        removed += diff.changes[FIELDS * i + 1]!
        added += diff.changes[FIELDS * i + 3]!
      }
    }
    if (!diff.mayIgnore) {
      add(0, diff.count - 1)
      return { added, removed }
    }
    // Changes that are left out count where they are shown within the context of others.
    const names = this.options.functionContext ? this.contents.functionNames(change) : new FunctionNames()
    const options = { context: CONTEXT_DEFAULT, ...this.options }
    for (const { first, last } of new HunkFinder(diff, names, options).hunks()) add(first, last)
    return { added, removed }
  }
}

const LF = 0x0a

function countLines(content: Uint8Array): number {
  let lines = 0
  for (let at = content.indexOf(LF); at >= 0; at = content.indexOf(LF, at + 1)) lines++
  return content.length > 0 && content.at(-1) !== LF ? lines + 1 : lines
}
