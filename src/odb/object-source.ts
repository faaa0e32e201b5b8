/**
 * Where the objects of a database come from: the packs and loose files of all its directories, and what reads them.
 *
 * This is where one damaged copy of an object gives way to another, and where packs are looked for again when git has
 * repacked underneath.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { UnsupportedFormatError } from '../base/errors.js'
import { CorruptObjectError } from '../object/errors.js'
import type { GitObject, ObjectHeader } from '../object/git-object.js'
import { type HashAlgorithm, SHA1 } from '../object/hash-algorithm.js'
import { encodeHex } from '../object/oid.js'
import { CorruptIndexError, CorruptPackError } from '../pack/errors.js'
import { type FileWindow, FileWindows } from '../pack/file-window.js'
import type { Pack } from '../pack/pack.js'
import { readAroundDamage } from '../pack/read/around-damage.js'
import { HeaderReader } from '../pack/read/header-reader.js'
import { ObjectReader } from '../pack/read/object-reader.js'
import { ReadCore } from '../pack/read/read-core.js'
import { FileChangedError, MapError, type MapManager, SlidingWindowMapManager } from '../smmap/index.js'
import { objectDirectories } from './alternates.js'
import { everyCopy, type ObjectPlace } from './every-copy.js'
import { LooseReader } from './loose-object.js'
import { LooseStore } from './loose-store.js'
import { mapManagerOptions, type ObjectDatabaseOptions, readCoreOptions } from './options.js'
import { PackStore } from './pack-store.js'

export class ObjectSource implements Disposable {
  readonly algorithm: HashAlgorithm
  readonly manager: MapManager
  readonly files: FileWindows
  readonly packs: PackStore
  /** One for each objects directory. */
  readonly loose: readonly LooseStore[]
  readonly core: ReadCore
  /** Where {@link ObjectSource.locate} found an object: in a pack, or else in a file of its own. */
  readonly place = { pack: undefined as Pack | undefined, offset: 0, loosePath: '' }
  readonly #objects: ObjectReader
  readonly #headers: HeaderReader
  readonly #looseReader: LooseReader
  readonly #onWarning: (message: string) => void

  /** @param path An objects directory; it and those that it borrows from are listed, and nothing is opened. */
  constructor(path: string, options: ObjectDatabaseOptions) {
    this.algorithm = options.algorithm ?? SHA1
    this.manager = new SlidingWindowMapManager(mapManagerOptions(options))
    this.files = new FileWindows(this.manager)
    this.#onWarning = options.onWarning ?? (() => undefined)
    const { alternates = true } = options
    const directories = objectDirectories(path, {
      extra: options.alternateDirectories ?? [],
      mayFollow: typeof alternates === 'function' ? alternates : () => alternates,
      onIgnored: this.#onWarning,
    })
    this.packs = new PackStore(directories, this.files, {
      algorithm: this.algorithm,
      useMultiPackIndex: options.multiPackIndex ?? true,
      onWarning: this.#onWarning,
    })
    this.loose = directories.map((directory) => new LooseStore(directory, this.algorithm))
    this.core = new ReadCore(readCoreOptions(options))
    this.#objects = new ObjectReader(this.core)
    this.#headers = new HeaderReader(this.core)
    this.#looseReader = new LooseReader(this.core)
  }

  /** The object of an oid; undefined where there is none. */
  read(raw: Uint8Array, hex: string): GitObject | undefined {
    if (!this.locate(raw, hex)) return undefined
    const { pack, offset, loosePath } = this.place
    try {
      return pack ? this.#readPacked(hex, pack, offset) : this.#readLoose(hex, loosePath)
    } catch (error) {
      return this.#readOtherCopy(raw, hex, error)
    }
  }

  /** Type and size of the object of an oid; undefined where there is none. */
  readHeader(raw: Uint8Array, hex: string): ObjectHeader | undefined {
    if (!this.locate(raw, hex)) return undefined
    const { pack, offset, loosePath } = this.place
    try {
      if (pack) {
        const { type, size } = this.#headers.read(pack, offset)
        return { oid: hex, type, size }
      }
      using file = this.openLoose(loosePath)
      return { oid: hex, ...this.#looseReader.readHeader(file) }
    } catch (error) {
      const object = this.#readOtherCopy(raw, hex, error)
      return object && { oid: hex, type: object.type, size: object.size }
    }
  }

  /** Finds an object; `place` then says where. */
  locate(raw: Uint8Array, hex: string): boolean {
    if (this.#findPacked(raw) || this.#findLoose(hex)) return true
    // Another process may have packed what was loose, or brought a new pack.
    return this.packs.refreshIfChanged() && this.#findPacked(raw)
  }

  #findPacked(raw: Uint8Array): boolean {
    try {
      return this.packs.find(raw, this.place)
    } catch (error) {
      if (!hasVanished(error)) throw error
      this.packs.refresh()
      return this.packs.find(raw, this.place)
    }
  }

  #findLoose(hex: string): boolean {
    for (const store of this.loose) {
      if (store.fileSizeOf(hex) === undefined) continue
      this.place.pack = undefined
      this.place.loosePath = store.pathOf(hex)
      return true
    }
    return false
  }

  #readPacked(hex: string, pack: Pack, offset: number): GitObject {
    const { type, data } = this.#objects.read(pack, offset)
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
   * An object that could not be read from `place`: from another pack, from a loose file, or, where its own entry is
   * whole, with a base from another place than its pack.
   *
   * @returns Undefined: what had it has vanished, and nothing else has it.
   * @throws {PackmapError} `damage`: no other copy is any better.
   */
  #readOtherCopy(raw: Uint8Array, hex: string, damage: unknown): GitObject | undefined {
    const isGone = hasVanished(damage)
    if (!isGone && !isDamage(damage)) throw damage
    const { pack, offset, loosePath } = this.place
    let skipped: Pack | string | undefined = pack ?? loosePath
    if (isGone) {
      // Another file may stand under the same name: it is opened anew, and tried again.
      pack?.close()
      skipped = undefined
      this.packs.refresh()
    }
    let object = this.#readFrom(everyCopy(raw, hex, this.packs.packs, this.loose), hex, skipped)
    if (!object && pack && !isGone) {
      const found = readAroundDamage(this.core, pack, offset, (base) => {
        const copies = everyCopy(base, encodeHex(base), this.packs.packs, this.loose)
        return this.#readFrom(copies, encodeHex(base), pack)
      })
      object = found && this.#verified({ oid: hex, size: found.data.length, ...found })
    }
    if (object) {
      if (!isGone) this.#onWarning((damage as Error).message)
      return object
    }
    if (isGone) return undefined
    throw damage
  }

  /** The first of several copies that can be read. */
  #readFrom(
    places: Iterable<ObjectPlace>,
    hex: string,
    skipped: Pack | string | undefined,
  ): GitObject | undefined {
    for (const place of places) {
      try {
        if ('pack' in place) {
          if (place.pack !== skipped) return this.#readPacked(hex, place.pack, place.offset)
        } else if (place.loosePath !== skipped) {
          return this.#readLoose(hex, place.loosePath)
        }
      } catch (error) {
        if (!isDamage(error) && !hasVanished(error)) throw error
      }
    }
    return undefined
  }

  #verified(object: GitObject): GitObject {
    if (this.core.verify !== 'oid') return object
    const hash = createHash(this.algorithm.name).update(`${object.type} ${object.size}\0`).update(object.data)
    const actual = hash.digest('hex')
    if (actual !== object.oid) throw new CorruptObjectError(object.oid, 0, `content has the oid ${actual}`)
    return object
  }

  /** Unmaps and closes everything for good. */
  [Symbol.dispose](): void {
    this.files.release()
    this.packs[Symbol.dispose]()
    this.manager[Symbol.dispose]()
  }
}

/** Whether an error says that stored bytes are wrong, so that another copy of them may be right. */
function isDamage(error: unknown): boolean {
  return (
    error instanceof CorruptPackError ||
    error instanceof CorruptIndexError ||
    error instanceof CorruptObjectError ||
    error instanceof UnsupportedFormatError
  )
}

/** Whether an error says that a file is no longer there, as when git has repacked. */
function hasVanished(error: unknown): boolean {
  const { errno, code } = error as { errno?: unknown; code?: unknown }
  return (
    (error instanceof MapError && errno === 'ENOENT') ||
    code === 'ENOENT' ||
    error instanceof FileChangedError
  )
}
