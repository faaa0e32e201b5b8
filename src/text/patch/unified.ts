/** Hunks as text: `@@ -1,3 +1,4 @@ name`, then lines with a blank, `-` or `+` before them. */
import { FIELDS, type LineDiff, type LineTable } from '../line-diff/line-diff.js'
import { FunctionNames } from './function-names.js'
import { type Hunk, HunkFinder, type HunkOptions } from './hunks.js'

/** Where a patch goes. What `bytes` is given may be used again at once. */
export interface PatchSink {
  /** Text of one unit a byte. */
  raw(text: string): void
  bytes(bytes: Uint8Array): void
}

const BLANK = 0x20
const PLUS = 0x2b
const MINUS = 0x2d
const NO_END = '\n\\ No newline at end of file\n'
/** Git's room for the first line of a hunk. */
const HEADER_SIZE_MAX = 127

/** As much as is UTF-8: a name that was cut within a character ends before it. */
const UTF8 =
  // eslint-disable-next-line no-control-regex -- all of ASCII
  /^(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|\xef(?!\xbf[\xbe\xbf])[\x80-\xbf]{2}|[\xe1-\xec\xee][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*/
const PREFIXES = { context: BLANK, old: MINUS, new: PLUS }

/** Writes all hunks. @returns Whether there was any. */
export function writeHunks(
  diff: LineDiff,
  sink: PatchSink,
  options: HunkOptions = {},
  names = new FunctionNames(),
): boolean {
  let found = false
  let name = ''
  let searchedTo = -1
  for (const hunk of new HunkFinder(diff, names, options).hunks()) {
    const line = names.find(diff.before, hunk.oldBegin - 1, searchedTo)
    if (line >= 0) name = names.nameOf(diff.before, line) ?? name
    searchedTo = hunk.oldBegin - 1
    sink.raw(hunkHeader(hunk, name))
    writeHunk(diff, hunk, sink)
    found = true
  }
  return found
}

function hunkHeader({ oldBegin, oldEnd, newBegin, newEnd }: Hunk, name: string): string {
  const ranges = `@@ -${range(oldBegin, oldEnd)} +${range(newBegin, newEnd)} @@`
  if (name === '') return `${ranges}\n`
  const [header = ''] = UTF8.exec(`${ranges} ${name}`.slice(0, HEADER_SIZE_MAX)) ?? []
  return `${header}\n`
}

/** Lines are counted from 1; of no lines, the one before them is told. */
function range(begin: number, end: number): string {
  const count = end - begin
  const first = count === 0 ? begin : begin + 1
  return count === 1 ? `${first}` : `${first},${count}`
}

function writeHunk({ before: old, after: now, changes }: LineDiff, hunk: Hunk, sink: PatchSink): void {
  let line = hunk.newBegin
  for (let i = hunk.first; i <= hunk.last; i++) {
    const at = FIELDS * i
    writeLines(now, line, changes[at + 2]!, PREFIXES.context, sink)
    writeLines(old, changes[at]!, changes[at]! + changes[at + 1]!, PREFIXES.old, sink)
    line = changes[at + 2]! + changes[at + 3]!
    writeLines(now, changes[at + 2]!, line, PREFIXES.new, sink)
  }
  writeLines(now, line, hunk.newEnd, PREFIXES.context, sink)
}

function writeLines(table: LineTable, from: number, to: number, prefix: number, sink: PatchSink): void {
  if (from >= to) return
  sink.bytes(table.prefixed(from, to, prefix))
  if (to === table.count && table.lacksEnd) sink.raw(NO_END)
}
