/**
 * Changes as patches: `diff --git`, what there is to say of modes and names, and the lines that differ.
 *
 * Format: git-diff(1), "Generating patch text with -p".
 */
import { bytesToRaw } from '../../object/raw-text.js'
import { nullOid } from '../../object/oid.js'
import { abbreviate } from '../abbreviate.js'
import type { Repository } from '../repository.js'
import { writeBinaryPatch } from '../../text/patch/binary-patch.js'
import { type PatchSink, writeHunks } from '../../text/patch/unified.js'
import { quotePath } from '../../text/quote-path.js'
import { ChangeContents, type FileSide, type PathTraits, S_IFMT, sidesOf } from './change-contents.js'
import type { PatchOptions } from './diff-settings.js'
import { TreeChange } from './tree-diff.js'

/** What is shown of a side that is not there. */
const NOWHERE = '/dev/null'

export class PatchWriter {
  private readonly contents: ChangeContents
  private readonly quoteHigh: boolean
  private readonly srcPrefix: string
  private readonly dstPrefix: string

  /** @param sink Where patches go; the bytes it is given may be used again at once. */
  constructor(
    private readonly repo: Repository,
    private readonly sink: PatchSink,
    private readonly options: PatchOptions = {},
    traitsOf?: (path: Uint8Array) => PathTraits,
  ) {
    this.contents = new ChangeContents(repo, options, traitsOf)
    this.quoteHigh = repo.config.getBool('core.quotepath') ?? true
    const { srcPrefix = 'a/', dstPrefix = 'b/', reverse = false } = options
    this.srcPrefix = reverse ? dstPrefix : srcPrefix
    this.dstPrefix = reverse ? srcPrefix : dstPrefix
  }

  /** Writes one change; one of type is written as a deletion and an addition. @throws {ObjectNotFoundError} */
  write(change: TreeChange): void {
    const { path, oldPath, oldMode, newMode, oldOid, newOid } = change
    // eslint-disable-next-line no-bitwise -- modes are fields of bits
    if (oldMode !== 0 && newMode !== 0 && ((oldMode ^ newMode) & S_IFMT) !== 0) {
      const none = nullOid(this.repo.algorithm)
      this.writeOne(new TreeChange(oldPath, oldMode, 0, oldOid, none))
      this.writeOne(new TreeChange(path, 0, newMode, none, newOid))
      return
    }
    this.writeOne(change)
  }

  private writeOne(change: TreeChange): void {
    const [before, after] = sidesOf(change)
    const names = this.namesOf(change)
    const header = new PatchHeader(this.sink, this.headerOf(change, names), isHeaderShown(change))
    if (this.options.irreversibleDelete && after.mode === 0) {
      header.write()
      return
    }
    const isBinary = !this.options.text && (this.contents.isBinary(before) || this.contents.isBinary(after))
    if (isBinary) this.writeBinary(before, after, names, header)
    else this.writeText(change, before, after, names, header)
  }

  private writeBinary(before: FileSide, after: FileSide, names: PatchNames, header: PatchHeader): void {
    const isSame = before.oid === after.oid
    if (isSame) {
      header.writeIfShown()
      return
    }
    header.write()
    if (!this.options.binary) {
      const [old, now] = names.labels
      this.sink.raw(`Binary files ${old} and ${now} differ\n`)
      return
    }
    writeBinaryPatch(this.contents.content(before), this.contents.content(after), this.sink)
  }

  private writeText(
    change: TreeChange,
    before: FileSide,
    after: FileSide,
    names: PatchNames,
    header: PatchHeader,
  ): void {
    if (before.oid === after.oid && change.dissimilarity === undefined) {
      header.writeIfShown()
      return
    }
    header.writeIfShown()
    const [old, now] = names.labels
    const startPatch = (): void => {
      header.write()
      this.sink.raw(`--- ${old}${tabAfter(old)}\n+++ ${now}${tabAfter(now)}\n`)
    }
    const oldContent = this.contents.content(before)
    const newContent = this.contents.content(after)
    const sink = new LateSink(this.sink, startPatch)
    const diff = this.contents.lineDiff(oldContent, newContent, change.path)
    writeHunks(diff, sink, this.options, this.contents.functionNames(change))
  }

