/**
 * Many objects in the order in which making them is cheapest: pack after pack, and in each pack in the order of the
 * delta tree that the objects asked for have in common, so that what several build on is made once.
 */
import { PackmapError } from '../base/errors.js'
import type { GitObject } from '../object/git-object.js'
import type { OidLike } from '../object/oid.js'
import { TYPE_NAMES } from '../pack/data/entry-header.js'
import { Pack } from '../pack/pack.js'
import type { ReadCore } from '../pack/read/read-core.js'
import { type ChainTable, chainTableOf } from '../pack/traverse/chain-table.js'
import { NO_ENTRY } from '../pack/traverse/delta-tree.js'
import { DeltaWalk } from '../pack/traverse/delta-walk.js'
import type { ObjectSource } from './object-source.js'
import { WantedObjects } from './wanted-objects.js'

/** Fewer are read one by one: a core of its own and the tables cost as much as some twenty objects. */
const WALK_MIN = 32
/** About as many bytes of objects are made before they are handed out. */
const BATCH_BYTES = 1024 * 1024

/** An object, or that there is none. */
export interface Answer {
  readonly hex: string
  readonly object: GitObject | undefined
}

/** The number of a wanted object, and the object. */
type Found = readonly [number, GitObject | undefined]

/**
 * The objects of some oids, as often as each was asked for.
 *
 * @throws {InvalidOidError} One is none.
 * @throws What `ObjectSource.read` throws, when the turn of the object comes.
 */
export function* readInFastestOrder(source: ObjectSource, oids: Iterable<OidLike>): Generator<Answer> {
  const wanted = new WantedObjects(source, oids)
  for (const [i, object] of readAll(source, wanted)) {
    const hex = object?.oid ?? wanted.hexOf(i)
    for (let time = wanted.times[i]!; time > 0; time--) yield { hex, object }
  }
}

function* readAll(source: ObjectSource, wanted: WantedObjects): Generator<Found> {
  for (const [number, { stem, checksum }] of wanted.places.entries()) {
    const group = wanted.ofPack(number)
    if (group.length < WALK_MIN) yield* readSingly(source, wanted, group)
    else yield* new PackReading(source, wanted, group).read(stem, checksum)
  }
  yield* readSingly(source, wanted, wanted.elsewhere())
}

function* readSingly(source: ObjectSource, wanted: WantedObjects, group: Iterable<number>): Generator<Found> {
  for (const i of group) {
    let object: GitObject | undefined
    try {
      object = source.read(wanted.rawOf(i), wanted.hexOf(i))
    } finally {
      source.end()
    }
    yield [i, object]
  }
}

/** The objects that are wanted of one pack. */
class PackReading {
  readonly #source: ObjectSource
  readonly #wanted: WantedObjects
  readonly #group: Int32Array

  constructor(source: ObjectSource, wanted: WantedObjects, group: Int32Array) {
    this.#source = source
    this.#wanted = wanted
    this.#group = group
  }

  /** @param checksum What the pack ends with that the objects were found in. */
  *read(stem: string, checksum: Uint8Array): Generator<Found> {
    const source = this.#source
    // A pack of its own, so that no refresh of the database closes it between two objects.
    using pack = new Pack(source.files, stem, source.algorithm)
    const chains = this.#openChains(pack, checksum)
    if (!chains) {
      yield* readSingly(source, this.#wanted, this.#group)
      return
    }
    const core = source.createWalkCore()
    try {
      // Another copy of what is damaged may be whole, or another base; if not, that says what is wrong.
      yield* readSingly(source, this.#wanted, yield* this.#walk(pack, chains, core))
    } finally {
      core.release()
    }
  }

  /** Undefined: the pack cannot be walked, or more is to be checked of each object than a walk does. */
  #openChains(pack: Pack, checksum: Uint8Array): ChainTable | undefined {
    const source = this.#source
    if (source.core.verify !== 'none') return undefined
    try {
      const { offsets } = this.#wanted
      // Compared with that of the index when the data was opened.
      return Buffer.compare(pack.index.packChecksum(), checksum) === 0 && pack.data.size > 0
        ? chainTableOf(
            pack,
            Float64Array.from(this.#group, (i) => offsets[i]!),
          )
        : undefined
    } catch (error) {
      if (error instanceof PackmapError) return undefined
      throw error
    } finally {
      source.end()
    }
  }

  /** Makes the objects; returns the numbers of those that cannot be made from this pack. */
  *#walk(
    pack: Pack,
    { entries, tree, firstRoot, rows }: ChainTable,
    core: ReadCore,
  ): Generator<Found, number[]> {
    const source = this.#source
    const damaged: number[] = []
    /** 1 + the number of the object at each row that is wanted; 0: it is only built on. */
    const wantedAt = new Int32Array(entries.offsets.length)
    for (const [at, i] of this.#group.entries()) {
      if (rows[at]! < 0) damaged.push(i)
      else wantedAt[rows[at]!] = i + 1
    }
    const walk = new DeltaWalk(core, pack.data, entries, tree, {
      isComplete: false,
      onFault: (row) => {
        if (wantedAt[row]! > 0) damaged.push(wantedAt[row]! - 1)
      },
    })
    walk.begin(NO_ENTRY, firstRoot, NO_ENTRY)
    for (let isOver = false; !isOver;) {
      const batch: Found[] = []
      try {
        isOver = walk.run((row, type, bytes, at, size) => {
          const i = wantedAt[row]! - 1
          if (i < 0) return
          source.countMade(size)
          const data = core.slabs.take(size)
          data.set(bytes.subarray(at, at + size))
          batch.push([i, { oid: this.#wanted.hexOf(i), type: TYPE_NAMES[type]!, size, data }])
        }, BATCH_BYTES)
      } finally {
        source.end()
      }
      yield* batch
    }
    return damaged
  }
}
