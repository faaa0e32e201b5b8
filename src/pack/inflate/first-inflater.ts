/**
 * The inflater of whoever reads few objects: short streams without zlib, and zlib when it is worth loading.
 *
 * `node:zlib` with a handle and its self-test takes three milliseconds, which is most of what reading one commit
 * takes; inflating that in JavaScript takes some tenths of one. So the first few streams are tried here, and what is
 * not short and well-formed, or comes later, is left to the general inflater: it alone says what is wrong with one.
 */
import type { Inflater, InflaterName, InflateStatus } from './inflater.js'
import { inflateWhole } from './stream-head.js'

/** Streams that are tried here: those of a few objects with short chains. */
const STREAMS_MAX = 16
/** Room for a longer content is no sign of a short stream, in bytes. */
const ROOM_MAX = 4096

export class FirstInflater implements Inflater {
  inputLeft = 0
  outputLeft = 0
  readonly #create: () => Inflater
  #general: Inflater | undefined
  #tried = 0

  /** @param create Makes the general inflater; called once, before the first stream that is left to it. */
  constructor(create: () => Inflater) {
    this.#create = create
  }

  get name(): InflaterName {
    return this.#need().name
  }

  get wantsWhole(): boolean {
    return this.#general === undefined || this.#general.wantsWhole === true
  }

  get fault(): string {
    return this.#general?.fault ?? ''
  }

  reset(): void {
    this.#general?.reset()
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
    // Streams that were done here have ended, so that until there is a general inflater each step begins a stream.
    if (this.#general === undefined && isLast && outputSize <= ROOM_MAX && this.#tried++ < STREAMS_MAX) {
      const room = output.subarray(outputAt, outputAt + outputSize)
      const ended = inflateWhole(input, inputAt, inputAt + inputSize, room)
      if (ended) {
        this.inputLeft = inputAt + inputSize - ended.inputEnd
        this.outputLeft = outputSize - ended.size
        return 'end'
      }
    }
    const general = this.#need()
    const status = general.step(input, inputAt, inputSize, output, outputAt, outputSize, isLast)
    this.inputLeft = general.inputLeft
    this.outputLeft = general.outputLeft
    return status
  }

  #need(): Inflater {
    if (this.#general === undefined) {
      this.#general = this.#create()
      this.#general.reset()
    }
    return this.#general
  }
}
