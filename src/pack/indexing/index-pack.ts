/**
 * From a pack without an index to everything that an index says: in two passes over the pack.
 *
 * The first pass goes from front to back and finds the entries (`scan-entries.ts`), the second walks the deltas
 * (`resolve-deltas.ts`). In memory is a row for each entry and, of contents, what the core's arena holds.
 */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { openRegular } from '../../base/open-regular.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { TYPE_NAMES } from '../data/entry-header.js'
import { CorruptPackError } from '../errors.js'
import { FileWindows } from '../file-window.js'
import { ReadCore } from '../read/read-core.js'
import { type PackHelpers, startHelpers } from '../threads/pack-helpers.js'
import { CollisionCheck } from './collision-check.js'
import { appendBases, resolveThin, writeAll } from './complete-thin.js'
import { UnresolvedDeltasError } from './errors.js'
import type { ExistingObjects } from './existing-objects.js'
import { type ContentLimits, limitsOf } from './limits.js'
import { indexInThreads } from './index-in-threads.js'
import { ObjectHasher } from './object-hasher.js'
import { PackContents } from './pack-contents.js'
import { PackInput, type PackSource } from './pack-input.js'
import { DeltaResolver } from './resolve-deltas.js'
import { resolveInThreads } from './resolve-in-threads.js'
import { scanEntries } from './scan-entries.js'

export interface IndexPackOptions {
  readonly algorithm: HashAlgorithm
  /** Objects that are there already: they must be the same, and complete a thin pack. */
  readonly existing?: ExistingObjects | undefined
  /** Shown the type, raw oid and content of every object that is no blob; both are valid until it returns. */
  readonly inspect?: ((type: ObjectType, oid: Uint8Array, data: Uint8Array) => void) | undefined
  /** Bytes that the pack may have. Default: no limit. */
  readonly sizeMax?: number | undefined
  /** Bytes that an object in memory may have. Default: a quarter of the machine's memory, below 4 GiB. */
  readonly maxObjectSize?: number
  /** Bytes for contents that are held as bases, by all threads together. Default: 96 MiB. */
  readonly cacheSize?: number
  /** Other threads that make objects. They are not asked where there is something to `inspect`. */
  readonly helpers?: PackHelpers | undefined
}

export interface ReceivePackOptions extends IndexPackOptions {
  /** Whether a thin pack is completed with bases from `existing`. */
  readonly fixThin?: boolean
}

/**
 * Indexes a packfile.
 *
 * @throws {CorruptPackError | UnsupportedFormatError} It breaks the format, its checksum is wrong, or something
 *   stands behind it.
 * @throws {UnresolvedDeltasError} A delta's base is not in it.
 * @throws {OidCollisionError} An object differs from the existing one of the same oid.
 * @throws {ObjectTooLargeError} An object that has to be in memory is larger than `maxObjectSize`.
 */
export function indexPackFile(path: string, options: IndexPackOptions): PackContents {
  return indexInThreads(path, options) ?? indexAlone(path, options)
}

function indexAlone(path: string, options: IndexPackOptions): PackContents {
  const job = new IndexingJob(options)
  const fd = openRegular(path)
  try {
    const input = job.open({ read: (into, at) => readSync(fd, into, at, into.length - at, null) }, path)
    job.scan(input)
    if (input.hasRest()) {
      throw new CorruptPackError(path, fstatSync(fd).size, 'pack has junk at the end')
    }
  } finally {
    closeSync(fd)
  }
  job.resolve(path, { fixThin: false, helpers: undefined })
  if (job.contents.unresolved > 0) throw new UnresolvedDeltasError(path, job.contents.unresolved)
  return job.contents
}

/** A pack that came in, and what came in behind it. */
export interface ReceivedPack {
  readonly contents: PackContents
  /** What was read from the source behind the end of the pack. */
  readonly rest: Uint8Array
  /** Bases that were appended. */
  readonly appended: number
}

/**
 * Receives a pack into a file and indexes it. Throws as {@link indexPackFile} does.
 *
 * @param fd The file that becomes the pack: empty, open for reading and writing.
 * @param path The same file.
 */
