/**
 * SHA-1 that refuses blocks made for collision attacks: assembly/sha1-collisions.ts, and how to use it.
 *
 * As fast as git's own (406 MB/s, 377 in C), and a quarter of OpenSSL's; without WebAssembly hash-blocks.ts does the same. Everything that is hashed
 * with one module passes through its memory, so whoever hashes in pieces carries along what the memory held.
 */
/* eslint no-bitwise: "off" -- the operands are the positions of 20 bytes */
import { createWasmMemory, wasm } from '../../base/webassembly.js'
import { Sha1CollisionError } from '../errors.js'
import { encodeHex } from '../oid.js'
import { hashBlocksHere } from './hash-blocks.js'
import { SHA1_COLLISIONS_MODULE } from './sha1-collisions-module.js'

/** Where in the memory things lie: see the module's head. */
const INPUT_AT = 0x5000
const MEMORY_SIZE = 0x20000
const BLOCK_SIZE = 64
/** Whole blocks that the memory has room for, with those behind them that end a hash, and three that are read over. */
const PIECE_SIZE = MEMORY_SIZE - INPUT_AT - 5 * BLOCK_SIZE
const DIGEST_SIZE = 20
const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const

interface Module {
  readonly bytes: Uint8Array
  readonly words: DataView
  readonly hashBlocks: (at: number, end: number) => number
}

let loaded: Module | undefined

function load(): Module {
  return (loaded ??= instantiate() ?? inTypeScript())
}

/** Undefined: there is no WebAssembly here, or no room for its memory. */
function instantiate(): Module | undefined {
  const memory = createWasmMemory(MEMORY_SIZE)
  if (!wasm || !memory) return undefined
  try {
    const module = new wasm.Module(Buffer.from(SHA1_COLLISIONS_MODULE, 'base64'))
    const { exports } = new wasm.Instance(module, { env: { memory } })
    ;(exports['prepare'] as () => void)()
    return {
      bytes: new Uint8Array(memory.buffer),
      words: new DataView(memory.buffer),
      hashBlocks: exports['hashBlocks'] as Module['hashBlocks'],
    }
  } catch {
    return undefined // without the instructions that it is compiled to
  }
}

function inTypeScript(): Module {
  const bytes = new Uint8Array(MEMORY_SIZE)
  const words = new DataView(bytes.buffer)
  const state = new Int32Array(5)
  return {
    bytes,
    words,
    hashBlocks: (at, end) => {
      for (let i = 0; i < 5; i++) state[i] = words.getInt32(i * 4, true)
      const found = hashBlocksHere(words, at, end, state)
      for (let i = 0; i < 5; i++) words.setInt32(i * 4, state[i]!, true)
      return found
    },
  }
}

/** Bytes behind what is hashed: a bit, zeros, and its length in bits, to the end of a block. */
function paddedSize(size: number): number {
  return Math.ceil((size + 9) / BLOCK_SIZE) * BLOCK_SIZE
}

/** Puts behind `filled` bytes of the memory what ends a hash of `length` bytes; returns how many there are then. */
function pad({ bytes, words }: Module, filled: number, length: number): number {
  const size = paddedSize(filled)
  bytes.fill(0, INPUT_AT + filled, INPUT_AT + size)
  bytes[INPUT_AT + filled] = 0x80
  words.setUint32(INPUT_AT + size - 8, Math.floor(length / 2 ** 29))
  words.setUint32(INPUT_AT + size - 4, (length % 2 ** 29) * 8)
  return size
}

/**
 * Writes the SHA-1 of `data` to `out[outAt…]`.
 *
 * Hot: once per object.
 *
 * @throws {Sha1CollisionError} `data` has been made to have the hash of something else.
 */
export function detectingSha1(data: Uint8Array, out: Uint8Array, outAt: number): void {
  if (data.length > PIECE_SIZE) {
    out.set(new DetectingSha1().update(data).digest(), outAt)
    return
  }
  const module = load()
  const { bytes, words } = module
  bytes.set(data, INPUT_AT)
  const size = pad(module, data.length, data.length)
  for (let i = 0; i < 5; i++) words.setUint32(i * 4, INITIAL[i]!, true)
  const found = module.hashBlocks(INPUT_AT, INPUT_AT + size)
  // The words are little-endian in the memory, and big-endian in a hash.
  for (let i = 0; i < DIGEST_SIZE; i++) out[outAt + i] = bytes[i ^ 3]!
  if (found > 0) throw new Sha1CollisionError(encodeHex(out, outAt, DIGEST_SIZE))
}

/** A hash in the making. */
export class DetectingSha1 {
  /** The hash after the whole blocks so far. */
  readonly #state: Uint32Array = Uint32Array.from(INITIAL)
  /** What does not fill a block yet. */
  readonly #rest = new Uint8Array(BLOCK_SIZE)
  #restSize = 0
  #length = 0
  #found = 0

  /** Takes in more bytes; text is UTF-8. */
  update(data: Uint8Array | string): this {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    const module = load()
    this.#length += bytes.length
    for (let at = 0; at < bytes.length;) {
      const size = Math.min(bytes.length - at, PIECE_SIZE - this.#restSize)
      module.bytes.set(this.#rest.subarray(0, this.#restSize), INPUT_AT)
      module.bytes.set(bytes.subarray(at, at + size), INPUT_AT + this.#restSize)
      const filled = this.#restSize + size
      const whole = filled - (filled % BLOCK_SIZE)
      if (whole > 0) this.#take(module, whole)
      this.#restSize = filled - whole
      this.#rest.set(module.bytes.subarray(INPUT_AT + whole, INPUT_AT + filled))
      at += size
    }
    return this
  }

  /**
   * The 20 bytes of the hash; nothing may be taken in any more.
   *
   * @throws {Sha1CollisionError} What was hashed has been made to have the hash of something else.
   */
  digest(): Buffer {
    const module = load()
    module.bytes.set(this.#rest.subarray(0, this.#restSize), INPUT_AT)
    this.#take(module, pad(module, this.#restSize, this.#length))
    const digest = Buffer.alloc(DIGEST_SIZE)
    for (const [i, word] of this.#state.entries()) digest.writeUInt32BE(word, i * 4)
    if (this.#found > 0) throw new Sha1CollisionError(digest.toString('hex'))
    return digest
  }

  /** Hashes whole blocks that lie in the memory. */
  #take({ words, hashBlocks }: Module, size: number): void {
    for (let i = 0; i < 5; i++) words.setUint32(i * 4, this.#state[i]!, true)
    this.#found += hashBlocks(INPUT_AT, INPUT_AT + size)
    for (let i = 0; i < 5; i++) this.#state[i] = words.getUint32(i * 4, true)
  }
}