  private namesOf({ path, oldPath, oldMode, newMode }: TreeChange): PatchNames {
    const { relative = '' } = this.options
    const [from, to] = [oldPath, path].map((name) => bytesToRaw(name).slice(relative.length)) as [
      string,
      string,
    ]
    const old = quotePath(this.srcPrefix + from, this.quoteHigh)
    const now = quotePath(this.dstPrefix + to, this.quoteHigh)
    const labels: [string, string] = [oldMode === 0 ? NOWHERE : old, newMode === 0 ? NOWHERE : now]
    return { old, now, from: quotePath(from, this.quoteHigh), to: quotePath(to, this.quoteHigh), labels }
  }

  /** Everything before the lines. */
  private headerOf(change: TreeChange, names: PatchNames): string {
    const { oldMode, newMode, origin, dissimilarity } = change
    let text = `diff --git ${names.old} ${names.now}\n`
    if (oldMode === 0) text += `new file mode ${octal(newMode)}\n`
    else if (newMode === 0) text += `deleted file mode ${octal(oldMode)}\n`
    else if (oldMode !== newMode) text += `old mode ${octal(oldMode)}\nnew mode ${octal(newMode)}\n`
    if (origin) {
      const verb = origin.status === 'R' ? 'rename' : 'copy'
      text += `similarity index ${origin.similarity}%\n${verb} from ${names.from}\n${verb} to ${names.to}\n`
    } else if (dissimilarity !== undefined) {
      text += `dissimilarity index ${dissimilarity}%\n`
    }
    return text + this.indexLine(change)
  }

  private indexLine(change: TreeChange): string {
    const { oldOid, newOid, oldMode, newMode } = change
    if (oldOid === newOid) return ''
    const length =
      this.options.binary && this.hasBinarySide(change) ? 'full' : (this.options.abbrev ?? 'auto')
    const [old, now] = [oldOid, newOid].map((oid) => abbreviate(this.repo, oid, length))
    return `index ${old}..${now}${oldMode === newMode ? ` ${octal(oldMode)}` : ''}\n`
  }

  private hasBinarySide(change: TreeChange): boolean {
    return sidesOf(change).some((side) => this.contents.isBinary(side))
  }
}

interface PatchNames {
  /** With their prefixes. */
  readonly old: string
  readonly now: string
  /** Without. */
  readonly from: string
  readonly to: string
  /** What stands behind `---` and `+++`. */
  readonly labels: readonly [string, string]
}

/** A header that is written once, and by some changes only if lines follow. */
class PatchHeader {
  private isWritten = false

  constructor(
    private readonly sink: PatchSink,
    private readonly text: string,
    private readonly isShown: boolean,
  ) {}

  write(): void {
    if (!this.isWritten) this.sink.raw(this.text)
    this.isWritten = true
  }

  writeIfShown(): void {
    if (this.isShown) this.write()
  }
}

/** Hands on what it is given, and calls `start` before the first of it. */
class LateSink implements PatchSink {
  private isStarted = false

  constructor(
    private readonly sink: PatchSink,
    private readonly start: () => void,
  ) {}

  raw(text: string): void {
    if (!this.isStarted) this.start()
    this.isStarted = true
    this.sink.raw(text)
  }

  bytes(bytes: Uint8Array): void {
    this.sink.bytes(bytes)
  }
}

/** Whether the header tells something that no line of the content does. */
function isHeaderShown({ oldMode, newMode, origin, dissimilarity }: TreeChange): boolean {
  return oldMode !== newMode || origin !== undefined || dissimilarity !== undefined
}

/** A name with a blank is followed by a tab, so that other programs see where it ends. */
function tabAfter(label: string): string {
  return label.includes(' ') ? '\t' : ''
}

function octal(mode: number): string {
  return mode.toString(8).padStart(6, '0')
}
