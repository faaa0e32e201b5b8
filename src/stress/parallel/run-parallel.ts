/** One setup run by several threads, or by several processes, at a time. */
import { forkWorker, startWorker } from '../../base/start-worker.js'
import type { RunPart, RunProgress, RunSetup } from '../run/run-setup.js'
import { CANCEL, type FromRun } from './messages.js'

const LOOK_MS = 50

/** Told of each part's progress by the number of the part. */
export type OnPartProgress = (part: number, progress: RunProgress) => void

/** What {@link startWorker} gives and what `fork` gives, as far as they are alike. */
interface Running {
  on(event: 'message', listener: (message: FromRun) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'exit' | 'close', listener: (code: number | null, signal?: string | null) => void): unknown
}

/** @throws {Error} One of them could not run, or ended before it was done: the engine crashed, say. */
export async function runInThreads(
  setups: readonly RunSetup[],
  onProgress: OnPartProgress,
  isCancelled: () => boolean,
): Promise<RunPart[]> {
  const stop = whenCancelled(isCancelled, () => {
    for (const { cancelled } of setups) if (cancelled) Atomics.store(new Int32Array(cancelled), 0, 1)
  })
  const parts = Promise.all(
    setups.map((setup, part) => {
      const worker = startWorker(new URL('./stress-run.worker.js', import.meta.url), { workerData: setup })
      return partOf(worker, 'exit', (progress) => {
        onProgress(part, progress)
      })
    }),
  )
  return await parts.finally(stop)
}

/** As {@link runInThreads}, in processes. */
export async function runInProcesses(
  setups: readonly RunSetup[],
  onProgress: OnPartProgress,
  isCancelled: () => boolean,
): Promise<RunPart[]> {
  const children = setups.map(() => forkWorker(new URL('./stress-run.worker.js', import.meta.url)))
  const stop = whenCancelled(isCancelled, () => {
    for (const child of children) if (child.connected) child.send(CANCEL)
  })
  const parts = Promise.all(
    setups.map((setup, part) => {
      const child = children[part]!
      child.send(setup)
      // What it has sent may come after its exit, but not after this.
      return partOf(child, 'close', (progress) => {
        onProgress(part, progress)
      })
    }),
  )
  return await parts.finally(stop)
}

/** Looks now and then whether all shall end, and then tells them once; until the answer is called. */
function whenCancelled(isCancelled: () => boolean, tell: () => void): () => void {
  const timer = setInterval(() => {
    if (!isCancelled()) return
    clearInterval(timer)
    tell()
  }, LOOK_MS)
  return () => {
    clearInterval(timer)
  }
}

/** @param ending The event after which no message comes any more. */
function partOf(
  running: Running,
  ending: 'exit' | 'close',
  onProgress: (progress: RunProgress) => void,
): Promise<RunPart> {
  return new Promise((resolve, reject) => {
    running.on('message', (message) => {
      if (message.kind === 'progress') onProgress(message.progress)
      else if (message.kind === 'part') resolve(message.part)
      else reject(new Error(message.message))
    })
    running.on('error', reject)
    running.on(ending, (code, signal) => {
      reject(new Error(`a part of the run ended early, with ${signal ?? `status ${code ?? 0}`}`))
    })
  })
}
