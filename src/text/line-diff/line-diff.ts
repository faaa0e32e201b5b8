/** What {@link LineDiffer} found: lines of both contents, and the changes between them, read where they lie. */
import type { WasmMemory } from '../../base/webassembly.js'
import type { LineDiffExports } from './line-differ.js'
import type { LineDiffOptions } from './options.js'

const LF = 0x0a
const CR = 0x0d
const TAB = 0x09
const SPACE = 0x20
/** Of a change: old line, old lines, new line, new lines. */
export const FIELDS = 4

/** The lines of one content, numbered from 0. */
export class LineTable {
  /** Lines; one without an end counts. */
  readonly count: number
  private readonly bytes: Uint8Array
  private readonly starts: Uint32Array
  private readonly startsAt: number

  /** @param at Address of the module's table. @param out Where output may be written. */
  constructor(
    memory: WasmMemory,
    private readonly module: LineDiffExports,
    at: number,
    private readonly out: number,
  ) {
    this.bytes = new Uint8Array(memory.buffer)
    const words = new Uint32Array(memory.buffer)
    this.count = words[at / 4]!
    this.startsAt = words[at / 4 + 1]!
    this.starts = words.subarray(this.startsAt / 4, this.startsAt / 4 + this.count + 1)
  }

  /** Bytes of a line, its end included. */
  line(index: number): Uint8Array {
    return this.bytes.subarray(this.starts[index], this.starts[index + 1])
  }

  /** The same as text of one unit a byte. */
  lineText(index: number): string {
    const begin = this.starts[index]!
    return Buffer.from(this.bytes.buffer, begin, this.starts[index + 1]! - begin).toString('latin1')
  }

  /** Whether the last line has no end. */
  get lacksEnd(): boolean {
    return this.count > 0 && this.bytes[this.starts[this.count]! - 1] !== LF
  }

  /** Whether there is nothing but white space in a line. */
  isBlank(index: number): boolean {
    for (let at = this.starts[index]!; at < this.starts[index + 1]!; at++) {
      const byte = this.bytes[at]
      if (byte !== SPACE && byte !== TAB && byte !== LF && byte !== CR) return false
    }
    return true
  }

  /** Bytes of a line, its end included. */
  sizeOf(index: number): number {
    return this.starts[index + 1]! - this.starts[index]!
  }

  /** The first line from `from` on, before `limit`, that begins with a letter, `_` or `$`; -1: none does. */
  nextNameLine(from: number, limit: number): number {
    return this.module.nextNameLine(this.startsAt, from, limit, from > limit ? -1 : 1, this.count)
  }

  /** The lines `from…to`, each after `prefix`: a view that the next call overwrites. */
  prefixed(from: number, to: number, prefix: number): Uint8Array {
    const end = this.module.writeLines(this.startsAt, from, to, prefix, this.out)
    return this.bytes.subarray(this.out, end < 0 ? end + 2 ** 32 : end)
  }
}

export class LineDiff {
  /** How many changes there are. */
  readonly count: number

  /** @param changes Four numbers each: old line, old lines, new line, new lines; lines are counted from 0. */
  constructor(
    readonly before: LineTable,
    readonly after: LineTable,
    readonly changes: Uint32Array,
    private readonly options: LineDiffOptions,
  ) {
    this.count = changes.length / FIELDS
  }

  /** Whether any change is left out, by the options that say so of blank and of matching lines. */
  get mayIgnore(): boolean {
    const { ignoreBlankLines = false, ignoreMatching = [] } = this.options
    return ignoreBlankLines || ignoreMatching.length > 0
  }

  /** Whether a change is to be left out. */
  isIgnored(index: number): boolean {
    const { ignoreBlankLines = false, ignoreMatching = [], ignoreSpace } = this.options
    if (ignoreBlankLines) {
      // Without any white space to ignore, only an empty line is a blank one.
      const isBlank = (table: LineTable, line: number): boolean =>
        ignoreSpace ? table.isBlank(line) : table.sizeOf(line) <= 1
      if (this.everyLine(index, isBlank)) return true
    }
    if (ignoreMatching.length === 0) return false
    return this.everyLine(index, (table, line) => {
      const text = table.lineText(line)
      return ignoreMatching.some((pattern) => pattern.test(text))
    })
  }

  private everyLine(index: number, holds: (table: LineTable, line: number) => boolean): boolean {
    const [old = 0, oldLines = 0, now = 0, newLines = 0] = this.changes.subarray(FIELDS * index)
    for (let i = old; i < old + oldLines; i++) if (!holds(this.before, i)) return false
    for (let i = now; i < now + newLines; i++) if (!holds(this.after, i)) return false
    return true
  }
}
