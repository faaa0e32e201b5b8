/**
 * The objects of one objects directory: packed and loose, read by oid.
 *
 * Synchronous: what is read is mapped memory. An object database belongs to one thread.
 */
import { statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { PackmapError } from '../base/errors.js'
import type { GitObject, ObjectHeader } from '../object/git-object.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { encodeHex, isLowerCase, type OidLike, toRawOid } from '../object/oid.js'
import type { OidSet } from '../object/oid-set.js'
import type { BitmapIndex } from '../pack/bitmap/bitmap-index.js'
import { openBitmaps } from './bitmaps.js'
import { ContentStream } from './content/content-stream.js'
import { objectReadable, type ReadStreamOptions } from './content/object-readable.js'
import type { ReadPool } from './content/read-pool.js'
import { checkRange, type ContentRange, readRange } from './content/read-range.js'
import { type ObjectDatabaseStats, type PackStats, packStatsOf, statsOf } from './database-stats.js'
import { oidsInPackOrder, oidsSorted } from './enumerate.js'
import { AmbiguousOidError, NotAnObjectDatabaseError, ObjectNotFoundError } from './errors.js'
import { explainObject, type ObjectCopy, type ObjectLocation } from './explain.js'
import { MarkedPacks, type PackMark } from './marked-packs.js'
import { ObjectSource } from './object-source.js'
import { type ObjectStorage, storageOf } from './object-storage.js'
import { ObjectViews } from './object-views.js'
import type { ObjectDatabaseOptions } from './options.js'
import { type FoundPath, PathFinder } from './path-finder.js'
import { promisedOids } from './promised-oids.js'
import { oidsByPrefix } from './prefix-search.js'
import { readInFastestOrder } from './read-many.js'
import {
  copiesInPackOrder,
  type ScanControl,
  scanInTurns,
  scanNow,
  type ScanSummary,
} from './scan/scan-here.js'
import type { ScanOptions, ScanVisitor } from './scan/scan-options.js'
import { untrustedOptions } from './trust.js'
import type { ThreadScanOptions } from './scan/scan-threads.js'
import type { VisitorModule } from './scan/thread-visitor.js'

/** Bytes of what {@link ObjectDatabase.pieces} gives at a time. */
const PIECE_SIZE = 256 * 1024

export class ObjectDatabase implements Disposable {
  /** The objects directory. */
  readonly path: string
  readonly algorithm: HashAlgorithm
  readonly #source: ObjectSource
  readonly #markedPacks: MarkedPacks
  readonly #oid: Uint8Array
  #promised: { readonly generation: number; readonly oids: OidSet | undefined } | undefined
  #paths: PathFinder | undefined
  #pool: ReadPool | undefined
  #isClosed = false

  /**
   * Opens an objects directory. Reads the names of its packs and none of their content.
   *
   * @throws {NotAnObjectDatabaseError} `path` is no directory.
   * @throws {UntrustedPathError} With `trust: 'none'`: something in it is not to be used.
   */
  static open(path: string, options: ObjectDatabaseOptions = {}): ObjectDatabase {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new NotAnObjectDatabaseError(path)
    }
    const { trust = 'full' } = options
    if (trust !== 'full' && (trust as string) !== 'none')
      throw new TypeError(`trust must be full or none, not '${trust}'`)
    return new ObjectDatabase(path, trust === 'none' ? untrustedOptions(path, options) : options)
  }

  private constructor(path: string, options: ObjectDatabaseOptions) {
    this.path = path
    this.#source = new ObjectSource(path, options)
    this.#markedPacks = new MarkedPacks(this.#source)
    this.algorithm = this.#source.algorithm
    this.#oid = new Uint8Array(this.algorithm.size)
  }

  /**
   * The object of an oid.
   *
   * @param range A part of its content: `data` has what of that there is, `size` is that of all of it. Of an object
   *   that is stored whole no more than the part is in memory, and no more is inflated than up to its end, so damage
   *   behind it is not seen; with `verify: 'oid'` it is inflated to its own end, and hashed.
   * @throws {RangeError} `offset` or `length` is no whole number from 0 on.
   * @throws {ObjectNotFoundError} The database does not have it.
   * @throws {InvalidOidError} `oid` is not one.
   * @throws {CorruptPackError | CorruptIndexError | CorruptObjectError} It cannot be read; says where and why.
   * @throws {ObjectTooLargeError} It is larger than `maxObjectSize`.
   */
  read(oid: OidLike, range?: ContentRange): GitObject {
    if (!range) return this.tryRead(oid) ?? this.#notFound(oid)
    const raw = this.#raw(oid)
    return readRange(this.#source, raw, hexOf(oid, raw), range) ?? this.#notFound(oid)
  }

  /**
   * As {@link ObjectDatabase.read}, by another thread: the event loop of this one does not wait for the disk. Of two
   * threads, which start with the first call, share the limits of the database, and end with it. A single object takes
   * longer so; the gain is what else is done meanwhile.
   *
   * Rejects with what `read` throws, and with {@link ThreadError} where a thread dies.
   */
  async readAsync(oid: OidLike): Promise<GitObject> {
    const raw = this.#raw(oid).slice() // the caller may overwrite it meanwhile
    // What threads need is loaded with them: most programs, and all commands, start none.
    const { ReadPool } = await import('./content/read-pool.js')
    this.#checkOpen()
    this.#pool ??= new ReadPool(this.#source)
    return (await this.#pool.read(raw)) ?? this.#notFound(oid)
  }

  /**
   * The content of an object as a stream. What is stored whole is inflated as it is read, in chunks of 256 KiB, however
   * large it is, beyond `maxObjectSize` too; a delta is made in memory first. What `read` throws becomes an `error`;
   * damage may show only at the end, so nothing is sure before that.
   */
  createReadStream(oid: OidLike, options: ReadStreamOptions = {}): Readable {
    const raw = this.#raw(oid).slice()
    checkRange(options.offset ?? 0, options.length ?? Infinity)
    return objectReadable(() => {
      this.#checkOpen()
      return ContentStream.open(this.#source, raw, encodeHex(raw)) ?? this.#notFound(raw)
    }, options)
  }

  /** The content of an object piece by piece, each valid until the next is asked for; for what may be large. */
  *pieces(oid: OidLike): Generator<Uint8Array> {
    const raw = this.#raw(oid)
    using content = ContentStream.open(this.#source, raw, hexOf(oid, raw))
    if (!content) this.#notFound(oid)
    const piece = new Uint8Array(PIECE_SIZE)
    for (let size = content.read(piece); size > 0; size = content.read(piece)) {
      yield piece.subarray(0, size)
      this.#checkOpen()
    }
  }

  /** As {@link ObjectDatabase.read}, and undefined for an object that is not there. */
  tryRead(oid: OidLike): GitObject | undefined {
    const raw = this.#briefRaw(oid)
    try {
      return this.#source.read(raw, hexOf(oid, raw))
    } finally {
      this.#source.end()
    }
  }

  /**
   * As {@link ObjectDatabase.tryRead}, for content that is looked at at once: the next `peek` uses its memory again, so
   * that nothing is allocated for it.
   */
  peek(oid: OidLike): GitObject | undefined {
    const raw = this.#briefRaw(oid)
    try {
      return this.#source.read(raw, hexOf(oid, raw), true)
    } finally {
      this.#source.end()
    }
  }

  /**
   * Many objects, each as often as it is asked for, and one that was asked for twice twice in a row. Two to three times
   * as fast as {@link ObjectDatabase.read} of each where there are thousands.
   *
   * The order is not that of `oids` but the one in which making them is cheapest: pack after pack, in each pack the
   * delta trees in the order of what they grow from, each base before what is made from it; then what is damaged there,
   * loose or missing. All of `oids` is taken in first, at some 200 bytes each; of objects no more than `cacheSize` is in
   * memory, beside the one that is handed out.
   *
   * @param options.missing What to do about an object that is not there: `error` (the default) throws when its turn
   *   comes, `skip` leaves it out. Other errors are those of `read`.
   * @throws {InvalidOidError} One of `oids` is none.
   */
  *readMany(oids: Iterable<OidLike>, options: { missing?: 'error' | 'skip' } = {}): Generator<GitObject> {
    this.#checkOpen()
    for (const { hex, object } of readInFastestOrder(this.#source, oids)) {
      if (object) yield object
      else if (options.missing !== 'skip') this.#notFound(hex)
      this.#checkOpen()
    }
  }

  /**
   * The entry at a path below a commit or tree, several times as fast as by reading what is on the way. It knows the usual
   * case only: `unsure` means that the objects have to be read one by one, and that this will tell what is missing or
   * wrong, if anything is.
   *
   * @param path Names with slashes between them; one more at the end is fine after a folder.
   * @returns `none`: the trees on the way are there and do not have it.
   */
  findPath(root: OidLike, path: Uint8Array): FoundPath {
    const raw = this.#briefRaw(root)
    this.#paths ??= new PathFinder(this.#source)
    try {
      return this.#paths.find(raw, path)
    } finally {
      this.#source.end()
    }
  }

  /** Objects one after another, looked at without a copy: for walks. See {@link ObjectViews}. */
  views(): ObjectViews {
    return new ObjectViews(this.#source, () => {
      this.#checkOpen()
    })
  }

  /**
   * Type and size of an object, without making the object; with `verify` the object is read and checked once, and
   * remembered. Throws as {@link ObjectDatabase.read} does.
   */
  readHeader(oid: OidLike): ObjectHeader {
    return this.tryReadHeader(oid) ?? this.#notFound(oid)
  }

  /** As {@link ObjectDatabase.readHeader}, and undefined for an object that is not there. */
  tryReadHeader(oid: OidLike): ObjectHeader | undefined {
    const raw = this.#briefRaw(oid)
    try {
      return this.#source.readVerifiedHeader(raw, hexOf(oid, raw))
    } finally {
      this.#source.end()
    }
  }

  /**
   * Whether the database has an object. Its content is not looked at.
   *
   * An object that another process has just brought is found, except within 20 ms of 64 look-ups in vain: who asks for
   * thousands that are missing is not made to wait for the file system each time.
   */
  has(oid: OidLike): boolean {
    const raw = this.#briefRaw(oid)
    try {
      return this.#source.locate(raw, undefined, this.#source.pacer)
    } finally {
      this.#source.end()
    }
  }

  /**
   * Whether this is a partial clone and the object one that its remote promised to have, whether it is here or not.
   * The first question reads every commit, tree and tag of the promisor packs, which may take seconds.
   */
  isPromised(oid: OidLike): boolean {
    const raw = this.#raw(oid)
    const { packs } = this.#source
    try {
      // What was promised only grows with the packs.
      packs.refreshIfChanged()
      if (this.#promised?.generation !== packs.generation) {
        this.#promised = { generation: packs.generation, oids: packs.again(() => promisedOids(this.#source)) }
      }
      return this.#promised.oids?.has(raw) ?? false
    } finally {
      this.#source.end()
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
      const { packs, loose, pacer } = this.#source
      this.#source.countLookUp()
      pacer.begin()
      return packs.undisturbed(
        () => oidsByPrefix(prefix, this.algorithm, packs.oidTables(), loose, pacer),
        pacer,
      )
    } finally {
      this.#source.end()
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
    this.#source.packs.refresh()
    const enumerate = options.order === 'pack' ? oidsInPackOrder : oidsSorted
    try {
      for (const oid of enumerate(this.#source)) {
        yield oid
        this.#checkOpen()
      }
    } finally {
      if (!this.#isClosed) this.#source.end()
    }
  }

  /**
   * Every object of the database once, in memory of its own.
   *
   * @param options.order `oid` (the default): sorted. `pack`: in the order of {@link ObjectDatabase.scan}, which is
   *   several times as fast.
   * @param options.onDamage Told of each object that cannot be read, and why; iteration then goes on with the next.
   *   Default: what `read` throws ends it.
   */
  *objects(
    options: { order?: 'oid' | 'pack'; onDamage?: (oid: string, error: PackmapError) => void } = {},
  ): Generator<GitObject> {
    const { onDamage } = options
    if (options.order === 'pack') {
      this.#checkOpen()
      for (const object of copiesInPackOrder(
        this.#source,
        onDamage ? { onDamage: toldByOid(onDamage) } : {},
      )) {
        yield object
        this.#checkOpen()
      }
      return
    }
    for (const oid of this.oids(options)) {
      let object: GitObject
      try {
        object = this.read(oid)
      } catch (error) {
        if (!onDamage || !(error instanceof PackmapError)) throw error
        onDamage(oid, error)
        continue
      }
      yield object
    }
  }

  /**
   * Shows every object of the database once, at full speed: pack after pack, in each pack a base before what is made
   * from it, each entry inflated once; then the loose objects. What several packs have is shown once. What is shown is
   * valid until the visitor returns; it may read through this database meanwhile.
   *
   * A function runs on this thread, the event loop turning every few milliseconds. A module runs in worker threads, as
   * {@link VisitorModule} says: its export is called once in each thread and returns what sees the objects there. The
   * threads share the limits of this database, and take the same order, each a part of it.
   *
   * Rejects with what the visitor throws, with the reason of the signal, with {@link ThreadError} where a thread dies,
   * and, without `onDamage`, with the first damage: a scan is complete, or it says that it is not.
   */
  async scan(visitor: ScanVisitor, options?: ScanOptions & ScanControl): Promise<ScanSummary<never>>
  async scan<Result = unknown>(
    visitor: VisitorModule,
    options?: ThreadScanOptions,
  ): Promise<ScanSummary<Result>>
  async scan(
    visitor: ScanVisitor | VisitorModule,
    options: ThreadScanOptions = {},
  ): Promise<ScanSummary<unknown>> {
    this.#checkOpen()
    if (typeof visitor !== 'function') return this.#scanInThreads(visitor, options)
    if ((options.threads ?? 1) !== 1) {
      throw new TypeError('a function cannot be called in other threads: give a module, or leave out threads')
    }
    return scanInTurns(this.#source, visitor, options)
  }

  /**
   * Reads every object of the database and compares it with its oid and its entry's CRC-32, over worker threads. Like
   * git's `fsck` in that it looks at every object, and unlike it in that it does not look at what they refer to. Rejects
   * as {@link ObjectDatabase.scan} does.
   */
  async verify(options: Omit<ThreadScanOptions, 'types' | 'verify'> = {}): Promise<ScanSummary> {
    this.#checkOpen()
    const settings = { ...options, verify: 'oid' } as const
    // One thread more would only be a way round this one.
    if (options.threads === 1) return scanInTurns(this.#source, () => undefined, settings)
    return this.#scanInThreads(undefined, settings)
  }

  async #scanInThreads<Result>(
    visitor: VisitorModule | undefined,
    options: ThreadScanOptions,
  ): Promise<ScanSummary<Result>> {
    const { scanInThreads } = await import('./scan/scan-threads.js')
    this.#checkOpen()
    return scanInThreads(this.#source, visitor, options)
  }

  /** As {@link ObjectDatabase.scan}, in one go. */
  scanSync(visit: ScanVisitor, options: ScanOptions = {}): void {
    this.#checkOpen()
    scanNow(this.#source, visit, options)
  }

  /** What an object takes on disk. Throws as {@link ObjectDatabase.read} does. */
  storage(oid: OidLike): ObjectStorage {
    const raw = this.#raw(oid)
    try {
      return this.#source.packs.again(
        () => storageOf(this.#source, raw, hexOf(oid, raw)) ?? this.#notFound(oid),
      )
    } finally {
      this.#source.end()
    }
  }

  /**
   * Where an object lives, what reading it takes, and what every copy of it is worth. Throws as
   * {@link ObjectDatabase.read} does; where nothing can be read, {@link ObjectDatabase.copies} still says why.
   */
  explain(oid: OidLike): ObjectLocation {
    const raw = this.#raw(oid)
    const hex = hexOf(oid, raw)
    try {
      return this.#source.packs.undisturbed(
        () => explainObject(this.#source, raw, hex) ?? this.#notFound(oid),
      )
    } finally {
      this.#source.end()
    }
  }

  /**
   * Every copy of an object in packs and loose files, the directories that are borrowed from included, each read to its
   * end and hashed. Empty: there is none. Damage is told in the answer and not thrown.
   */
  copies(oid: OidLike): ObjectCopy[] {
    const raw = this.#raw(oid)
    try {
      this.#source.packs.refreshIfChanged()
      return this.#source.inspectCopies(raw, hexOf(oid, raw))
    } finally {
      this.#source.end()
    }
  }

  /** The objects directory, and behind it those that it borrows from, in the order in which they are looked in. */
  get directories(): readonly string[] {
    return this.#source.directories
  }

  /** The packs of these directories whose indexes can be read. */
  packs(): PackStats[] {
    this.#checkOpen()
    return packStatsOf(this.#source)
  }

  /**
   * Objects in all packs together, as git counts them to choose the length of abbreviations: those that a
   * multi-pack-index covers once, others once for each pack.
   */
  packedCount(): number {
    this.#checkOpen()
    try {
      return this.#source.packs.oidTables().reduce((sum, { objectCount }) => sum + objectCount, 0)
    } finally {
      this.#source.end()
    }
  }

  /** Whether any pack has the object, whatever else has it. Throws as {@link ObjectDatabase.read} does. */
  isPacked(oid: OidLike): boolean {
    const raw = this.#briefRaw(oid)
    const { packs } = this.#source
    try {
      return packs.again(() => packs.find(raw, { pack: undefined, offset: 0 }))
    } finally {
      this.#source.end()
    }
  }

  /** Whether one of the packs that have a `.keep` or `.promisor` file has the object. */
  isInMarkedPack(oid: OidLike, mark: PackMark): boolean {
    const raw = this.#briefRaw(oid)
    try {
      return this.#markedPacks.has(raw, mark)
    } finally {
      this.#source.end()
    }
  }

  /**
   * The bitmap of its objects; see {@link openBitmaps}. It is the caller's to dispose of, and valid until the packs
   * change.
   */
  openBitmaps(onError: (detail: string) => void): BitmapIndex | undefined {
    this.#checkOpen()
    return openBitmaps(this.#source, onError)
  }

  stats(): ObjectDatabaseStats {
    this.#checkOpen()
    return statsOf(this.#source)
  }

  /** Finds packs that have appeared or gone. A look-up that finds nothing does so by itself. */
  refresh(): void {
    this.#checkOpen()
    this.#source.packs.refresh()
  }

  /** Unmaps everything and closes every file; the next read opens what it needs. */
  releaseAll(): void {
    this.#source.end()
    this.#source.files.letGo()
    this.#source.manager.releaseAll()
  }

  /** Unmaps and closes everything for good. May be called again. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#pool?.close()
    this.#source[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #raw(oid: OidLike): Uint8Array {
    this.#checkOpen()
    return toRawOid(oid, this.algorithm)
  }

  /** As {@link ObjectDatabase.#raw}, in an array that is used again: for what is over before anything else is asked. */
  #briefRaw(oid: OidLike): Uint8Array {
    this.#checkOpen()
    return toRawOid(oid, this.algorithm, this.#oid)
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new TypeError(`the object database ${this.path} is closed`)
  }

  #notFound(oid: OidLike): never {
    const hex = typeof oid === 'string' ? oid : encodeHex(oid)
    throw new ObjectNotFoundError(hex, () => {
      return !this.#isClosed && hex.length === this.algorithm.hexSize && this.isPromised(hex)
    })
  }
}

/** Damage that concerns no single object has been told as a warning. */
function toldByOid(
  onDamage: (oid: string, error: PackmapError) => void,
): NonNullable<ScanOptions['onDamage']> {
  return (oid, error) => {
    if (oid !== undefined) onDamage(oid, error)
  }
}

/** The oid in hex and in lower case; a caller's own string where it is that already, which it nearly always is. */
function hexOf(oid: OidLike, raw: Uint8Array): string {
  return typeof oid === 'string' && isLowerCase(oid) ? oid : encodeHex(raw)
}
