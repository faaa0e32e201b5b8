/**
 * Where the objects of a database come from: the packs and loose files of all its directories, and what reads them.
 *
 * This is where one damaged copy of an object gives way to another, and where packs are looked for again when git has
 * repacked underneath.
 */
import { statSync } from 'node:fs'
import { PackmapError } from '../base/errors.js'
import { CorruptObjectError } from '../object/errors.js'
import { createObjectHash } from '../object/sha1/object-hash.js'
import type { GitObject, ObjectHeader } from '../object/git-object.js'
import { type HashAlgorithm, SHA1, withCollisionCheck } from '../object/hash-algorithm.js'
import { encodeHex } from '../object/oid.js'
import { CorruptIndexError } from '../pack/errors.js'
import { type FileWindow, FileWindows } from '../pack/file-window.js'
import type { Pack } from '../pack/pack.js'
import { crcStateOf } from '../pack/read/entry-crc.js'
import { readAroundDamage } from '../pack/read/around-damage.js'
import { MADE, STATE_RESULT_AT, STATE_RESULT_SIZE, STATE_RESULT_TYPE } from '../pack/core/core-layout.js'
import { readPacked, readPackedHeader } from '../pack/read/object-reader.js'
import { ReadCore, type VerifyLevel } from '../pack/read/read-core.js'
import { MapBudget, type MapManager, SlidingWindowMapManager } from '../smmap/index.js'
import { objectDirectories } from './alternates.js'
import { hasVanished, isDamage, isDiskFailure } from './damage.js'
import { everyCopy, type ObjectPlace } from './every-copy.js'
import type { ObjectCopy } from './explain.js'
import { LooseReader } from './loose-object.js'
import { LookPacer } from './look-pacer.js'
import { LooseStore } from './loose-store.js'
import { mapManagerOptions, type ObjectDatabaseOptions, readCoreOptions } from './options.js'
import { LOOKS_MAX, PackStore } from './pack-store.js'
import { ReadBudget } from './read-budget.js'

/** So many are remembered, at some 200 bytes each. */
const RIGHT_HEADERS_MAX = 65_536

const WALK_CACHE_SIZE_MAX = 32 * 1024 * 1024

export class ObjectSource implements Disposable {
  readonly algorithm: HashAlgorithm
  readonly manager: MapManager
  readonly files: FileWindows
  readonly packs: PackStore
  /** One for each objects directory. */
  readonly loose: readonly LooseStore[]
  readonly core: ReadCore
  /** Spares storms of look-ups that find nothing, where staleness of some milliseconds is no harm. */
  readonly pacer = new LookPacer()
  /** The objects directory, and behind it those that it borrows from. */
  readonly directories: readonly string[]
  /** Where {@link ObjectSource.locate} found an object: in a pack, or else in a file of its own. */
  readonly place = { pack: undefined as Pack | undefined, offset: 0, loosePath: '' }
  /** As the database was opened. */
  readonly options: ObjectDatabaseOptions
  /** What all threads that read this database draw on, where there is a limit that must never be passed. */
  readonly mapBudget: MapBudget | undefined
  /** What {@link ObjectSource.tryMake} made, until the next read: where in the core's memory, and its `OBJ_…` number. */
  readonly made = { at: 0, size: 0, type: 0 }
  readonly #looseReader: LooseReader
  readonly #onWarning: (message: string) => void
  readonly #budget: ReadBudget | undefined
  /** Headers of objects that were found to be right. */
  readonly #rightHeaders = new Map<string, ObjectHeader>()
  /** What there is to be told when the operation that is running is over. */
  readonly #warnings: string[] = []

  /**
   * @param path An objects directory; it and those that it borrows from are listed, and nothing is opened.
   * @param mapBudget That of the thread for which this one works.
   */
  constructor(path: string, options: ObjectDatabaseOptions, mapBudget = mapBudgetFor(options)) {
    this.algorithm = withCollisionCheck(options.algorithm ?? SHA1, options.collisions)
    this.options = options
    this.core = new ReadCore({ ...readCoreOptions(options), hasSpace: true })
    this.manager = new SlidingWindowMapManager({
      ...mapManagerOptions(options),
      space: this.core.memory.space,
      ...(mapBudget ? { budget: mapBudget } : {}),
      immutable: true, // git replaces files, and writes to none of these
    })
    this.mapBudget = mapBudget
    this.files = new FileWindows(this.manager, this.core)
    this.#onWarning = options.onWarning ?? (() => undefined)
    this.#budget = options.budget && new ReadBudget(options.budget)
    const warn = (message: string): void => void this.#warnings.push(message)
    const { alternates = true } = options
    const directories = (this.directories = objectDirectories(path, {
      extra: options.alternateDirectories ?? [],
      mayFollow: typeof alternates === 'function' ? alternates : () => alternates,
      onIgnored: warn,
    }))
    this.packs = new PackStore(directories, this.files, {
      algorithm: this.algorithm,
      useMultiPackIndex: options.multiPackIndex ?? true,
      onWarning: warn,
    })
    this.loose = directories.map((directory) => new LooseStore(directory, this.algorithm))
    this.#looseReader = new LooseReader(this.core)
    this.end()
  }

