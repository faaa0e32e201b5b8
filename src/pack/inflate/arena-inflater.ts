/**
 * The inflater in WebAssembly, for streams that are short, have their content in the arena and are whole: nearly all
 * entries of a pack. Others, and what is wrong with one, it leaves to a general inflater.
 *
 * An entry of git.git takes zlib 2.9 µs, of which the way to its handle and back and its preparations are a good part,
 * and this 2.1.
 */
/* eslint no-bitwise: "off" -- the low three bits of an address */
import type { CoreFunctions } from '../core/core-functions.js'
import { CONTENT_AT, SHORT_SIZE_MAX, STREAM_AT, WORK_AT } from '../core/core-layout.js'
import type { CoreMemory } from '../core/core-memory.js'
import type { Inflater, InflaterName, InflateStatus } from './inflater.js'

/** The memory of a core, and what works in it. */
export interface InflatingCore {
  readonly memory: CoreMemory
  readonly functions: CoreFunctions
}

/** Bytes that a stream of `size` bytes of content has at most, of any that zlib makes: small blocks stored as they are. */
export function streamSizeMax(size: number): number {
  return size + Math.ceil(size / 16) + 64
}

export class ArenaInflater implements Inflater {
  readonly name: InflaterName = 'wasm'
  inputLeft = 0
  outputLeft = 0
  readonly #bytes: Uint8Array
  readonly #functions: CoreFunctions
  readonly #createGeneral: () => Inflater
  #general: Inflater | undefined
  /** The next step begins a stream. */
  #isFirst = true

  /** @param createGeneral Makes the one for what is left; called once, when that is first needed. */
  constructor({ memory, functions }: InflatingCore, createGeneral: () => Inflater) {
    this.#bytes = memory.bytes
    this.#functions = functions
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
      if (outputSize <= SHORT_SIZE_MAX) {
        const used = this.#inflateShort(input, inputAt, inputSize, outputSize)
        if (used >= 0) {
          const made = this.#functions.inflatedSize()
          if (output === this.#bytes) output.copyWithin(outputAt, CONTENT_AT, CONTENT_AT + made)
          else output.set(this.#bytes.subarray(CONTENT_AT, CONTENT_AT + made), outputAt)
          this.inputLeft = inputSize - used
          this.outputLeft = outputSize - made
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
  #inflateShort(input: Uint8Array, inputAt: number, inputSize: number, outputSize: number): number {
    const size = Math.min(inputSize, streamSizeMax(outputSize))
    // V8 copies into shared memory by words only where source and target are words: up to seven bytes more are copied.
    const before = Math.min((input.byteOffset + inputAt) & 7, inputAt)
    this.#bytes.set(input.subarray(inputAt - before, inputAt + size), STREAM_AT)
    const from = STREAM_AT + before
    const roomEnd = CONTENT_AT + outputSize
    return this.#functions.inflate(from, from + size, CONTENT_AT, roomEnd, CONTENT_AT, WORK_AT) - from
  }
}
