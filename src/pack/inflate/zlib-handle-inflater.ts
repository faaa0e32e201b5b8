/**
 * The inflater on Node's own zlib: the native handle inside one `zlib.createInflate()`, used again and again.
 *
 * `zlib.inflateSync` builds a stream object, a native handle and several buffers for each call; objects in packs are
 * so small (median 87 bytes) that this costs more than the inflating. The handle does 216,000 entries a second
 * against 110,000. It is not public API: {@link createZlibHandleInflater} checks the shape that it needs, the
 * self-test of `select.ts` checks what it does, and pako stands behind it.
 */
import { constants, createInflate } from 'node:zlib'
import type { InflateStatus, Inflater } from './inflater.js'

/** What this file needs of the handle (node: src/node_zlib.cc, `CompressionStream`). */
interface ZlibHandle {
  reset(): void
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputSize: number,
    output: Uint8Array,
    outputAt: number,
    outputSize: number,
  ): void
  /** Called by `writeSync` when zlib reports an error, and when the input ended before the stream. */
  onerror: (message: string, errno: number, code: string) => void
}

/** @throws {TypeError} This Node has no such handle. */
export function createZlibHandleInflater(): Inflater {
  const stream = createInflate() as unknown as { _handle?: ZlibHandle; _writeState?: Uint32Array }
  const handle = stream._handle
  const state = stream._writeState
  if (typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function') {
    throw new TypeError('zlib handle without reset and writeSync')
  }
  if (!(state instanceof Uint32Array) || state.length !== 2)
    throw new TypeError('zlib handle without write state')
  return new ZlibHandleInflater(stream, handle, state)
}

class ZlibHandleInflater implements Inflater {
  readonly name = 'zlib-handle'
  inputLeft = 0
  outputLeft = 0
  fault = ''
  #errno: number = constants.Z_OK

  constructor(
    readonly stream: object, // kept: its finaliser would close the handle
    readonly handle: ZlibHandle,
    readonly state: Uint32Array,
  ) {
    handle.onerror = (message, errno) => {
      this.#errno = errno
      this.fault = message
    }
  }

  reset(): void {
    this.handle.reset()
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
    this.#errno = constants.Z_OK
    // With Z_FINISH the handle tells "the stream is complete" from "the input ended first", and zlib is spared the
    // copy of its 32 KiB of history. But after the second answer the handle does not say how far it came, so
    // where more input may follow it cannot be used.
    const flush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
    this.handle.writeSync(flush, input, inputAt, inputSize, output, outputAt, outputSize)
    if (this.#errno !== constants.Z_OK) {
      return this.#errno === constants.Z_BUF_ERROR ? 'input-used' : 'corrupt'
    }
    const outputLeft = this.state[0]!
    const inputLeft = this.state[1]!
    this.outputLeft = outputLeft
    this.inputLeft = inputLeft
    if (outputLeft === 0) return 'output-full'
    // Without Z_FINISH only input that zlib did not want shows that the stream has ended.
    return isLast || inputLeft > 0 ? 'end' : 'input-used'
  }
}
