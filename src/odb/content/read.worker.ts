/** A thread that reads objects for a database whose own thread must not wait for a disk. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { END, endThread } from '../../base/end-thread.js'
import { encodeHex } from '../../object/oid.js'
import { sendError } from '../thread-errors.js'
import { receiveSource, type SentSource } from '../thread-source.js'
import type { ReadAnswer, ReadRequest } from './read-pool.js'

function serve(sent: SentSource, port: MessagePort): void {
  const source = receiveSource(sent, (message) => {
    port.postMessage({ kind: 'warning', message } satisfies ReadAnswer)
  })
  port.on('message', (request: ReadRequest | typeof END) => {
    if (request === END) {
      source[Symbol.dispose]()
      endThread(port)
      return
    }
    const { id, raw } = request
    try {
      const object = source.read(raw, encodeHex(raw))
      // In memory of its own, which goes over without being copied again.
      const data =
        object &&
        (object.data.byteLength === object.data.buffer.byteLength ? object.data : object.data.slice())
      const answer: ReadAnswer = { kind: 'object', id, object: object && { ...object, data: data! } }
      port.postMessage(answer, data ? [data.buffer as ArrayBuffer] : [])
    } catch (error) {
      port.postMessage({ kind: 'error', id, error: sendError(error) } satisfies ReadAnswer)
    } finally {
      source.end()
    }
  })
}

if (parentPort) serve(workerData as SentSource, parentPort)
