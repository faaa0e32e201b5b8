/**
 * The packed-refs file: a line `oid SP name LF` for each ref, `^oid LF` after it for what a tag comes to.
 *
 * The first line may name traits: `sorted` (by the bytes of the names), `peeled` (tags below refs/tags/ have
 * their second line), `fully-peeled` (all tags have it). A file that is not sorted is sorted when it is opened, so
 * that every look-up is a binary search over the bytes: nothing is parsed that is not asked for.
 */
import { decodeName, encodeName } from '../../object/name-text.js'
import { asciiText } from '../../object/text.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { CorruptRefError } from './errors.js'
import type { RefValue, StoredRef } from './ref-store.js'

const LF = 0x0a
const SPACE = 0x20
const CARET = 0x5e
const HASH = 0x23
const HEX = /^[0-9a-fA-F]+$/

/** The refs of one version of the file. */
export class PackedRefs {
  readonly #start: number
  readonly #bytes: Uint8Array

  /** @throws {CorruptRefError} The last line has no newline, or an unsorted file has a malformed line. */
  constructor(
    bytes: Uint8Array,
    private readonly path: string,
    private readonly algorithm: HashAlgorithm,
  ) {
    if (bytes.length > 0 && bytes[bytes.length - 1] !== LF) {
      throw new CorruptRefError(path, bytes.length, 'the last line of packed-refs has no newline')
    }
    const { start, sorted } = readHeader(bytes)
    this.#bytes = bytes
    this.#start = start
    if (!sorted && bytes.length > start) {
      this.#bytes = this.#sort()
      this.#start = 0
    }
  }

  find(name: string): RefValue | undefined {
    const wanted = encodeName(name)
    const at = this.#lowerBound(wanted)
    if (at === this.#bytes.length || compareName(this.#bytes, this.#nameAt(at), wanted) !== 0)
      return undefined
    return this.#valueAt(at)
  }

  /** Those whose names begin with `prefix`, in order. */
  *list(prefix: string): Iterable<StoredRef> {
    const wanted = encodeName(prefix)
    let at = this.#lowerBound(wanted)
    while (at < this.#bytes.length) {
      const nameAt = this.#nameAt(at)
      const lineEnd = this.#bytes.indexOf(LF, nameAt)
      const name = decodeName(this.#bytes.subarray(nameAt, lineEnd))
      if (!name.startsWith(prefix)) return
      yield { name, value: this.#valueAt(at) }
      at = this.#recordEnd(at)
    }
  }

  /** Where the first record begins whose name is not below `wanted`. */
  #lowerBound(wanted: Uint8Array): number {
    let low = this.#start
    let high = this.#bytes.length
    while (low < high) {
      const at = this.#recordStart(low, low + Math.floor((high - low) / 2))
      if (compareName(this.#bytes, this.#nameAt(at), wanted) < 0) low = this.#recordEnd(at)
      else high = at
    }
    return low
  }

  /** The record that the byte at `position` lies in; `low` is where some earlier record begins. */
  #recordStart(low: number, position: number): number {
    const bytes = this.#bytes
    let at = position
    while (at > low && (bytes[at - 1] !== LF || bytes[at] === CARET)) at--
    return at
  }

  /** One past the record at `at`, its peeled line included. */
  #recordEnd(at: number): number {
    const bytes = this.#bytes
    let end = bytes.indexOf(LF, this.#nameAt(at)) + 1
    if (bytes[end] === CARET) end = bytes.indexOf(LF, end) + 1
    return end
  }

  /** @throws {CorruptRefError} The line at `at` is not `oid SP name`. */
  #nameAt(at: number): number {
    const nameAt = at + this.algorithm.hexSize + 1
    if (this.#bytes[nameAt - 1] !== SPACE || this.#bytes.indexOf(LF, at) <= nameAt) {
      throw new CorruptRefError(this.path, at, 'unexpected line in packed-refs')
    }
    return nameAt
  }

  #valueAt(at: number): RefValue {
    const oid = this.#oidAt(at)
    const peeledAt = this.#bytes.indexOf(LF, at) + 1
    if (this.#bytes[peeledAt] !== CARET) return { kind: 'direct', oid }
    return { kind: 'direct', oid, peeled: this.#oidAt(peeledAt + 1) }
  }

  #oidAt(at: number): string {
    const hex = asciiText(this.#bytes, at, Math.min(at + this.algorithm.hexSize, this.#bytes.length))
    if (hex.length !== this.algorithm.hexSize || !HEX.test(hex)) {
      throw new CorruptRefError(this.path, at, 'unexpected line in packed-refs')
    }
    return hex.toLowerCase()
  }

  /** A copy with the records in order. */
  #sort(): Uint8Array {
    const bytes = this.#bytes
    const records: { name: Uint8Array; record: Uint8Array }[] = []
    for (let at = this.#start; at < bytes.length;) {
      const nameAt = this.#nameAt(at)
      const end = this.#recordEnd(at)
      const name = bytes.subarray(nameAt, bytes.indexOf(LF, nameAt))
      records.push({ name, record: bytes.subarray(at, end) })
      at = end
    }
    records.sort((a, b) => Buffer.compare(a.name, b.name))
    return Buffer.concat(records.map(({ record }) => record))
  }
}

function readHeader(bytes: Uint8Array): { start: number; sorted: boolean } {
  if (bytes[0] !== HASH) return { start: 0, sorted: false }
  const end = bytes.indexOf(LF) + 1
  const traits = asciiText(bytes, 0, end).trim().split(' ')
  let start = end
  while (bytes[start] === HASH) start = bytes.indexOf(LF, start) + 1
  return { start, sorted: traits.includes('sorted') }
}

/** Compares the name at `at`, which ends with its line, with `wanted`. */
function compareName(bytes: Uint8Array, at: number, wanted: Uint8Array): number {
  for (let i = 0; i < wanted.length; i++) {
    const byte = bytes[at + i]!
    if (byte === LF) return -1
    if (byte !== wanted[i]) return byte - wanted[i]!
  }
  return bytes[at + wanted.length] === LF ? 0 : 1
}