  /**
   * Ends an operation: gives back its claims on windows, and delivers its warnings, now that whoever is told may read
   * objects in turn.
   */
  end(): void {
    this.files.release()
    this.#budget?.end()
    if (this.#warnings.length > 0) for (const message of this.#warnings.splice(0)) this.#onWarning(message)
  }

  /**
   * A core for whoever walks packs in delta-tree order, which needs it for itself; to be released.
   *
   * @param parts Among how many its room for contents is shared.
   */
  createWalkCore(parts = 1): ReadCore {
    const options = readCoreOptions(this.options)
    // The bases on the way from a root to a leaf are all that is held: more is of no use.
    const cacheSize = Math.min(WALK_CACHE_SIZE_MAX, options.cacheSize / parts)
    return new ReadCore({ ...options, cacheSize, counters: this.core.counters })
  }

  /** Counts an object that was read past {@link ObjectSource.read}. @throws {BudgetExceededError} No more may be read. */
  countScanned(size: number): void {
    this.#budget?.begin()
    this.#budget?.count(size)
  }

  /** Counts a look-up that goes another way than {@link ObjectSource.locate}. @throws {BudgetExceededError} No more may be. */
  countLookUp(): void {
    this.#budget?.begin()
  }

  /**
   * Counts bytes of an object that was looked up before and is read past {@link ObjectSource.read}.
   *
   * @throws {BudgetExceededError} No more may be read.
   */
  countMade(bytes: number): void {
    this.#budget?.resume()
    this.#budget?.count(bytes)
  }

  /** As {@link ObjectSource.read}, with at least `verify` checked of the object. */
  readVerified(raw: Uint8Array, hex: string, verify: VerifyLevel): GitObject | undefined {
    const object = this.read(raw, hex)
    return object && verify === 'oid' && this.core.verify !== 'oid' ? this.#checked(object) : object
  }

  /** Delivers a warning of another thread. */
  warn(message: string): void {
    this.#onWarning(message)
  }

  /**
   * The object of an oid; undefined where there is none.
   *
   * @param isBrief Whether its content may be overwritten by the next brief read.
   */
  read(raw: Uint8Array, hex: string, isBrief = false): GitObject | undefined {
    if (!this.locate(raw, hex)) return undefined
    const object = this.#readLocated(raw, hex, isBrief)
    if (object) this.#budget?.count(object.size)
    return object
  }

  /**
   * Makes a packed object in the arena and leaves it there: `made` says where, until the next read.
   *
   * @returns False: it is not in a pack, does not fit, is to be checked or counted, or something is wrong with it; to
   *   {@link ObjectSource.read}, which knows ways around damage, all that makes no difference.
   */
  tryMake(raw: Uint8Array): boolean {
    if (this.core.verify !== 'none' || this.#budget) return false
    try {
      if (!this.packs.find(raw, this.place)) return false
      const { core, made } = this
      const { pack, offset } = this.place
      if (core.functions.makeObject(pack!.row, offset, 1) !== MADE) return false
      made.at = core.stateWord(STATE_RESULT_AT)
      made.size = core.stateWord(STATE_RESULT_SIZE)
      made.type = core.stateWord(STATE_RESULT_TYPE)
      return true
    } catch {
      return false
    }
  }

  #readLocated(raw: Uint8Array, hex: string, isBrief: boolean): GitObject | undefined {
    try {
      return this.#readPlace(hex, isBrief)
    } catch (error) {
      return this.#readAgain(raw, hex, error, () => this.#readPlace(hex))
    }
  }

  #readPlace(hex: string, isBrief = false): GitObject {
    const { pack, offset, loosePath } = this.place
    return pack ? this.#readPacked(hex, pack, offset, isBrief) : this.#readLoose(hex, loosePath)
  }

