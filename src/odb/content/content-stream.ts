/**
 * The content of one object from front to back, a piece at a time.
 *
 * What is stored whole is inflated as it is asked for, in memory that does not depend on its size; so is a loose object.
 * A delta has to be made first, with what it builds on: of that the database's limits on single objects hold.
 *
 * Where git repacks meanwhile, the stream goes on from wherever the object is then, after what has been given is found
 * there to be the same. Damage ends it, but for damage that shows before anything is given.
 *
 * The checksum of what is inflated stands behind it. So damage in the middle may show only at the end, as an error: until
 * then nothing that was given is known to be right.
 */
import { crc32 } from '../../base/crc32.js'
import { CorruptObjectError } from '../../object/errors.js'
import { createObjectHash, type ObjectHash } from '../../object/sha1/object-hash.js'
import type { ObjectType } from '../../object/object-type.js'
import { EntryHeader, OBJ_OFS_DELTA, OBJ_REF_DELTA, TYPE_NAMES } from '../../pack/data/entry-header.js'
import { CorruptPackError } from '../../pack/errors.js'
import type { FileWindow } from '../../pack/file-window.js'
import type { Pack } from '../../pack/pack.js'
import { crcStateOf } from '../../pack/read/entry-crc.js'
import { createInflater } from '../../pack/inflate/select.js'
import { StreamInflater } from '../../pack/inflate/stream-inflater.js'
import { hasVanished, isDamage } from '../damage.js'
import type { ObjectSource } from '../object-source.js'
import { LOOKS_MAX } from '../pack-store.js'

/** Smaller objects are read whole, through the cache. */
const STREAMED_SIZE_MIN = 256 * 1024
/** Bytes that are inflated at a time only to be passed over. */
const SKIPPED_BYTES = 64 * 1024

/** Where inflated content comes from. */
interface Inflation {
  readonly file: FileWindow
  readonly inflater: StreamInflater
}

export class ContentStream implements Disposable {
  readonly oid: string
  readonly type: ObjectType
  /** Bytes of the whole content. */
  readonly size: number
  readonly #source: ObjectSource
  readonly #raw: Uint8Array
  readonly #hash: ObjectHash | undefined
  #inflation: Inflation | undefined
  #whole: Uint8Array | undefined
  /** Bytes given so far. */
  #position = 0
  /** CRC-32 of them. */
  #crc = 0

  /**
   * @returns Undefined: there is no such object.
   * @throws What `ObjectSource.read` and `readHeader` throw.
   */
  static open(source: ObjectSource, raw: Uint8Array, hex: string): ContentStream | undefined {
    try {
      const header = source.readHeader(raw, hex)
      if (!header) return undefined
      const { type, size } = header
      const inflation = size < STREAMED_SIZE_MIN ? undefined : findInflation(source, raw, hex, type, size)
      if (inflation) return new ContentStream(source, raw, { oid: hex, type, size }, inflation, undefined)
      // With its own type and size: nothing has been checked of the header, which may be another entry's.
      const whole = source.read(raw, hex)
      return whole && new ContentStream(source, raw, whole, undefined, whole.data)
    } finally {
      source.end()
    }
  }

  private constructor(
    source: ObjectSource,
    raw: Uint8Array,
    { oid, type, size }: { oid: string; type: ObjectType; size: number },
    inflation: Inflation | undefined,
    whole: Uint8Array | undefined,
  ) {
    this.oid = oid
    this.type = type
    this.size = size
    this.#source = source
    this.#raw = raw.slice()
    this.#inflation = inflation
    this.#whole = whole
    // What is read whole has been checked.
    if (inflation && source.core.verify === 'oid') {
      this.#hash = createObjectHash(source.algorithm).update(`${type} ${size}\0`)
    }
  }

  /**
   * Fills `into`, but for the last piece.
   *
   * @returns Bytes written to the front of `into`; 0: the content is over, and was whole.
   * @throws {CorruptPackError | CorruptObjectError} It is damaged, and no other copy can be had.
   */
  read(into: Uint8Array): number {
    const room = Math.min(into.length, this.size - this.#position)
    let length: number
    try {
      length = this.#inflateSomewhere(into, room)
      this.#source.countMade(length)
    } finally {
      this.#source.end()
    }
    if (this.#whole) {
      into.set(this.#whole.subarray(this.#position, this.#position + room))
      length = room
    }
    this.#position += length
    return length
  }

  /** Inflates where the object is now; 0 where it has been read whole. */
  #inflateSomewhere(into: Uint8Array, room: number): number {
    for (let triesLeft = LOOKS_MAX; this.#inflation; triesLeft--) {
      try {
        return this.#inflate(this.#inflation, into, room)
      } catch (error) {
        if (hasVanished(error) && triesLeft > 0) this.#goOnElsewhere(error)
        // Once something has been given, it may have been wrong already: the checksum stands at the end of the stream.
        else if (this.#position === 0 && isDamage(error)) this.#takeOtherCopy(error)
        else throw error
      }
    }
    return 0
  }

  /** Passes over `length` bytes, or what is left. */
  skip(length: number): void {
    if (this.#whole) {
      this.#position = Math.min(this.size, this.#position + length)
      return
    }
    const passed = new Uint8Array(Math.min(length, SKIPPED_BYTES))
    for (let left = length; left > 0;) {
      const read = this.read(left < passed.length ? passed.subarray(0, left) : passed)
      if (read === 0) return
      left -= read
    }
  }

  /**
   * To be called after the last `read`, also where that is not the end: with `verify: 'oid'` goes on to the end, since
   * before it nothing is known to be right. Throws as {@link ContentStream.read} does.
   */
  finish(): void {
    if (this.#inflation && this.#hash) this.skip(Infinity)
  }

  #inflate({ file, inflater }: Inflation, into: Uint8Array, room: number): number {
    if (room === 0) {
      if (this.#position === this.size) this.#checkEnd(file, inflater)
      return 0
    }
    const length = inflater.fill(into, 0, room)
    if (length !== room) {
      throw this.#corrupt(
        file,
        length < 0 ? inflater.fault : `content is shorter than the declared ${this.size} bytes`,
      )
    }
    const given = into.subarray(0, length)
    this.#hash?.update(given)
    this.#crc = crc32(given, this.#crc)
    return length
  }

  #checkEnd(file: FileWindow, inflater: StreamInflater): void {
    if (!inflater.hasEnded) {
      const more = inflater.fill(new Uint8Array(1), 0, 1)
      if (more !== 0) {
        throw this.#corrupt(
          file,
          more < 0 ? inflater.fault : `content is longer than the declared ${this.size} bytes`,
        )
      }
    }
    const actual = this.#hash?.digest().toString('hex')
    this.close()
    if (actual !== undefined && actual !== this.oid) {
      throw new CorruptObjectError(this.oid, 0, `content has the oid ${actual}`)
    }
  }

