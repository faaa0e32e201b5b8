/**
 * One zlib stream after another, from bytes that lie anywhere into bytes that lie anywhere.
 *
 * The interface is the smallest that lets a stream cross windows of a mapped file and land in the middle of a larger
 * buffer, with no allocation in between.
 */
export interface Inflater {
  readonly name: InflaterName
  /** Bytes of input that the last {@link Inflater.step} left unread. */
  inputLeft: number
  /** Bytes of room that the last {@link Inflater.step} left unfilled. */
  outputLeft: number
  /** What was wrong, after a {@link Inflater.step} that answered `corrupt`. */
  fault: string

  /** Whether it still does without something that it would load for a short stream in pieces. Default: no. */
  readonly wantsWhole?: boolean

  /** Forgets the stream so far: the next step begins a new one. */
  reset(): void

  /**
   * Inflates until the input is used up, the room is filled, or the stream ends.
   *
   * Hot: once per entry and window. The range of the input and of the output must lie inside their arrays.
   *
   * @param isLast No more input follows this. When it is used up before the stream ends, what was inflated is
   *   undefined, and so are `inputLeft` and `outputLeft`.
   */
  step(
    input: Uint8Array,
    inputAt: number,
    inputSize: number,
    output: Uint8Array,
    outputAt: number,
    outputSize: number,
    isLast: boolean,
  ): InflateStatus
}

export type InflaterName = 'wasm' | 'zlib-handle' | 'pako'

/**
 * How a step ended. `end`: the stream is complete and its Adler-32 right. `input-used`: all input is used and the end
 * of the stream has not been seen. `output-full`: the room is filled and the end has not been seen. `corrupt`: this is
 * no zlib stream.
 */
export type InflateStatus = 'end' | 'input-used' | 'output-full' | 'corrupt'
