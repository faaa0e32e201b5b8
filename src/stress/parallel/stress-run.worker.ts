/** A thread or a process of a stress run: takes its setup, runs it, and sends home how far it is and what it found. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { runHere } from '../run/run-here.js'
import type { RunSetup } from '../run/run-setup.js'
import type { FromRun } from './messages.js'

const send = (message: FromRun, onSent: () => void = () => undefined): void => {
  if (parentPort) parentPort.postMessage(message)
  else process.send!(message, onSent)
}

async function run(setup: RunSetup): Promise<FromRun> {
  try {
    const part = await runHere(setup, {
      onProgress: (progress) => {
        send({ kind: 'progress', progress })
      },
    })
    return { kind: 'part', part }
  } catch (error) {
    return { kind: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

if (!isMainThread) {
  // No `await` here: the package is CommonJS.
  void run(workerData as RunSetup).then((message) => {
    send(message)
  })
} else {
  process.once('message', (setup: RunSetup) => {
    void run(setup).then((message) => {
      // A channel that is closed drops what it has not sent.
      send(message, () => {
        process.disconnect()
      })
    })
  })
}
