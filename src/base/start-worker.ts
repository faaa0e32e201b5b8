/**
 * Worker threads, from the package and from the source alike.
 *
 * A worker's entry is a file `x.worker.ts`, a name that no other folder has, and whoever starts it names it as
 * `new URL('./x.worker.js', import.meta.url)`, in exactly these words: the build looks for them.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { forkElsewhere, workerElsewhere } from './worker-elsewhere.js'

/**
 * Starts a worker.
 *
 * @param entry `new URL('./x.worker.js', import.meta.url)`.
 */
export function startWorker(entry: URL, options: WorkerOptions = {}): Worker {
  return isThere(entry) ? new Worker(entry, options) : workerElsewhere(entry, options)
}

/** Runs the entry of a worker as a process. */
export function forkWorker(entry: URL): ChildProcess {
  return isThere(entry) ? fork(fileURLToPath(entry)) : fork(...forkElsewhere(entry))
}

function isThere(entry: URL): boolean {
  return existsSync(fileURLToPath(entry))
}
