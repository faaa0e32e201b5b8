/**
 * The objects of one objects directory: packed and loose, read by oid.
 *
 * Synchronous: what is read is mapped memory. An object database belongs to one thread.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { CorruptObjectError } from '../object/errors.js'
import type { GitObject, ObjectHeader } from '../object/git-object.js'
import { type HashAlgorithm, SHA1 } from '../object/hash-algorithm.js'
import { encodeHex, nullOid, type OidLike, toRawOid } from '../object/oid.js'
import { EntryHeader } from '../pack/data/entry-header.js'
import { type FileWindow, FileWindows } from '../pack/file-window.js'
import type { Pack } from '../pack/pack.js'
import { baseOf } from '../pack/read/delta-chain.js'
import { HeaderReader } from '../pack/read/header-reader.js'
import { ObjectReader } from '../pack/read/object-reader.js'
import { ReadCore } from '../pack/read/read-core.js'
import { type ManagerOptions, type MapManager, SlidingWindowMapManager } from '../smmap/index.js'
import { oidsInPackOrder, oidsSorted } from './enumerate.js'
import { AmbiguousOidError, NotAnObjectDatabaseError, ObjectNotFoundError } from './errors.js'
import { explainChain, type ObjectLocation } from './explain.js'
import { LooseReader } from './loose-object.js'
import { LooseStore } from './loose-store.js'
import { type ObjectDatabaseOptions, readCoreOptions } from './options.js'
import { PackHit, PackStore } from './pack-store.js'
import { oidsByPrefix } from './prefix-search.js'

/** What an object takes on disk. */
export interface ObjectStorage {
  /** Bytes of the pack entry, or of the loose file. */
  readonly diskSize: number
  /** The hex oid of the object that this one is stored as a delta against; all zeros where it is stored whole. */
  readonly deltaBase: string
}

/** The state of a database, for people and tests. */
export interface ObjectDatabaseStats {
  readonly packs: readonly {
    readonly path: string
    readonly objectCount: number
    /** Bytes of the packfile. */
    readonly packSize: number
    /** Bytes of its index. */
    readonly indexSize: number
  }[]
  readonly looseCount: number
  /** Bytes mapped now, of all files. */
  readonly mappedBytes: number
  /** Look-ups in the cache of inflated entries that found theirs, and that did not. */
  readonly cacheHits: number
  readonly cacheMisses: number
}

export class ObjectDatabase implements Disposable {
  /** The objects directory. */
  readonly path: string
  readonly algorithm: HashAlgorithm
  readonly #manager: MapManager
  readonly #files: FileWindows
  readonly #packs: PackStore
  readonly #loose: LooseStore
  readonly #core: ReadCore
  readonly #objects: ObjectReader
  readonly #headers: HeaderReader
  readonly #looseReader: LooseReader
  readonly #hit = new PackHit()
  #isClosed = false