  /**
   * As {@link ObjectSource.readHeader}, of an object that was found to be right as far as `verify` asks: read to its end
   * once, and remembered. What is too large to be read is not looked at beyond its header.
   */
  readVerifiedHeader(raw: Uint8Array, hex: string): ObjectHeader | undefined {
    if (this.core.verify === 'none') return this.readHeader(raw, hex)
    const known = this.#rightHeaders.get(hex)
    if (known) return known
    const header = this.readHeader(raw, hex)
    if (!header || header.size > this.core.maxObjectSize) return header
    const object = this.read(raw, hex, true)
    if (!object) return undefined
    const right = { oid: hex, type: object.type, size: object.size }
    if (this.#rightHeaders.size === RIGHT_HEADERS_MAX) this.#rightHeaders.clear()
    this.#rightHeaders.set(hex, right)
    return right
  }

  /** Type and size of the object of an oid; undefined where there is none. */
  readHeader(raw: Uint8Array, hex: string): ObjectHeader | undefined {
    if (!this.locate(raw, hex)) return undefined
    try {
      return this.#readHeaderOfPlace(hex)
    } catch (error) {
      const header = this.#readAgain(raw, hex, error, () => this.#readHeaderOfPlace(hex))
      return header && { oid: hex, type: header.type, size: header.size }
    }
  }

  #readHeaderOfPlace(hex: string): ObjectHeader {
    const { pack, offset, loosePath } = this.place
    if (pack) {
      const { type, size } = readPackedHeader(this.core, pack, offset)
      return { oid: hex, type, size }
    }
    return this.#readLooseHeader(hex, loosePath)
  }

  #readLooseHeader(hex: string, path: string): ObjectHeader {
    using file = this.openLoose(path)
    return { oid: hex, ...this.#looseReader.readHeader(file) }
  }

  /**
   * Finds an object; `place` then says where.
   *
   * @param hex The same in hex, if it is at hand.
   * @param pacer Spares looking for new objects where that was done a moment ago. Default: always looks.
   * @throws {CorruptIndexError} The only index that has it says nothing usable about where.
   * @throws {BudgetExceededError} No more may be looked up.
   */
  locate(raw: Uint8Array, hex?: string, pacer?: LookPacer): boolean {
    this.#budget?.begin()
    for (let triesLeft = LOOKS_MAX; ; triesLeft--) {
      let damage: unknown
      try {
        if (this.packs.find(raw, this.place)) return true
      } catch (error) {
        if (hasVanished(error) && triesLeft > 0) {
          this.packs.replace(error)
          continue
        }
        if (!isDamage(error) && !isDiskFailure(error)) throw error
        damage = error
      }
      pacer?.begin()
      if (this.#findLoose(raw, hex, pacer)) return true
      // Another process may have packed what was loose, brought a new pack, or made loose what was packed.
      if (triesLeft > 0 && this.packs.refreshIfChanged(pacer)) continue
      if (damage !== undefined) throw damage as Error
      return false
    }
  }

  #findLoose(raw: Uint8Array, hex: string | undefined, pacer: LookPacer | undefined): boolean {
    for (const store of this.loose) {
      if (pacer?.isStorm && !store.knows(raw, pacer)) continue
      hex ??= encodeHex(raw)
      if (store.fileSizeOf(hex) === undefined) continue
      this.place.pack = undefined
      this.place.loosePath = store.pathOf(hex)
      return true
    }
    return false
  }

