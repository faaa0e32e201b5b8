/** Changes of merges as patches: `diff --combined` and `diff --cc` (git-diff(1), "Combined diff format"). */
import { bytesToRaw } from '../../object/raw-text.js'
import { abbreviate } from '../abbreviate.js'
import type { Repository } from '../repository.js'
import { CombinedHunks } from '../../text/patch/combined-hunks.js'
import { CombinedLines } from '../../text/patch/combined-lines.js'
import type { PatchSink } from '../../text/patch/unified.js'
import { quotePath } from '../../text/quote-path.js'
import { ChangeContents, type PathTraits } from './change-contents.js'
import type { CombinedChange } from './combined-changes.js'
import type { PatchOptions } from './diff-settings.js'

const NOWHERE = '/dev/null'

export class CombinedWriter {
  private readonly contents: ChangeContents
  private readonly quoteHigh: boolean

  /** @param isDense Whether only that is shown which is none of the parents': `--cc`. */
  constructor(
    private readonly repo: Repository,
    private readonly sink: PatchSink,
    private readonly options: PatchOptions,
    private readonly isDense: boolean,
    traitsOf?: (path: Uint8Array) => PathTraits,
  ) {
    // Each change is looked at by itself, whatever is shown around it.
    this.contents = new ChangeContents(repo, { ...options, context: 0, functionContext: false }, traitsOf)
    this.quoteHigh = repo.config.getBool('core.quotepath') ?? true
  }

  /** Writes one change, if there is anything of it to show. @throws {ObjectNotFoundError} */
  write(change: CombinedChange): void {
    const sides = [change, ...change.parents]
    // Git does not obey --text here.
    if (sides.some((side) => this.contents.isBinary({ ...side, path: change.path }))) {
      this.sink.raw(`${this.headerOf(change)}Binary files differ\n`)
      return
    }
    const hunks = new CombinedHunks(this.linesOf(change), this.isDense, this.options.context)
    if (!hunks.hasAny && !hasNewMode(change)) return
    this.sink.raw(this.headerOf(change) + this.namesOf(change))
    hunks.write(this.sink)
  }

  private linesOf(change: CombinedChange): CombinedLines {
    const content = this.contents.content(change)
    const newLines = bytesToRaw(content).split('\n')
    if (newLines.at(-1) === '') newLines.pop()
    const lines = new CombinedLines(newLines, this.options.ignoreSpace)
    for (const [i, parent] of change.parents.entries()) {
      const earlier = change.parents.findIndex(({ oid }) => oid === parent.oid)
      if (earlier < i) lines.repeatParent(earlier)
      else lines.addParent(this.contents.lineDiff(this.contents.content(parent), content, change.path))
    }
    return lines
  }

  private headerOf(change: CombinedChange): string {
    const { path, mode, oid, parents } = change
    const name = quotePath(bytesToRaw(path), this.quoteHigh)
    const length = this.options.abbrev ?? 'auto'
    const short = (full: string): string => abbreviate(this.repo, full, length)
    const oids = parents.map((parent) => short(parent.oid)).join(',')
    const header = `diff --${this.isDense ? 'cc' : 'combined'} ${name}\nindex ${oids}..${short(oid)}\n`
    if (!hasNewMode(change)) return header
    if (isAdded(change)) return `${header}new file mode ${octal(mode)}\n`
    const modes = parents.map((parent) => octal(parent.mode)).join(',')
    return `${header}${mode === 0 ? 'deleted file ' : ''}mode ${modes}${mode === 0 ? '' : `..${octal(mode)}`}\n`
  }

  private namesOf(change: CombinedChange): string {
    const { srcPrefix = 'a/', dstPrefix = 'b/' } = this.options
    const path = bytesToRaw(change.path)
    const quoted = (prefix: string): string => quotePath(prefix + path, this.quoteHigh)
    const old = isAdded(change) ? NOWHERE : quoted(srcPrefix)
    const now = change.mode === 0 ? NOWHERE : quoted(dstPrefix)
    return `--- ${old}\n+++ ${now}\n`
  }
}

function hasNewMode({ mode, parents }: CombinedChange): boolean {
  return parents.some((parent) => parent.mode !== mode)
}

/** Nobody had it. */
function isAdded({ mode, parents }: CombinedChange): boolean {
  return mode !== 0 && parents.every(({ status }) => status === 'A')
}

function octal(mode: number): string {
  return mode.toString(8).padStart(6, '0')
}
