/**
 * A delta from one content to another, the one that git makes: `--binary` shows it.
 *
 * Blocks of the source are found again by a rolling hash (Rabin's fingerprint of 16 bytes, over a polynomial of degree
 * 31). Format: gitformat-pack, "Deltified representation".
 */
/* eslint no-bitwise: "off" -- hashes of 32 bits; sizes and offsets are below 2^31 here, and bytes are cut out of them */

const WINDOW = 16
/** x^31 and the rest of the polynomial. */
const POLYNOMIAL = 0xab59b4d1
const TOP_SHIFT = 23
/** Blocks of one hash that are looked at. */
const BUCKET_MAX = 64
/** A match of this size is not looked at for a better one. */
const GOOD_MATCH = 4096
const MATCH_MIN = 4
const INSERT_MAX = 0x7f
const COPY_MAX = 0x10000
const SIZE_MAX = 2 ** 31

/** What the top byte of a hash comes to when it is shifted out, and what the oldest byte of a window adds to it. */
const SHIFTED = Uint32Array.from({ length: 256 }, (_, byte) => reduced(byte, 8).withTop)
const OLDEST = Uint32Array.from({ length: 256 }, (_, byte) => oldest(byte))

/** `byte` times x^31: its rest, and that with the bits that are still above it in 32 bits. */
function reduced(byte: number, bits: number): { rest: number; withTop: number } {
  let rest = 0
  for (let bit = bits - 1; bit >= 0; bit--) {
    rest = timesX(rest)
    if (byte & (1 << bit)) rest ^= POLYNOMIAL & 0x7fffffff
  }
  return { rest, withTop: (rest ^ (byte << 31)) >>> 0 }
}

function timesX(value: number): number {
  const shifted = (value << 1) >>> 0
  return shifted & 0x80000000 ? (shifted ^ POLYNOMIAL) >>> 0 : shifted
}

/** `byte` times x^120: the first byte of a window, 15 bytes later. */
function oldest(byte: number): number {
  let value = byte
  for (let i = 0; i < 8 * (WINDOW - 1); i++) value = timesX(value)
  return value
}

function rolled(hash: number, byte: number): number {
  return (((hash << 8) | byte) ^ SHIFTED[hash >>> TOP_SHIFT]!) >>> 0
}

/** Blocks of the source by their hash: of each bucket, where the blocks end and their whole hashes. */
interface BlockIndex {
  readonly mask: number
  readonly begins: Uint32Array
  readonly ends: Uint32Array
  readonly hashes: Uint32Array
}

/**
 * @param sizeMax The delta is of no use if it is larger.
 * @returns Undefined: it would be.
 */
export function makeDelta(source: Uint8Array, target: Uint8Array, sizeMax: number): Uint8Array | undefined {
  if (source.length >= SIZE_MAX || target.length >= SIZE_MAX) return undefined
  const writer = new DeltaWriter(source, target, indexBlocks(source))
  return writer.write(sizeMax)
}

function indexBlocks(source: Uint8Array): BlockIndex {
  const blocks = Math.floor((source.length - 1) / WINDOW)
  let bits = 4
  while (1 << bits < Math.floor(blocks / 4)) bits++
  const mask = (1 << bits) - 1
  const chains = new Map<number, { end: number; hash: number }[]>()
  let last: { end: number; hash: number } | undefined
  for (let block = blocks - 1; block >= 0; block--) {
    let hash = 0
    for (let i = 1; i <= WINDOW; i++) hash = rolled(hash, source[block * WINDOW + i]!)
    const end = block * WINDOW + WINDOW
    if (last?.hash === hash) {
      last.end = end // of equal blocks in a row the first
      continue
    }
    last = { end, hash }
    const chain = chains.get(hash & mask)
    if (chain) chain.push(last)
    else chains.set(hash & mask, [last])
  }
  const begins = new Uint32Array(mask + 2)
  const ends: number[] = []
  const hashes: number[] = []
  for (let bucket = 0; bucket <= mask; bucket++) {
    begins[bucket] = ends.length
    for (const { end, hash } of thinned((chains.get(bucket) ?? []).reverse())) {
      ends.push(end)
      hashes.push(hash)
    }
  }
  begins[mask + 1] = ends.length
  return { mask, begins, ends: Uint32Array.from(ends), hashes: Uint32Array.from(hashes) }
}

