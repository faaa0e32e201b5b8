/**
 * Annotated tags: `object`, `type`, `tag`, usually `tagger`, an empty line, the message with any signature.
 *
 * Checked when parsed is what git's `parse_tag_buffer` checks: the first three. Old tags have no tagger.
 */
import { CorruptObjectError } from './errors.js'
import type { HashAlgorithm } from './hash-algorithm.js'
import { type Header, lineEnd, splitObject, type SplitObject } from './header-block.js'
import { type Ident, parseIdent } from './ident.js'
import { parseHexLine } from './object-line.js'
import { isObjectType, type ObjectType } from './object-type.js'
import { asciiText, decodeText } from './text.js'

/** A parsed tag. Bytes are views of `data`. */
export class Tag {
  #split: SplitObject | undefined

  /**
   * @param oid Its name, in hex.
   * @param data Its content, every byte of it.
   * @param object The oid of what it tags, in hex.
   * @param type The type of what it tags.
   * @param name The name in the tag, which need not be that of the ref.
   */
  constructor(
    readonly oid: string,
    readonly data: Uint8Array,
    readonly object: string,
    readonly type: ObjectType,
    readonly name: Uint8Array,
  ) {}

  get nameText(): string {
    return decodeText(this.name)
  }

  /** Every header in the tag's order, known or not. */
  get headers(): readonly Header[] {
    return this.#splitOnce().headers
  }

  get tagger(): Ident | undefined {
    const value = this.headers.find((header) => header.name === 'tagger')?.value
    return value && parseIdent(value)
  }

  /** The message as stored, with the signature that may follow it. */
  get message(): Uint8Array {
    return this.data.subarray(this.#splitOnce().messageAt)
  }

  get messageText(): string {
    return decodeText(this.message)
  }

  #splitOnce(): SplitObject {
    return (this.#split ??= splitObject(this.data))
  }
}

/**
 * Parses a tag's content.
 *
 * @throws {CorruptObjectError} Object, type or name is missing or malformed; carries `oid` and the offset.
 */
export function parseTag(oid: string, data: Uint8Array, algorithm: HashAlgorithm): Tag {
  const object = parseHexLine(data, 0, 'object', algorithm.hexSize)
  if (object === undefined) throw new CorruptObjectError(oid, 0, 'a tag must begin with its object')
  const typeAt = 'object '.length + algorithm.hexSize + 1
  const type = lineValue(data, typeAt, 'type ')
  const word = type && asciiText(type, 0, type.length)
  if (type === undefined || word === undefined || !isObjectType(word)) {
    throw new CorruptObjectError(oid, typeAt, 'a tag must name the type of its object')
  }
  const nameAt = typeAt + 'type '.length + type.length + 1
  const name = lineValue(data, nameAt, 'tag ')
  if (name === undefined) throw new CorruptObjectError(oid, nameAt, 'a tag must have a name')
  return new Tag(oid, data, object, word, name)
}

/** The rest of the line at `at` after `word`; undefined: another word, or no newline ends the line. */
function lineValue(data: Uint8Array, at: number, word: string): Uint8Array | undefined {
  const end = lineEnd(data, at)
  if (data[end - 1] !== 0x0a || asciiText(data, at, Math.min(at + word.length, end)) !== word)
    return undefined
  return data.subarray(at + word.length, end - 1)
}
