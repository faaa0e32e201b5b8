/**
 * A scan over worker threads, from the thread that asks for it.
 *
 * Each thread opens the database for itself, with its share of what may be mapped and cached. The first one lists the
 * packs, builds the tables of the large ones in shared memory and cuts them into units; then all take one job after
 * another by counting up a shared number.
 */
import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import type { PackmapError } from '../../base/errors.js'
import { startWorker } from '../../base/start-worker.js'
import { ThreadError } from '../errors.js'
import { HeldFileSet } from '../held-packs.js'
import type { ObjectSource } from '../object-source.js'
import { receiveError } from '../thread-errors.js'
import { sendSource, threadsWithin } from '../thread-source.js'
import { countEntries, type ScanControl, type ScanSummary } from './scan-here.js'
import { type ForOthers, type FromThread, SHOWN, STOP, type ThreadTask } from './scan-messages.js'
import { type ScanOptions, scanSettings } from './scan-options.js'
import type { VisitorModule } from './thread-visitor.js'

/** How often progress is told and memory that others wait for is given back. */
const TICK_MS = 100
/** How long threads that are told to stop may take before they are ended. */
const GRACE_MS = 2000

export interface ThreadScanOptions extends ScanOptions, ScanControl {
  /** Worker threads. Default: as many as the machine runs at once. Fewer where `maxMemorySize` is less than 4 MiB each. */
  readonly threads?: number
}

/**
 * Scans over threads; without a module, objects are only made and checked.
 *
 * Rejects with what a visitor throws, the reason of the signal, the first damage where nobody is told of it, and
 * {@link ThreadError} where a thread dies.
 */
export async function scanInThreads<Result>(
  source: ObjectSource,
  visitor: VisitorModule | undefined,
  options: ThreadScanOptions,
): Promise<ScanSummary<Result>> {
  const { threads: wanted = availableParallelism(), signal } = options
  if (!(Number.isSafeInteger(wanted) && wanted >= 1)) {
    throw new RangeError(`threads must be a whole number from 1 on, not ${wanted}`)
  }
  signal?.throwIfAborted()
  const threads = threadsWithin(source, wanted)
  const settings = scanSettings(options, source.core.verify)
  const shared = new Int32Array(new SharedArrayBuffer((SHOWN + threads) * 4))
  using held = new HeldFileSet(source)
  const run = new ThreadedScan<Result>(source, options, shared, threads)
  source.end()
  source.manager.collect() // what is not in use here may be mapped there
  const task: Omit<ThreadTask, 'thread'> = {
    source: sendSource(source, threads),
    held: held.packs,
    settings,
    module: visitor && String(visitor.module),
    export: visitor?.export ?? 'default',
    data: visitor?.data,
    threads,
    shared,
  }
  return await run.run(task)
}

class ThreadedScan<Result> {
  readonly #source: ObjectSource
  readonly #options: ThreadScanOptions
  readonly #shared: Int32Array
  readonly #threads: number
  #hasVisitor = false
  readonly #workers: Worker[] = []
  readonly #results: Result[] = []
  readonly #isDone: boolean[] = []
  #damaged = 0
  #fault: { readonly error: unknown } | undefined

  constructor(source: ObjectSource, options: ThreadScanOptions, shared: Int32Array, threads: number) {
    this.#source = source
    this.#options = options
    this.#shared = shared
    this.#threads = threads
  }

  async run(task: Omit<ThreadTask, 'thread'>): Promise<ScanSummary<Result>> {
    const { signal, onProgress } = this.#options
    this.#hasVisitor = task.module !== undefined
    const total = onProgress ? countEntries(this.#source) : 0
    const report = (): void => {
      const objects = this.#shown()
      onProgress?.({ objects, total: Math.max(total, objects) })
    }
    const abort = (): void => {
      this.#fail(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
    const ticks = setInterval(() => {
      this.#source.manager.pool.yieldToOthers()
      this.#guard(report)
    }, TICK_MS)
    try {
      const ends = Array.from({ length: this.#threads }, (_, thread) => this.#start({ ...task, thread }))
      await Promise.all(ends)
      if (!this.#fault) this.#guard(report)
    } finally {
      clearInterval(ticks)
      signal?.removeEventListener('abort', abort)
    }
    if (this.#fault) throw this.#fault.error
    return { objects: this.#shown(), damaged: this.#damaged, results: this.#results }
  }

  /** Starts a thread; resolves when it has ended, however it did. */
  async #start(task: ThreadTask): Promise<void> {
    const worker = startWorker(new URL('./scan.worker.js', import.meta.url), { workerData: task })
    this.#workers.push(worker)
    worker.on('message', (message: FromThread) => {
      this.#guard(() => {
        this.#take(message, task.thread)
      })
    })
    worker.on('error', (error) => {
      this.#fail(new ThreadError('scan', `a thread has died: ${error.message}`, { cause: error }))
    })
    await new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        if (this.#isDone[task.thread] !== true) {
          this.#fail(
            new ThreadError('scan', `a thread has ended with status ${code} before its work was done`),
          )
        }
        resolve()
      })
    })
  }

  #take(message: FromThread, thread: number): void {
    switch (message.kind) {
      case 'table':
      case 'plan':
        for (const [other, worker] of this.#workers.entries()) if (other !== thread) tell(worker, message)
        break
      case 'damage':
        this.#damage(message.oid, receiveError(message.error) as PackmapError)
        break
      case 'warning':
        this.#source.warn(message.message)
        break
      case 'failed':
        this.#fail(receiveError(message.error))
        break
      case 'done':
        this.#isDone[thread] = true
        if (this.#hasVisitor) this.#results[thread] = message.result as Result
        Atomics.store(this.#shared, SHOWN + thread, message.shown)
        break
    }
  }

  #damage(oid: string | undefined, error: PackmapError): void {
    const { onDamage } = this.#options
    this.#damaged++
    if (onDamage) onDamage(oid, error)
    else this.#fail(error)
  }

  /** Has everybody stop; the first reason is the one that is told. */
  #fail(error: unknown): void {
    if (this.#fault) return
    this.#fault = { error }
    Atomics.store(this.#shared, STOP, 1)
    // Who waits for the plan does not look: there is none in this.
    for (const worker of this.#workers) tell(worker, { kind: 'plan', plan: { packs: [] } })
    setTimeout(() => {
      for (const worker of this.#workers) void worker.terminate()
    }, GRACE_MS).unref()
  }

  /** What a caller's function throws ends the scan, and not the process. */
  #guard(callback: () => void): void {
    try {
      callback()
    } catch (error) {
      this.#fail(error)
    }
  }

  #shown(): number {
    let shown = 0
    for (let thread = 0; thread < this.#threads; thread++) shown += Atomics.load(this.#shared, SHOWN + thread)
    return shown
  }
}

function tell(worker: Worker, message: ForOthers): void {
  worker.postMessage(message)
}
