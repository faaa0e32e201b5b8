/**
 * The inflater in plain JavaScript, for a Node whose zlib handle is not what we know. About a fifth as fast.
 */
import type * as Pako from 'pako'
import { loadPackage } from '../../base/load-package.js'
import type { InflateStatus, Inflater } from './inflater.js'

/** Loaded when it is first wanted, which on the Nodes that we know is never. */
export function createPakoInflater(): Inflater {
  return new PakoInflater(loadPackage('pako') as typeof Pako)
}

class PakoInflater implements Inflater {
  readonly name = 'pako'
  inputLeft = 0
  outputLeft = 0
  fault = ''
  readonly #pako: typeof Pako
  readonly #stream: Pako.ZStream

  constructor(pako: typeof Pako) {
    this.#pako = pako
    this.#stream = new pako.ZStream()
    pako.zlibInflateInit(this.#stream)
  }

  reset(): void {
    this.#pako.zlibInflateReset(this.#stream)
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
    const stream = this.#stream
    stream.input = input
    stream.next_in = inputAt
    stream.avail_in = inputSize
    stream.output = output as Uint8Array<ArrayBuffer>
    stream.next_out = outputAt
    stream.avail_out = outputSize
    const { Z_FINISH, Z_SYNC_FLUSH, Z_STREAM_END, Z_OK, Z_BUF_ERROR } = this.#pako
    const status = this.#pako.zlibInflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
    this.inputLeft = stream.avail_in
    this.outputLeft = stream.avail_out
    if (status !== Z_STREAM_END && status !== Z_OK && status !== Z_BUF_ERROR) {
      this.fault = stream.msg || `zlib status ${status}`
      return 'corrupt'
    }
    if (this.outputLeft === 0) return 'output-full'
    return status === Z_STREAM_END ? 'end' : 'input-used'
  }
}
