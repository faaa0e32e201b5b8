/** A thread that helps to index or to verify a pack: it does what it is sent, and ends when it is sent nothing more. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { END, endThread } from '../../base/end-thread.js'
import type { HelperWork } from '../../pack/threads/pack-helpers.js'
import { performWork } from '../../pack/threads/perform-work.js'
import { type Elsewhere, ObjectsElsewhere } from './objects-elsewhere.js'

/** What the thread is started with. */
export interface HelperSetting {
  readonly elsewhere: Elsewhere | undefined
}

/** What the thread is sent; {@link END}: that was all. */
export type HelperMessage = HelperWork | typeof END

function main({ elsewhere }: HelperSetting, port: MessagePort): void {
  const existing = elsewhere && new ObjectsElsewhere(elsewhere)
  port.on('message', (message: HelperMessage) => {
    if (message === END) {
      existing?.[Symbol.dispose]()
      endThread(port)
      return
    }
    try {
      performWork(message, existing)
    } catch {
      // Whoever has asked for help sees that there is a fault, and finds it again.
    }
  })
}

if (parentPort) main(workerData as HelperSetting, parentPort)
