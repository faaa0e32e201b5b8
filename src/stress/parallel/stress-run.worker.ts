/** A thread or a process of a stress run: takes its setup, runs it, and sends home how far it is and what it found. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { runHere } from '../run/run-here.js'
import type { RunSetup } from '../run/run-setup.js'
import { CANCEL, type FromRun } from './messages.js'

const send = (message: FromRun, onSent: () => void = () => undefined): void => {
  if (parentPort) parentPort.postMessage(message)
  else process.send!(message, onSent)
}

let isCancelled = false

async function run(setup: RunSetup): Promise<FromRun> {
  try {
    const part = await runHere(setup, {
      onProgress: (progress) => {
        send({ kind: 'progress', progress })
      },
      isCancelled: () => isCancelled,
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
  // Ctrl-C reaches every process of a terminal's group: the parent says what is to be done.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  process.once('disconnect', () => {
    isCancelled = true
  })
  process.on('message', (message) => {
    if (message === CANCEL) isCancelled = true
  })
  process.once('message', (setup: RunSetup) => {
    void run(setup).then((message) => {
      // A channel that is closed drops what it has not sent.
      send(message, () => {
        process.disconnect()
      })
    })
  })
}
