/** One object's content as a stream of Node's. */
import { Readable } from 'node:stream'
import { ContentStream } from './content-stream.js'

/** Bytes of a chunk. */
const CHUNK_SIZE = 256 * 1024

export interface ReadStreamOptions {
  /** Where in the content the stream begins. Default: 0. */
  readonly offset?: number
  /** Bytes at most. Default: up to the end. */
  readonly length?: number
  /** Bytes that may wait for whoever reads. Default: 512 KiB. */
  readonly highWaterMark?: number
}

/** @param open Called when the first bytes are wanted; what it throws becomes an `error` event. */
export function objectReadable(
  open: () => ContentStream,
  { offset = 0, length = Infinity, highWaterMark = 2 * CHUNK_SIZE }: ReadStreamOptions,
): Readable {
  let content: ContentStream | undefined
  let left = length
  return new Readable({
    highWaterMark,
    read() {
      try {
        if (!content) {
          content = open()
          content.skip(offset)
        }
        // A chunk belongs to whoever gets it, so each has memory of its own.
        const room = Math.min(CHUNK_SIZE, left, Math.max(1, content.size - offset))
        const chunk = Buffer.allocUnsafeSlow(room)
        const size = room > 0 ? content.read(chunk) : 0
        left -= size
        if (size === 0) content.finish()
        this.push(size > 0 ? chunk.subarray(0, size) : null)
      } catch (error) {
        this.destroy(error as Error)
      }
    },
    destroy(error, callback) {
      content?.close()
      callback(error)
    },
  })
}