/** As many as are looked at, from all over the chain. */
function thinned<T>(chain: readonly T[]): T[] {
  if (chain.length <= BUCKET_MAX) return [...chain]
  const kept: T[] = []
  let excess = 0
  for (let i = 0; i < chain.length; i++) {
    kept.push(chain[i]!)
    excess += chain.length - BUCKET_MAX
    while (excess > 0) {
      i++
      excess -= BUCKET_MAX
    }
  }
  return kept
}

class DeltaWriter {
  private out = new Uint8Array(8192)
  private used = 0
  /** Bytes of the target that wait to be inserted; they stand in `out`, after a byte for their count. */
  private inserted = 0
  private matchAt = 0
  private matchSize = 0

  constructor(
    private readonly source: Uint8Array,
    private readonly target: Uint8Array,
    private readonly index: BlockIndex,
  ) {}

  write(sizeMax: number): Uint8Array | undefined {
    const { target } = this
    this.size(this.source.length)
    this.size(target.length)
    this.used++
    let hash = 0
    let at = 0
    for (; at < WINDOW && at < target.length; at++) {
      this.byte(target[at]!)
      hash = rolled(hash, target[at]!)
    }
    this.inserted = at
    while (at < target.length) {
      if (this.matchSize < GOOD_MATCH) {
        hash = rolled((hash ^ OLDEST[target[at - WINDOW]!]!) >>> 0, target[at]!)
        this.findMatch(hash, at)
      }
      if (this.matchSize < MATCH_MIN) {
        this.insert(target[at]!)
        at++
        this.matchSize = 0
      } else {
        at = this.copy(at)
        if (this.matchSize < GOOD_MATCH) {
          hash = 0
          for (let i = at - WINDOW; i < at; i++) hash = rolled(hash, target[i]!)
        }
      }
      if (this.used > sizeMax) return undefined
    }
    if (this.inserted > 0) this.out[this.used - this.inserted - 1] = this.inserted
    return this.used > sizeMax ? undefined : this.out.subarray(0, this.used)
  }

  private findMatch(hash: number, at: number): void {
    const { source, target, index } = this
    const bucket = hash & index.mask
    for (let i = index.begins[bucket]!; i < index.begins[bucket + 1]!; i++) {
      if (index.hashes[i] !== hash) continue
      const begin = index.ends[i]!
      const room = Math.min(source.length - begin, target.length - at)
      if (room <= this.matchSize) break
      let size = 0
      while (size < room && source[begin + size] === target[at + size]) size++
      if (size > this.matchSize) {
        this.matchSize = size
        this.matchAt = begin
        if (size >= GOOD_MATCH) break
      }
    }
  }

  private insert(byte: number): void {
    if (this.inserted === 0) this.byte(0)
    this.byte(byte)
    this.inserted++
    if (this.inserted === INSERT_MAX) {
      this.out[this.used - INSERT_MAX - 1] = INSERT_MAX
      this.inserted = 0
    }
  }

  /** Copies the match, as much of it as one instruction can. @returns Where the target goes on. */
  private copy(from: number): number {
    let at = from
    if (this.inserted > 0) {
      while (this.matchAt > 0 && this.source[this.matchAt - 1] === this.target[at - 1]) {
        // What was to be inserted just before matches too.
        this.matchSize++
        this.matchAt--
        at--
        this.used--
        this.inserted--
        if (this.inserted === 0) {
          this.used--
          break
        }
      }
      if (this.inserted > 0) this.out[this.used - this.inserted - 1] = this.inserted
      this.inserted = 0
    }
    const size = Math.min(this.matchSize, COPY_MAX)
    this.copyInstruction(this.matchAt, size)
    this.matchAt += size
    this.matchSize -= size
    return at + size
  }

  private copyInstruction(offset: number, size: number): void {
    const operationAt = this.used
    let operation = 0x80
    this.byte(0)
    for (let i = 0; i < 4; i++) {
      const byte = (offset >>> (8 * i)) & 0xff
      if (byte === 0) continue
      this.byte(byte)
      operation |= 1 << i
    }
    for (let i = 0; i < 2; i++) {
      const byte = (size >>> (8 * i)) & 0xff
      if (byte === 0) continue
      this.byte(byte)
      operation |= 0x10 << i
    }
    this.out[operationAt] = operation
  }

  private size(value: number): void {
    let rest = value
    for (; rest >= 0x80; rest >>>= 7) this.byte((rest & 0x7f) | 0x80)
    this.byte(rest)
  }

  private byte(byte: number): void {
    if (this.used === this.out.length) {
      const larger = new Uint8Array(2 * this.used)
      larger.set(this.out)
      this.out = larger
    }
    this.out[this.used++] = byte
  }
}
