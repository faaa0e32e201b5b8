/**
 * A loose object's file: one zlib stream of "type SP size NUL content" (git: gitrepository-layout, "objects").
 */
import { CorruptObjectError, ObjectTooLargeError } from '../object/errors.js'
import { isObjectType, type ObjectType } from '../object/object-type.js'
import type { FileWindow } from '../pack/file-window.js'
import type { ReadCore } from '../pack/read/read-core.js'
import { UnknownObjectTypeError } from './errors.js'

/** "commit 18446744073709551615\0" is 28 bytes; git looks at 32. */
const HEADER_MAX = 32
/** How far a header is looked at that cannot be valid, only to tell an unknown type from no header at all. */
const UNKNOWN_HEADER_MAX = 4096
const NUL = 0
/** No byte of a deflated stream stands for more bytes than this (RFC 1951). */
const INFLATION_MAX = 1032

/** What the header says, and how many of the first {@link HEADER_MAX} inflated bytes it took. */
interface LooseHeader {
  readonly type: ObjectType
  /** Bytes of content. */
  readonly size: number
  readonly length: number
}

/** Reads loose objects with the arena's inflater. The file given to each call is its own caller's to close. */
export class LooseReader {
  readonly #core: ReadCore
  readonly #head = new Uint8Array(HEADER_MAX)
  readonly #oneByte = new Uint8Array(1)

  constructor(core: ReadCore) {
    this.#core = core
  }

  /** Type and size, from the first bytes of the stream. Throws as {@link LooseReader.read} does. */
  readHeader(file: FileWindow): { type: ObjectType; size: number } {
    const { inflater } = this.#core
    inflater.begin(file, 0, file.size)
    const { type, size } = this.#parseHeader(file, this.#fill(file, this.#head, 0, HEADER_MAX))
    return { type, size }
  }

  /**
   * The whole object.
   *
   * @throws {CorruptObjectError} The file is no zlib stream of that form, or its content has another size than its
   *   header says.
   * @throws {UnknownObjectTypeError} The header has the form and not one of the four types.
   * @throws {ObjectTooLargeError} The header says more than `maxObjectSize`; nothing was allocated.
   */
  read(file: FileWindow): { type: ObjectType; data: Uint8Array } {
    const { inflater, maxObjectSize, slabs } = this.#core
    inflater.begin(file, 0, file.size)
    const headLength = this.#fill(file, this.#head, 0, HEADER_MAX)
    const header = this.#parseHeader(file, headLength)
    const { size, length } = header
    if (size > file.size * INFLATION_MAX)
      throw corrupt(file, 0, `declares ${size} bytes, more than the file can hold`)
    if (size > maxObjectSize) throw new ObjectTooLargeError(file.path, size, maxObjectSize)
    const known = headLength - length
    if (known > size)
      throw corrupt(file, inflater.offset, `content is longer than the declared ${size} bytes`)
    const data = slabs.take(size)
    data.set(this.#head.subarray(length, headLength))
    const produced = known + this.#fill(file, data, known, size - known)
    if (produced < size)
      throw corrupt(file, inflater.offset, `content has ${produced} of the declared ${size} bytes`)
    if (!inflater.hasEnded && this.#fill(file, this.#oneByte, 0, 1) > 0) {
      throw corrupt(file, inflater.offset, `content is longer than the declared ${size} bytes`)
    }
    if (inflater.offset < file.size) throw corrupt(file, inflater.offset, 'garbage after the object')
    return { type: header.type, data }
  }

  #fill(file: FileWindow, output: Uint8Array, at: number, room: number): number {
    const { inflater } = this.#core
    const length = inflater.fill(output, at, room)
    if (length < 0) throw corrupt(file, inflater.offset, inflater.fault)
    return length
  }

  #parseHeader(file: FileWindow, length: number): LooseHeader {
    const end = this.#head.subarray(0, length).indexOf(NUL)
    const header = end < 0 ? this.#longHeader(file, length) : Buffer.from(this.#head.buffer, 0, end)
    const text = header.toString('latin1')
    const space = text.indexOf(' ')
    const type = text.slice(0, Math.max(0, space))
    const digits = text.slice(space + 1)
    const size = Number(digits)
    // As git: decimal, no sign, no leading zero.
    if (type === '' || !/^(0|[1-9][0-9]*)$/.test(digits) || !Number.isSafeInteger(size)) {
      throw corrupt(file, 0, `not an object header: ${JSON.stringify(text)}`)
    }
    const headerLength = header.length + 1
    if (!isObjectType(type) || headerLength > HEADER_MAX) {
      throw new UnknownObjectTypeError(file.path, type, size, headerLength)
    }
    return { type, size, length: headerLength }
  }

  /** The rest of a header that is too long to be valid, up to its NUL. */
  #longHeader(file: FileWindow, known: number): Buffer {
    const header = Buffer.alloc(UNKNOWN_HEADER_MAX)
    header.set(this.#head.subarray(0, known))
    const end = header
      .subarray(0, known + this.#fill(file, header, known, header.length - known))
      .indexOf(NUL, known)
    if (end < 0) throw corrupt(file, 0, 'no object header')
    return header.subarray(0, end)
  }
}

function corrupt(file: FileWindow, offset: number, detail: string): CorruptObjectError {
  return new CorruptObjectError(file.path, offset, detail)
}