  #readPacked(hex: string, pack: Pack, offset: number, isBrief = false): GitObject {
    const { type, data } = readPacked(this.core, pack, offset, isBrief)
    if (this.core.verify === 'crc' && pack.oidAt(offset) !== hex) {
      // A CRC-32 proves an entry whole, not the one that a multi-pack-index should have named.
      throw new CorruptIndexError(pack.path, offset, `an index takes this entry for ${hex}`)
    }
    return this.#verified({ oid: hex, type, size: data.length, data })
  }

  #readLoose(hex: string, path: string): GitObject {
    using file = this.openLoose(path)
    const { type, data } = this.#looseReader.read(file)
    return this.#verified({ oid: hex, type, size: data.length, data })
  }

  /** Opens the file of a loose object. */
  openLoose(path: string): FileWindow {
    if (statSync(path).size === 0) throw new CorruptObjectError(path, 0, 'file is empty')
    return this.files.open(path)
  }

  /**
   * An object that could not be read from `place`: from wherever it is now if its file has vanished, and else from
   * another copy. An index and a pack that do not go together may be of before and after git has replaced them, so
   * damage is damage only where nothing has changed.
   *
   * @param read Reads it from `place`.
   * @returns Undefined: what had it has vanished, and nothing else has it.
   * @throws {PackmapError} `failure`, or a later one: no other copy is any better.
   */
  #readAgain<T>(raw: Uint8Array, hex: string, failure: unknown, read: () => T): T | GitObject | undefined {
    for (let triesLeft = LOOKS_MAX; ; triesLeft--) {
      if (hasVanished(failure)) {
        if (triesLeft === 0) throw failure
        this.packs.replace(failure)
      } else {
        const object = this.#readOtherCopy(raw, hex, failure)
        if (object) return object
        if (triesLeft === 0 || !this.packs.refreshIfChanged()) throw failure
      }
      if (!this.locate(raw, hex)) return undefined
      try {
        return read()
      } catch (error) {
        failure = error
      }
    }
  }

  /**
   * An object that is damaged at `place`: from another pack, from a loose file, or, where its own entry is whole, with a
   * base from another place than its pack.
   *
   * @returns Undefined: there is none, or it is no better.
   * @throws {PackmapError} `damage`, if it is something else.
   */
  #readOtherCopy(raw: Uint8Array, hex: string, damage: unknown): GitObject | undefined {
    if (!isDamage(damage) && !isDiskFailure(damage)) throw damage
    const { pack, offset, loosePath } = this.place
    const isTried = (place: ObjectPlace): boolean =>
      'pack' in place
        ? place.pack === pack && place.offset === offset
        : !pack && place.loosePath === loosePath
    let object = this.#readFrom(everyCopy(raw, hex, this.packs.packs, this.loose), hex, isTried)
    if (!object && pack) {
      const found = readAroundDamage(this.core, pack, offset, (base) => {
        const copies = everyCopy(base, encodeHex(base), this.packs.packs, this.loose)
        return this.#readFrom(copies, encodeHex(base), (place) => 'pack' in place && place.pack === pack)
      })
      object = found && this.#verified({ oid: hex, size: found.data.length, ...found })
    }
    if (object) this.#warnings.push((damage as Error).message)
    return object
  }

  /** The first of several copies that can be read, but for those already tried. */
  #readFrom(
    places: Iterable<ObjectPlace>,
    hex: string,
    isTried: (place: ObjectPlace) => boolean,
  ): GitObject | undefined {
    for (const place of places) {
      if (isTried(place)) continue
      try {
        if ('pack' in place) return this.#readPacked(hex, place.pack, place.offset)
        return this.#readLoose(hex, place.loosePath)
      } catch (error) {
        if (!isDamage(error) && !hasVanished(error) && !isDiskFailure(error)) throw error
      }
    }
    return undefined
  }

  /** Every copy of an object, each read to its end and hashed. */
  inspectCopies(raw: Uint8Array, hex: string): ObjectCopy[] {
    return this.packs.undisturbed(() =>
      Array.from(everyCopy(raw, hex, this.packs.packs, this.loose), (place) => {
        const fault = this.#faultOf(place, hex)
        return 'pack' in place
          ? { storage: 'packed', path: place.pack.path, offset: place.offset, fault }
          : { storage: 'loose', path: place.loosePath, offset: 0, fault }
      }),
    )
  }

  #faultOf(place: ObjectPlace, hex: string): string | undefined {
    try {
      const state = 'pack' in place ? crcStateOf(this.core, place.pack, place.offset) : undefined
      if ('pack' in place && (state === 'wrong' || state === 'overlong')) {
        const detail =
          state === 'wrong'
            ? 'CRC-32 of the entry differs from the one in the index'
            : 'entry does not end where the next begins'
        return `${place.pack.path}: ${detail} (at byte ${place.offset})`
      }
      this.#checked(
        'pack' in place
          ? this.#readPacked(hex, place.pack, place.offset)
          : this.#readLoose(hex, place.loosePath),
      )
      return undefined
    } catch (error) {
      if (error instanceof PackmapError && !hasVanished(error)) return error.message
      throw error
    }
  }

  #verified(object: GitObject): GitObject {
    return this.core.verify === 'oid' ? this.#checked(object) : object
  }

  #checked(object: GitObject): GitObject {
    const hash = createObjectHash(this.algorithm)
      .update(`${object.type} ${object.size}\0`)
      .update(object.data)
    const actual = hash.digest().toString('hex')
    if (actual !== object.oid) throw new CorruptObjectError(object.oid, 0, `content has the oid ${actual}`)
    return object
  }

  /** Unmaps and closes everything for good. */
  [Symbol.dispose](): void {
    this.files.letGo()
    this.packs[Symbol.dispose]()
    this.manager[Symbol.dispose]()
    // Last, for files were mapped into its memory.
    this.core.release()
  }
}

function mapBudgetFor({
  strict,
  maxMemorySize,
  maxOpenHandles,
}: ObjectDatabaseOptions): MapBudget | undefined {
  if (strict !== true || !maxMemorySize) return undefined
  return MapBudget.create({ maxMemorySize, ...(maxOpenHandles === undefined ? {} : { maxOpenHandles }) })
}