export function receivePack(
  source: PackSource,
  fd: number,
  path: string,
  options: ReceivePackOptions,
): ReceivedPack {
  const job = new IndexingJob(options)
  const { contents } = job
  const input = job.open(source, path, (bytes) => {
    writeAll(fd, bytes)
  })
  job.scan(input)
  const rest = input.rest().slice()
  writeAll(fd, contents.checksum)
  const appended = job.resolve(path, options)
  if (appended > 0) appendBases(fd, contents, options.existing!, appended)
  if (contents.unresolved > 0) throw new UnresolvedDeltasError(path, contents.unresolved)
  return { contents, rest, appended }
}

/** The two passes, and what they share. */
class IndexingJob {
  readonly contents: PackContents
  readonly #options: IndexPackOptions
  readonly #limits: ContentLimits
  readonly #core: ReadCore
  readonly #hasher: ObjectHasher
  readonly #collisions: CollisionCheck | undefined
  /** Pack positions of objects to inspect that the first pass did not have in memory. */
  readonly #uninspected: number[] = []

  constructor(options: IndexPackOptions) {
    this.#options = options
    this.contents = new PackContents(options.algorithm)
    this.#hasher = new ObjectHasher(options.algorithm)
    this.#limits = limitsOf(options, options.helpers?.threads ?? 1)
    this.#core = new ReadCore({
      ...this.#limits,
      verify: 'none',
      inflater: 'auto',
      core: 'auto',
    })
    this.#collisions = options.existing && new CollisionCheck(this.contents, options.existing)
  }

  readonly #check = (position: number, bytes: Uint8Array | undefined, at: number, size: number): void => {
    this.#collisions?.check(position, bytes, at, size)
    if (this.#options.inspect) this.#inspect(position, bytes, at, size)
  }

  #inspect(position: number, bytes: Uint8Array | undefined, at: number, size: number): void {
    const { oids, width, objectTypes } = this.contents.entries
    const type = TYPE_NAMES[objectTypes[position]!]!
    if (type === 'blob') return
    if (!bytes) {
      this.#uninspected.push(position)
      return
    }
    const oid = oids.subarray(position * width, (position + 1) * width)
    this.#options.inspect!(type, oid, bytes.subarray(at, at + size))
  }

  open(source: PackSource, path: string, copy?: (bytes: Uint8Array) => void): PackInput {
    const { algorithm, sizeMax } = this.#options
    return new PackInput(source, { algorithm, path, sizeMax, copy })
  }

  scan(input: PackInput): void {
    scanEntries(input, this.contents, this.#core, this.#hasher, this.#check)
  }

  /** @returns How many bases were taken from the existing objects. */
  resolve(path: string, { fixThin, helpers }: Pick<ReceivePackOptions, 'fixThin' | 'helpers'>): number {
    const { contents } = this
    const { entries } = contents
    const isKnown = contents.unresolved === 0 && entries.objectTypes[entries.count - 1] !== 0
    const isDone = isKnown && !this.#collisions?.postponed.length && this.#uninspected.length === 0
    if (entries.count === 0 || isDone) return 0
    using manager = new SlidingWindowMapManager()
    const files = new FileWindows(manager)
    using file = files.open(path)
    const source = { file, entriesEnd: entries.offsets[entries.count]! }
    const isResolved = helpers !== undefined && this.#resolveInThreads(path, helpers)
    const resolver = new DeltaResolver(contents, source, this.#core, this.#hasher, this.#check)
    if (!isResolved) resolver.resolveAll()
    const bases =
      fixThin && this.#options.existing && contents.unresolved > 0
        ? resolveThin(contents, this.#options.existing, resolver, this.#hasher)
        : 0
    resolver.visitAgain([...new Set([...(this.#collisions?.postponed ?? []), ...this.#uninspected])])
    return bases
  }

  /** False: not done, which may have its reason in the pack. */
  #resolveInThreads(path: string, wanted: PackHelpers): boolean {
    const { contents } = this
    const { inspect, existing } = this.#options
    if (inspect || contents.refDeltas.count > 0) return false
    const helpers = startHelpers(wanted, contents.entries.count)
    try {
      return (
        helpers.length > 0 && resolveInThreads(path, contents, this.#core, existing, helpers, this.#limits)
      )
    } finally {
      for (const helper of helpers) helper.end()
    }
  }
}
