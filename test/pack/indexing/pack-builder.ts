/** Packs made by hand from gitformat-pack, valid or not: what no version of git would write. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { HashAlgorithm } from '../../../src/object/hash-algorithm.js'

export const TYPE_NUMBERS = { commit: 1, tree: 2, blob: 3, tag: 4, 'ofs-delta': 6, 'ref-delta': 7 } as const

/** "n-byte type and length". */
export function typeAndSize(type: number, size: number): Buffer {
  const bytes = [type * 16 + (size % 16)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! += 128
    bytes.push(rest % 128)
  }
  return Buffer.from(bytes)
}

/** "Offset encoding". */
export function distance(value: number): Buffer {
  const bytes = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--
    bytes.unshift(128 + (rest % 128))
  }
  return Buffer.from(bytes)
}

export function oidOf(type: string, data: Uint8Array, algorithm: HashAlgorithm): Buffer {
  return createHash(algorithm.name).update(`${type} ${data.length}\0`).update(data).digest()
}

export class PackBuilder {
  readonly #parts: Buffer[] = []
  #offset = 12
  #count = 0

  constructor(readonly algorithm: HashAlgorithm) {}

  /** Adds an object as it is; returns its offset. */
  whole(type: 'commit' | 'tree' | 'blob' | 'tag', data: Uint8Array): number {
    return this.raw(typeAndSize(TYPE_NUMBERS[type], data.length), data)
  }

  ofsDelta(base: number, delta: Uint8Array): number {
    const header = [typeAndSize(TYPE_NUMBERS['ofs-delta'], delta.length), distance(this.#offset - base)]
    return this.raw(Buffer.concat(header), delta)
  }

  refDelta(baseOid: Uint8Array, delta: Uint8Array): number {
    return this.raw(Buffer.concat([typeAndSize(TYPE_NUMBERS['ref-delta'], delta.length), baseOid]), delta)
  }

  /** Adds an entry with any header before the deflated `data`; with `level` 0 its bytes stand there as they are. */
  raw(header: Uint8Array, data: Uint8Array, level = 1): number {
    const offset = this.#offset
    const entry = Buffer.concat([header, deflateSync(data, { level })])
    this.#parts.push(entry)
    this.#offset += entry.length
    this.#count++
    return offset
  }

  /** The pack; `count` may be a lie. */
  build(count = this.#count): Buffer {
    const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
    header.writeUInt32BE(count, 8)
    return sealed(Buffer.concat([header, ...this.#parts]), this.algorithm)
  }
}

/** `content` with its checksum behind it. */
export function sealed(content: Uint8Array, algorithm: HashAlgorithm): Buffer {
  return Buffer.concat([content, createHash(algorithm.name).update(content).digest()])
}
