/**
 * From one link of a chain to its inflated data, checked as far as the core's `verify` asks.
 */
import { ObjectTooLargeError } from '../../object/errors.js'
import { streamSizeMax } from '../cache/arena.js'
import { EntryHeader } from '../data/entry-header.js'
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { RANGE_BYTES_USUAL } from '../read-range.js'
import { crcOfRange } from './entry-crc.js'
import type { ReadCore } from './read-core.js'

/** Two bits of a deflated stream stand for at most 258 bytes (RFC 1951), so one byte stands for no more than this. */
const INFLATION_MAX = 1032

/** Contents up to here are mostly a third deflated, so that one range has their streams. */
const RANGE_CONTENT_MAX = 4 * RANGE_BYTES_USUAL

/** Bytes in which a stream of `size` bytes of content ends: at most, or for larger ones mostly. */
function streamSize(size: number): number {
  const most = streamSizeMax(size)
  return size <= RANGE_CONTENT_MAX ? Math.min(most, RANGE_BYTES_USUAL) : most
}

const ONE_BYTE = new Uint8Array(1)

export class EntryReader {
  readonly #core: ReadCore
  readonly #header = new EntryHeader()
  // The entry that `select` chose.
  #offset = 0
  #size = 0
  /** Where another entry begins that is known to lie behind it, or where the last one ends. */
  #nextEntry = 0

  constructor(core: ReadCore) {
    this.#core = core
  }

  /**
   * Chooses the link of the core's chain to read next, and checks what it declares before anything is allocated.
   *
   * @throws {ObjectTooLargeError} It declares more than `maxObjectSize`.
   * @throws {CorruptPackError} It declares more than the rest of the pack can hold.
   */
  select(pack: Pack, link: number): void {
    const { chain, inflater, maxObjectSize } = this.#core
    const { file, entriesEnd } = pack.data
    const offset = chain.offsets[link]!
    const size = chain.sizes[link]!
    let streamAt = chain.streams[link]!
    if (streamAt === 0) {
      // It was in the cache when the chain was followed, and is no more.
      pack.data.readHeader(offset, this.#header)
      streamAt = offset + this.#header.length
    }
    this.#offset = offset
    this.#size = size
    // A base mostly lies shortly before the delta on it, and so ends before that begins.
    const delta = link > 0 ? chain.offsets[link - 1]! : 0
    this.#nextEntry = delta > offset ? delta : entriesEnd
    checkDeclaredSize(pack, offset, size)
    if (size > maxObjectSize) {
      throw new ObjectTooLargeError(`${pack.path} (at byte ${offset})`, size, maxObjectSize)
    }
    inflater.begin(file, streamAt, entriesEnd)
  }

  /**
   * Inflates the selected entry to `output[at…]`, which has room for one byte more than its size.
   *
   * @throws {CorruptPackError} The stream is broken or of another size than declared.
   */
  inflateTo(pack: Pack, output: Uint8Array, at: number): void {
    const { inflater } = this.#core
    this.#holdStream(pack)
    const length = inflater.fill(output, at, this.#size + 1)
    if (length !== this.#size) throw this.#wrongLength(pack, length)
    this.#count()
    if (this.#core.verify !== 'none') this.#verifyCrc(pack)
  }

  /** As {@link EntryReader.inflateTo}, into an array of exactly the entry's size. */
  inflateInto(pack: Pack, output: Uint8Array): void {
    const { inflater } = this.#core
    this.#holdStream(pack)
    let length = inflater.fill(output, 0, this.#size)
    if (length === this.#size && !inflater.hasEnded) {
      const more = inflater.fill(ONE_BYTE, 0, 1)
      length = more < 0 ? more : length + more
    }
    if (length !== this.#size) throw this.#wrongLength(pack, length)
    this.#count()
    if (this.#core.verify !== 'none') this.#verifyCrc(pack)
  }

  /** Inflates up to `size` bytes of the selected entry to `output[at…]`; returns how many there were. */
  inflateHeadTo(pack: Pack, output: Uint8Array, at: number, size: number): number {
    const length = this.#core.inflater.fill(output, at, size)
    if (length < 0) throw this.#wrongLength(pack, length)
    return length
  }

  /** A stream that ends in the window in which it begins is inflated in one step: no other costs less. */
  #holdStream(pack: Pack): void {
    const { offset } = this.#core.inflater
    const room = this.#nextEntry - offset
    if (room > 0) pack.data.file.hold(offset, Math.min(room, streamSize(this.#size)))
  }

  #count(): void {
    const { counters } = this.#core
    counters.inflates++
    counters.inflatedBytes += this.#size
  }

  #wrongLength(pack: Pack, length: number): CorruptPackError {
    if (length < 0) return this.#corrupt(pack, this.#core.inflater.fault)
    const much = length > this.#size ? 'more' : `${length} bytes, less`
    return this.#corrupt(pack, `entry inflates to ${much} than the declared ${this.#size}`)
  }

  #corrupt(pack: Pack, detail: string): CorruptPackError {
    return new CorruptPackError(pack.path, this.#offset, detail)
  }

  /** With `verify: 'crc'`, compares the entry that was just inflated with what the index says of it. */
  #verifyCrc(pack: Pack): void {
    const { file } = pack.data
    const end = this.#core.inflater.offset
    let packPosition = pack.packPositionOf(this.#offset)
    if (packPosition >= 0 && pack.endAt(packPosition) !== end && pack.distrustRevFile()) {
      packPosition = pack.packPositionOf(this.#offset)
    }
    if (packPosition < 0 || pack.endAt(packPosition) !== end) {
      throw this.#corrupt(pack, `entry ends at byte ${end}, not where the next begins`)
    }
    const expected = pack.index.crcAt(pack.order.indexPositionAt(packPosition))
    if (expected === undefined) return // index version 1 has none
    if (crcOfRange(file, this.#offset, end) !== expected)
      throw this.#corrupt(pack, 'CRC-32 of the entry differs from the one in the index')
  }
}

/**
 * Checks what an entry declares before anything is allocated for it, or said of it.
 *
 * @throws {CorruptPackError} It declares more than the rest of the pack can hold.
 */
export function checkDeclaredSize(pack: Pack, offset: number, size: number): void {
  if (size <= (pack.data.entriesEnd - offset) * INFLATION_MAX) return
  const detail = `entry declares ${size} bytes, more than the rest of the pack can hold`
  throw new CorruptPackError(pack.path, offset, detail)
}
