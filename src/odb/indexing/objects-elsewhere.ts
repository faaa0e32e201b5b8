/** What a repository has beside the pack that is being indexed. */
import { realpathSync } from 'node:fs'
import { algorithmNamed } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import type { ExistingObject, ExistingObjects } from '../../pack/indexing/existing-objects.js'
import { ObjectSource } from '../object-source.js'

/** Where to look, in words that can be sent to another thread. */
export interface Elsewhere {
  /** The objects directory and those that it borrows from. */
  readonly directories: readonly string[]
  readonly algorithm: 'sha1' | 'sha256'
  /** The packfile that is being indexed, if it is a file already. */
  readonly packPath: string | undefined
}

export class ObjectsElsewhere implements ExistingObjects, Disposable {
  readonly #source: ObjectSource
  /** The pack itself, which may lie in the repository: reading it twice would prove nothing. */
  readonly #ownPath: string | undefined
  /** The names of the loose objects by the first byte of their oid, listed once: packs ask for every object. */
  readonly #loose = new Map<number, ReadonlySet<string>>()

  constructor({ directories: [path, ...others], algorithm, packPath }: Elsewhere) {
    this.#source = new ObjectSource(path!, {
      algorithm: algorithmNamed(algorithm),
      alternateDirectories: others,
    })
    this.#ownPath = packPath === undefined ? undefined : real(packPath)
  }

  /** Hot: once per object. */
  has(oid: Uint8Array): boolean {
    const { packs, place, files } = this.#source
    // Mostly there is nothing beside the pack itself, and then it need not be asked either.
    if (this.#isAlone() && !this.#isLoose(oid)) return false
    try {
      if (packs.find(oid, place)) {
        return this.#ownPath === undefined || real(place.pack!.path) !== this.#ownPath
      }
    } finally {
      files.release()
    }
    return this.#isLoose(oid)
  }

  /** Whether the pack itself is the only one. */
  #isAlone(): boolean {
    const { packs } = this.#source.packs
    return packs.length === 0 || (packs.length === 1 && real(packs[0]!.path) === this.#ownPath)
  }

  read(oid: Uint8Array): ExistingObject | undefined {
    try {
      return this.#source.read(oid, encodeHex(oid))
    } finally {
      this.#source.files.release()
    }
  }

  #isLoose(oid: Uint8Array): boolean {
    const names = this.#looseOf(oid[0]!)
    return names.size > 0 && names.has(encodeHex(oid))
  }

  #looseOf(firstByte: number): ReadonlySet<string> {
    let names = this.#loose.get(firstByte)
    if (!names) {
      names = new Set(this.#source.loose.flatMap((store) => store.oidsOf(firstByte)))
      this.#loose.set(firstByte, names)
    }
    return names
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]()
  }
}

const realPaths = new Map<string, string>()

function real(path: string): string {
  let found = realPaths.get(path)
  if (found === undefined) {
    try {
      found = realpathSync.native(path)
    } catch {
      found = path // it is not there, so it is nobody else
    }
    realPaths.set(path, found)
  }
  return found
}
