/**
 * An object as a scan shows it: one object of this class is filled again and again.
 */
import { encodeHex } from '../../object/oid.js'
import type { GitObject, ObjectHeader } from '../../object/git-object.js'
import type { ObjectType } from '../../object/object-type.js'
import { TYPE_NAMES } from '../../pack/data/entry-header.js'
import type { PackIndex } from '../../pack/index/pack-index.js'
import { OutputSlabs } from '../../pack/read/output-slabs.js'
import { ReadCounters } from '../../pack/read/read-counters.js'

/** Valid until the visitor returns; {@link ScannedObject.copy} is for keeping. */
export class ScannedObject implements ObjectHeader {
  type: ObjectType = 'blob'
  /** Bytes of content. */
  size = 0
  readonly #raw: Uint8Array
  readonly #slabs = new OutputSlabs(new ReadCounters())
  // Most visitors look at a part of all this, so oids are read and views made when they are asked for.
  #hex = ''
  #index: PackIndex | undefined
  #position = 0
  #bytes: Uint8Array = this.#slabs.take(0)
  #at = 0
  #view: Uint8Array | undefined

  /** @param width Bytes of an oid. */
  constructor(width: number) {
    this.#raw = new Uint8Array(width)
  }

  /** The oid in hex. */
  get oid(): string {
    return (this.#hex ||= encodeHex(this.rawOid))
  }

  /** The oid as bytes: a view that the next object overwrites. */
  get rawOid(): Uint8Array {
    if (this.#index) {
      this.#index.copyOid(this.#position, this.#raw)
      this.#index = undefined
    }
    return this.#raw
  }

  /** The content: a view of memory that is used for other things afterwards, and is not to be written to. */
  get data(): Uint8Array {
    return (this.#view ??= this.#bytes.subarray(this.#at, this.#at + this.size))
  }

  /** The object in memory of its own. */
  copy(): GitObject {
    const data = this.#slabs.take(this.size)
    data.set(this.data)
    return { oid: this.oid, type: this.type, size: this.size, data }
  }

  /** @internal Fills in an object of a pack; its content is at `bytes[at…]`. Hot: once per object. */
  show(index: PackIndex, position: number, type: number, bytes: Uint8Array, at: number, size: number): void {
    this.#hex = ''
    this.#index = index
    this.#position = position
    this.type = TYPE_NAMES[type]!
    this.#bytes = bytes
    this.#at = at
    this.size = size
    this.#view = undefined
  }

  /** @internal Fills in an object that was read by itself. */
  showRead({ oid, type, size, data }: GitObject, raw: Uint8Array): void {
    this.#hex = oid
    this.#index = undefined
    this.#raw.set(raw)
    this.type = type
    this.size = size
    this.#view = data
  }
}
