/**
 * The inflater in WebAssembly, for streams that are short, have their content in the arena and are whole: nearly all
 * entries of a pack. Others, and what is wrong with one, it leaves to a general inflater.
 *
 * An entry of git.git takes zlib 2.9 µs, of which the way to its handle and back and its preparations are a good part,
 * and this 2.1.
 */
/* eslint no-bitwise: "off" -- the low three bits of an address */
import { type Arena, SHORT_SIZE_MAX, streamSizeMax } from '../cache/arena.js'
import { type ArenaFunctions, arenaFunctions } from '../wasm/arena-functions.js'
import type { Inflater, InflaterName, InflateStatus } from './inflater.js'

/**
 * An inflater over an arena.
 *
 * @param createGeneral Makes the one for what is left; called once, when that is first needed.
 * @throws {Error} The arena is no WebAssembly memory, or the module does not run here.
 */
export function createArenaInflater(arena: Arena, createGeneral: () => Inflater): Inflater {
  const functions = arenaFunctions(arena)
  if (!functions) throw new TypeError('the arena is no WebAssembly memory')
  return new ArenaInflater(arena, functions, createGeneral)
}

class ArenaInflater implements Inflater {
  readonly name: InflaterName = 'wasm'
  inputLeft = 0
  outputLeft = 0
  readonly #arena: Arena
  readonly #bytes: Uint8Array
  readonly #inflate: ArenaFunctions['inflate']
  /** Size of the content that was made last. */
  readonly #madeSize: Int32Array
  readonly #createGeneral: () => Inflater
  #general: Inflater | undefined
  /** The next step begins a stream. */
  #isFirst = true

  constructor(arena: Arena, functions: ArenaFunctions, createGeneral: () => Inflater) {
    this.#arena = arena
    this.#bytes = arena.bytes
    this.#inflate = functions.inflate
    this.#madeSize = new Int32Array(arena.bytes.buffer, arena.inflateTablesAt + functions.madeSizeAt(), 1)
    this.#createGeneral = createGeneral
  }

  get wantsWhole(): boolean {
    return this.#general === undefined
  }

  get fault(): string {
    return this.#general?.fault ?? ''
  }

  reset(): void {
    this.#isFirst = true
  }

  step(
    input: Uint8Array,
    inputAt: number,
    inputSize: number,
    output: Uint8Array,
    outputAt: number,
    outputSize: number,
    isLast: boolean,
  ): InflateStatus {
    if (this.#isFirst) {
      if (outputSize <= SHORT_SIZE_MAX && output === this.#bytes) {
        const used = this.#inflateShort(input, inputAt, inputSize, outputAt, outputSize)
        if (used >= 0) {
          this.inputLeft = inputSize - used
          this.outputLeft = outputSize - this.#madeSize[0]!
          return 'end'
        }
      }
      this.#general ??= this.#createGeneral()
      this.#general.reset()
      this.#isFirst = false
    }
    const general = this.#general!
    const status = general.step(input, inputAt, inputSize, output, outputAt, outputSize, isLast)
    this.inputLeft = general.inputLeft
    this.outputLeft = general.outputLeft
    return status
  }

  /** Bytes of the stream; below 0 for one that is left to the general inflater. */
  #inflateShort(
    input: Uint8Array,
    inputAt: number,
    inputSize: number,
    outputAt: number,
    outputSize: number,
  ): number {
    const { streamAt, contentAt, inflateTablesAt } = this.#arena
    const size = Math.min(inputSize, streamSizeMax(outputSize))
    // V8 copies into shared memory by words only where source and target are words: up to seven bytes more are copied.
    const before = Math.min((input.byteOffset + inputAt) & 7, inputAt)
    this.#bytes.set(input.subarray(inputAt - before, inputAt + size), streamAt)
    const from = streamAt + before
    const roomEnd = contentAt + outputSize
    const end = this.#inflate(from, from + size, contentAt, roomEnd, outputAt, inflateTablesAt)
    return end - from
  }
}
