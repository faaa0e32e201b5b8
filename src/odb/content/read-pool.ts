/**
 * Reads that other threads do, so that the event loop of this one never waits for a disk.
 *
 * Threads are started when they are first needed, and let the process end while nothing is asked of them.
 */
import type { Worker } from 'node:worker_threads'
import { END } from '../../base/end-thread.js'
import { startWorker } from '../../base/start-worker.js'
import type { GitObject } from '../../object/git-object.js'
import { ThreadError } from '../errors.js'
import type { ObjectSource } from '../object-source.js'
import { receiveError, type SentError } from '../thread-errors.js'
import { sendSource, threadsWithin } from '../thread-source.js'

/** Two, so that one may wait for the disk while the other inflates. */
const THREADS = 2

export interface ReadRequest {
  readonly id: number
  readonly raw: Uint8Array
}

export type ReadAnswer =
  | { readonly kind: 'object'; readonly id: number; readonly object: GitObject | undefined }
  | { readonly kind: 'error'; readonly id: number; readonly error: SentError }
  | { readonly kind: 'warning'; readonly message: string }

interface Pending {
  readonly resolve: (object: GitObject | undefined) => void
  readonly reject: (error: unknown) => void
}

/** A thread, and what it has been asked for. */
class Reader {
  readonly pending = new Map<number, Pending>()
  readonly #worker: Worker
  readonly #onEnd: (reader: Reader) => void

  constructor(worker: Worker, onWarning: (message: string) => void, onEnd: (reader: Reader) => void) {
    this.#worker = worker
    this.#onEnd = onEnd
    worker.unref()
    worker.on('message', (answer: ReadAnswer) => {
      if (answer.kind === 'warning') onWarning(answer.message)
      else this.#settle(answer)
    })
    worker.on('error', (error) => {
      this.#end(new ThreadError('readAsync', `a thread has died: ${error.message}`, { cause: error }))
    })
    worker.on('exit', (code) => {
      this.#end(new ThreadError('readAsync', `a thread has ended with status ${code}`))
    })
  }

  ask(request: ReadRequest, pending: Pending): void {
    // Somebody waits for the answer, so the process must not end before it is there.
    if (this.pending.size === 0) this.#worker.ref()
    this.pending.set(request.id, pending)
    this.#worker.postMessage(request)
  }

  /** Asks the thread to end, which it does when it has answered what it was asked before. */
  close(): void {
    this.#worker.postMessage(END)
  }

  #settle(answer: Exclude<ReadAnswer, { kind: 'warning' }>): void {
    const pending = this.pending.get(answer.id)
    this.pending.delete(answer.id)
    if (this.pending.size === 0) this.#worker.unref()
    if (answer.kind === 'error') pending?.reject(receiveError(answer.error))
    else pending?.resolve(answer.object)
  }

  #end(error: ThreadError): void {
    this.#onEnd(this)
    for (const { reject } of this.pending.values()) reject(error)
    this.pending.clear()
  }
}

export class ReadPool {
  readonly #source: ObjectSource
  readonly #threads: number
  #readers: Reader[] = []
  #nextId = 0

  constructor(source: ObjectSource) {
    this.#source = source
    this.#threads = threadsWithin(source, THREADS)
  }

  /** Undefined: there is no such object. Rejects as `ObjectSource.read` throws, and with {@link ThreadError}. */
  async read(raw: Uint8Array): Promise<GitObject | undefined> {
    const reader = this.#leastBusy()
    return new Promise((resolve, reject) => {
      reader.ask({ id: this.#nextId++, raw }, { resolve, reject })
    })
  }

  #leastBusy(): Reader {
    const [first] = this.#readers.sort((a, b) => a.pending.size - b.pending.size)
    if (first && (first.pending.size === 0 || this.#readers.length === this.#threads)) return first
    const worker = startWorker(new URL('./read.worker.js', import.meta.url), {
      workerData: sendSource(this.#source, this.#threads),
    })
    const reader = new Reader(
      worker,
      (message) => {
        this.#source.warn(message)
      },
      (ended) => {
        this.#readers = this.#readers.filter((other) => other !== ended)
      },
    )
    this.#readers.push(reader)
    return reader
  }

  /** Ends the threads when they have answered; may be called again. */
  close(): void {
    for (const reader of this.#readers) reader.close()
    this.#readers = []
  }
}
