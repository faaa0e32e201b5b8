/**
 * The headers that commits and tags begin with: lines `name SP value LF` up to an empty line, then the message.
 *
 * A line that begins with a space continues the value of the header before it; signatures (`gpgsig`) and merged
 * tags (`mergetag`) are written so. Nothing is refused here: whatever order and names, every byte is in a header
 * or in the message.
 */
import { asciiText } from './text.js'

const LF = 0x0a
const SPACE = 0x20

/** One header with its continuation lines. */
export class Header {
  /** @param raw The header as stored, with the newline of each of its lines: a view of the object's bytes. */
  constructor(
    readonly name: string,
    readonly raw: Uint8Array,
  ) {}

  /** The value: without the name, the space after it, the last newline, and the space that marks continuation. */
  get value(): Uint8Array {
    const { raw } = this
    const end = raw[raw.length - 1] === LF ? raw.length - 1 : raw.length
    const value = raw.subarray(Math.min(this.name.length + 1, end), end)
    return value.includes(LF) ? unfold(value) : value
  }
}

/** What {@link splitObject} finds. */
export interface SplitObject {
  /** In the order of the object, repeated names and unknown ones included. */
  readonly headers: readonly Header[]
  /** Where the message begins: after the empty line, or at the end where there is none. */
  readonly messageAt: number
}

/** Splits a commit's or a tag's content into headers and message, in time linear in the headers' bytes. */
export function splitObject(data: Uint8Array): SplitObject {
  const headers: Header[] = []
  let at = 0
  while (at < data.length && data[at] !== LF) {
    const end = headerEnd(data, at)
    headers.push(new Header(nameAt(data, at, end), data.subarray(at, end)))
    at = end
  }
  return { headers, messageAt: Math.min(at + 1, data.length) }
}

/** One past the header that begins at `at`: its line, and each line after it that begins with a space. */
function headerEnd(data: Uint8Array, at: number): number {
  let end = lineEnd(data, at)
  while (data[end] === SPACE) end = lineEnd(data, end)
  return end
}

/** One past the newline that ends the line at `at`, or the end of `data`. */
export function lineEnd(data: Uint8Array, at: number): number {
  const newline = data.indexOf(LF, at)
  return newline === -1 ? data.length : newline + 1
}

function nameAt(data: Uint8Array, at: number, end: number): string {
  let nameEnd = at
  while (nameEnd < end && data[nameEnd] !== SPACE && data[nameEnd] !== LF) nameEnd++
  return asciiText(data, at, nameEnd)
}

/** Takes out the space after each newline. */
function unfold(value: Uint8Array): Uint8Array {
  const out = new Uint8Array(value.length)
  let length = 0
  for (let i = 0; i < value.length; i++) {
    if (value[i] === SPACE && i > 0 && value[i - 1] === LF) continue
    out[length++] = value[i]!
  }
  return out.subarray(0, length)
}
