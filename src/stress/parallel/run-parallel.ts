/** One setup run by several threads, or by several processes, at a time. */
import { forkWorker, startWorker } from '../../base/start-worker.js'
import type { RunPart, RunProgress, RunSetup } from '../run/run-setup.js'
import type { FromRun } from './messages.js'

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
): Promise<RunPart[]> {
  return await Promise.all(
    setups.map((setup, part) => {
      const worker = startWorker(new URL('./stress-run.worker.js', import.meta.url), { workerData: setup })
      return partOf(worker, 'exit', (progress) => {
        onProgress(part, progress)
      })
    }),
  )
}

/** As {@link runInThreads}, in processes. */
export async function runInProcesses(
  setups: readonly RunSetup[],
  onProgress: OnPartProgress,
): Promise<RunPart[]> {
  return await Promise.all(
    setups.map((setup, part) => {
      const child = forkWorker(new URL('./stress-run.worker.js', import.meta.url))
      child.send(setup)
      // What it has sent may come after its exit, but not after this.
      return partOf(child, 'close', (progress) => {
        onProgress(part, progress)
      })
    }),
  )
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