  /**
   * Finds the object once more, after the file that it was read from has gone, and comes to the place where it was.
   *
   * @throws {PackmapError} `loss`, where it is nowhere.
   * @throws {CorruptObjectError} What has been given is not what stands there.
   */
  #goOnElsewhere(loss: unknown): void {
    const source = this.#source
    this.close()
    source.packs.replace(loss)
    this.#inflation = findInflation(source, this.#raw, this.oid, this.type, this.size)
    if (!this.#inflation) this.#takeOtherCopy(loss)
    const crc = this.#whole ? crc32(this.#whole.subarray(0, this.#position)) : this.#crcOfNext(this.#position)
    if (crc !== this.#crc) {
      throw new CorruptObjectError(this.oid, 0, 'what was read before git repacked is not what is there now')
    }
  }

  /** CRC-32 of the next `length` bytes of the inflation. */
  #crcOfNext(length: number): number {
    const { file, inflater } = this.#inflation!
    const bytes = new Uint8Array(Math.min(length, SKIPPED_BYTES))
    let crc = 0
    for (let left = length; left > 0;) {
      const count = Math.min(left, bytes.length)
      if (inflater.fill(bytes, 0, count) !== count) throw this.#corrupt(file, inflater.fault)
      crc = crc32(bytes.subarray(0, count), crc)
      left -= count
    }
    return crc
  }

  /** Begins anew with another copy, which has to be made in memory, and be what this one was said to be. */
  #takeOtherCopy(damage: unknown): void {
    this.close()
    const other = this.#source.read(this.#raw, this.oid)
    if (other?.type !== this.type || other.size !== this.size) throw damage
    this.#whole = other.data
  }

  #corrupt(file: FileWindow, detail: string): CorruptPackError {
    return new CorruptPackError(file.path, this.#inflation?.inflater.offset ?? 0, detail)
  }

  /** Ends the association with the file. May be called again. */
  close(): void {
    this.#inflation?.file[Symbol.dispose]()
    this.#inflation = undefined
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** As {@link openInflation}, however often git repacks meanwhile. */
function findInflation(...which: Parameters<typeof openInflation>): Inflation | undefined {
  const [source] = which
  return source.packs.again(() => openInflation(...which))
}

/** Where the content of an object can be inflated from; undefined: it is a delta, or not what is to be streamed. */
function openInflation(
  source: ObjectSource,
  raw: Uint8Array,
  hex: string,
  type: ObjectType,
  size: number,
): Inflation | undefined {
  if (!source.locate(raw, hex)) return undefined
  const { pack, offset, loosePath } = source.place
  const inflater = new StreamInflater(createInflater(source.options.inflater))
  if (!pack) {
    const file = source.openLoose(loosePath)
    inflater.begin(file, 0, file.size)
    const expected = Buffer.from(`${type} ${size}\0`)
    const header = new Uint8Array(expected.length)
    if (inflater.fill(header, 0, header.length) === header.length && expected.equals(header))
      return { file, inflater }
    file[Symbol.dispose]()
    return undefined // another copy was read
  }
  const header = new EntryHeader()
  pack.data.readHeader(offset, header)
  if (header.type === OBJ_OFS_DELTA || header.type === OBJ_REF_DELTA) return undefined
  if (TYPE_NAMES[header.type] !== type || header.size !== size) return undefined // another copy was read
  if (source.core.verify !== 'none' && !isSound(source, pack, offset, hex)) return undefined
  const file = pack.data.openWindow(source.files)
  inflater.begin(file, offset + header.length, pack.data.entriesEnd)
  return { file, inflater }
}

/**
 * Whether an entry is the one that the pack's own index has for an oid, with the CRC-32 that it should have: what can be
 * known before its content is given. A multi-pack-index may have named another.
 */
function isSound({ core }: ObjectSource, pack: Pack, offset: number, hex: string): boolean {
  try {
    return pack.oidAt(offset) === hex && (core.verify === 'oid' || crcStateOf(core, pack, offset) !== 'wrong')
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}
