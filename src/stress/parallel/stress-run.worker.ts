/** A thread or a process of a stress run: takes its setup, runs it, and sends home how far it is and what it found. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { runHere } from '../run/run-here.js'
import type { RunSetup } from '../run/run-setup.js'
import type { FromRun } from './messages.js'

const send = (message: FromRun): void => {
  if (parentPort) parentPort.postMessage(message)
  else process.send!(message)
}

async function run(setup: RunSetup): Promise<void> {
  try {
    const part = await runHere(setup, {
      onProgress: (progress) => {
        send({ kind: 'progress', progress })
      },
    })
    send({ kind: 'part', part })
  } catch (error) {
    send({ kind: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

if (!isMainThread) {
  await run(workerData as RunSetup)
} else {
  process.once('message', (setup: RunSetup) => {
    void run(setup).then(() => {
      process.disconnect()
    })
  })
}