  /**
   * Opens an objects directory. Reads the names of its packs and none of their content.
   *
   * @throws {NotAnObjectDatabaseError} `path` is no directory.
   */
  static open(path: string, options: ObjectDatabaseOptions = {}): ObjectDatabase {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new NotAnObjectDatabaseError(path)
    }
    return new ObjectDatabase(path, options)
  }

  private constructor(path: string, options: ObjectDatabaseOptions) {
    this.path = path
    this.algorithm = options.algorithm ?? SHA1
    this.#manager = new SlidingWindowMapManager(mapManagerOptions(options))
    this.#files = new FileWindows(this.#manager)
    this.#packs = new PackStore(path, this.#files, this.algorithm)
    this.#loose = new LooseStore(path, this.algorithm)
    this.#core = new ReadCore(readCoreOptions(options))
    this.#objects = new ObjectReader(this.#core)
    this.#headers = new HeaderReader(this.#core)
    this.#looseReader = new LooseReader(this.#core)
  }

  /**
   * The object of an oid.
   *
   * @throws {ObjectNotFoundError} The database does not have it.
   * @throws {InvalidOidError} `oid` is not one.
   * @throws {CorruptPackError | CorruptIndexError | CorruptObjectError} It cannot be read; says where and why.
   * @throws {ObjectTooLargeError} It is larger than `maxObjectSize`.
   */
  read(oid: OidLike): GitObject {
    return this.tryRead(oid) ?? this.#notFound(oid)
  }

  /** As {@link ObjectDatabase.read}, and undefined for an object that is not there. */
  tryRead(oid: OidLike): GitObject | undefined {
    const raw = this.#raw(oid)
    const hex = hexOf(oid, raw)
    try {
      const place = this.#locate(raw, hex)
      if (place === undefined) return undefined
      const { type, data } =
        place === 'loose'
          ? this.#readLoose(hex, (file) => this.#looseReader.read(file))
          : this.#objects.read(place, place.index.offsetAt(this.#hit.position))
      return this.#verified({ oid: hex, type, size: data.length, data })
    } finally {
      this.#files.release()
    }
  }

  /** Type and size of an object, without making the object. Throws as {@link ObjectDatabase.read} does. */
  readHeader(oid: OidLike): ObjectHeader {
    return this.tryReadHeader(oid) ?? this.#notFound(oid)
  }

  /** As {@link ObjectDatabase.readHeader}, and undefined for an object that is not there. */
  tryReadHeader(oid: OidLike): ObjectHeader | undefined {
    const raw = this.#raw(oid)
    const hex = hexOf(oid, raw)
    try {
      const place = this.#locate(raw, hex)
      if (place === undefined) return undefined
      const { type, size } =
        place === 'loose'
          ? this.#readLoose(hex, (file) => this.#looseReader.readHeader(file))
          : this.#headers.read(place, place.index.offsetAt(this.#hit.position))
      return { oid: hex, type, size }
    } finally {
      this.#files.release()
    }
  }

  /** Whether the database has an object. Its content is not looked at. */
  has(oid: OidLike): boolean {
    const raw = this.#raw(oid)
    try {
      return this.#locate(raw, hexOf(oid, raw)) !== undefined
    } finally {
      this.#files.release()
    }
  }

  /**
   * The one oid that begins with `prefix`, in hex.
   *
   * @throws {ObjectNotFoundError} None does.
   * @throws {AmbiguousOidError} Several do; carries them all.
   * @throws {InvalidOidError} `prefix` is not hex digits.
   */
  expand(prefix: string): string {
    const candidates = this.candidates(prefix)
    if (candidates.length > 1) throw new AmbiguousOidError(prefix, candidates)
    return candidates[0] ?? this.#notFound(prefix)
  }

  /**
   * Every oid that begins with `prefix`, in hex, sorted, each once.
   *
   * @throws {InvalidOidError} `prefix` is not hex digits.
   */
  candidates(prefix: string): string[] {
    this.#checkOpen()
    try {
      const search = (): string[] => oidsByPrefix(prefix, this.algorithm, this.#packs.packs, this.#loose)
      const found = search()
      return found.length === 0 && this.#packs.refreshIfChanged() ? search() : found
    } finally {
      this.#files.release()
    }
  }

  /**
   * Every oid of the database once, in hex.
   *
   * @param options.order `oid` (the default): sorted. `pack`: as the packs hold them, which is the order in which
   *   reading them all is fastest.
   */
  *oids(options: { order?: 'oid' | 'pack' } = {}): Generator<string> {
    this.#checkOpen()
    this.#packs.refresh()
    // A copy: look-ups between two oids move packs about.
    const packs = [...this.#packs.packs]
    const enumerate = options.order === 'pack' ? oidsInPackOrder : oidsSorted
    yield* enumerate(packs, this.#loose, this.#files)
  }

  /** Every object of the database once; see {@link ObjectDatabase.oids} for the order and `read` for what is thrown. */
  *objects(options: { order?: 'oid' | 'pack' } = {}): Generator<GitObject> {
    for (const oid of this.oids(options)) yield this.read(oid)
  }

  /** What an object takes on disk. Throws as {@link ObjectDatabase.read} does. */
  storage(oid: OidLike): ObjectStorage {
    const raw = this.#raw(oid)
    try {
      const hex = hexOf(oid, raw)
      const pack = this.#locate(raw, hex) ?? this.#notFound(oid)
      if (pack === 'loose') {
        return {
          diskSize: this.#loose.fileSizeOf(hex) ?? this.#notFound(oid),
          deltaBase: nullOid(this.algorithm),
        }
      }
      const offset = pack.index.offsetAt(this.#hit.position)
      const end = pack.endAt(pack.packPositionOf(offset))
      return { diskSize: end - offset, deltaBase: this.#deltaBase(pack, offset) }
    } finally {
      this.#files.release()
    }
  }

  #deltaBase(pack: Pack, offset: number): string {
    const header = new EntryHeader()
    pack.data.readHeader(offset, header)
    const base = baseOf(pack, offset, header)
    if (base === 0) return nullOid(this.algorithm)
    const raw = new Uint8Array(this.algorithm.size)
    return pack.copyOidOf(base, raw) ? encodeHex(raw) : nullOid(this.algorithm)
  }

  /** Where an object lives and what reading it takes. Throws as {@link ObjectDatabase.read} does. */
  explain(oid: OidLike): ObjectLocation {
    const header = this.readHeader(oid)
    const raw = this.#raw(oid)
    try {
      const pack = this.#locate(raw, header.oid) ?? this.#notFound(oid)
      if (pack === 'loose') {
        const diskSize = this.#loose.fileSizeOf(header.oid) ?? this.#notFound(oid)
        const path = this.#loose.pathOf(header.oid)
        return { ...header, storage: 'loose', path, offset: 0, diskSize, chain: [] }
      }
      const offset = pack.index.offsetAt(this.#hit.position)
      const chain = explainChain(this.#core, pack, offset)
      return { ...header, storage: 'packed', path: pack.path, offset, diskSize: chain[0]!.diskSize, chain }
    } finally {
      this.#files.release()
    }
  }

  stats(): ObjectDatabaseStats {
    this.#checkOpen()
    let looseCount = 0
    for (let firstByte = 0; firstByte < 256; firstByte++) looseCount += this.#loose.oidsOf(firstByte).length
    const packs = this.#packs.packs.map(({ path, index, data }) => ({
      path,
      objectCount: index.objectCount,
      packSize: data.size,
      indexSize: index.size,
    }))
    this.#files.release()
    return {
      packs,
      looseCount,
      mappedBytes: this.#manager.mappedMemorySize(),
      cacheHits: this.#core.cache.hits,
      cacheMisses: this.#core.cache.misses,
    }
  }

  /** Finds packs that have appeared or gone. A look-up that finds nothing does so by itself. */
  refresh(): void {
    this.#checkOpen()
    this.#packs.refresh()
  }

  /** Unmaps everything and closes every file; the next read opens what it needs. */
  releaseAll(): void {
    this.#files.release()
    this.#manager.releaseAll()
  }

  /** Unmaps and closes everything for good. May be called again. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#files.release()
    this.#packs[Symbol.dispose]()
    this.#manager.releaseAll()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Where an object is: in the pack that `#hit` says, loose, or nowhere. */
  #locate(raw: Uint8Array, hex: string): Pack | 'loose' | undefined {
    if (this.#packs.find(raw, this.#hit)) return this.#hit.pack
    if (this.#loose.fileSizeOf(hex) !== undefined) return 'loose'
    // Another process may have packed what was loose, or brought a new pack.
    if (this.#packs.refreshIfChanged() && this.#packs.find(raw, this.#hit)) return this.#hit.pack
    return undefined
  }

  #readLoose<T>(hex: string, read: (file: FileWindow) => T): T {
    const path = this.#loose.pathOf(hex)
    if (this.#loose.fileSizeOf(hex) === 0) throw new CorruptObjectError(path, 0, 'file is empty')
    using file = this.#files.open(path)
    return read(file)
  }

  #verified(object: GitObject): GitObject {
    if (this.#core.verify !== 'oid') return object
    const hash = createHash(this.algorithm.name).update(`${object.type} ${object.size}\0`).update(object.data)
    const actual = hash.digest('hex')
    if (actual !== object.oid) throw new CorruptObjectError(object.oid, 0, `content has the oid ${actual}`)
    return object
  }

  #raw(oid: OidLike): Uint8Array {
    this.#checkOpen()
    return toRawOid(oid, this.algorithm)
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new TypeError(`the object database ${this.path} is closed`)
  }

  #notFound(oid: OidLike): never {
    throw new ObjectNotFoundError(typeof oid === 'string' ? oid : encodeHex(oid))
  }
}

/** The oid in hex and in lower case; a caller's own string where it is that already, which it nearly always is. */
function hexOf(oid: OidLike, raw: Uint8Array): string {
  return typeof oid === 'string' && !HAS_UPPER_CASE.test(oid) ? oid : encodeHex(raw)
}

const HAS_UPPER_CASE = /[A-F]/

/** Reading one object of a large repository should not map all of it; see `firstWindowSize` for what that costs. */
const FIRST_WINDOW_SIZE = 4 * 1024 * 1024

function mapManagerOptions(options: ObjectDatabaseOptions): ManagerOptions {
  const { backend, windowSize, maxMemorySize, maxOpenHandles, strict } = options
  return {
    ...(backend === undefined ? {} : { backend }),
    ...(windowSize === undefined ? { firstWindowSize: FIRST_WINDOW_SIZE } : { windowSize }),
    ...(maxMemorySize === undefined ? {} : { maxMemorySize }),
    ...(maxOpenHandles === undefined ? {} : { maxOpenHandles }),
    ...(strict === undefined ? {} : { strict }),
  }
}
