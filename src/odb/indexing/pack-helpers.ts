/** Worker threads that help to index or to verify a pack. */
import { availableParallelism } from 'node:os'
import { addressesLeft, THREAD_ADDRESSES } from '../../base/process-limits.js'
import { END } from '../../base/end-thread.js'
import { startWorker } from '../../base/start-worker.js'
import type { PackHelper, PackHelpers } from '../../pack/threads/pack-helpers.js'
import type { Elsewhere } from './objects-elsewhere.js'
import type { HelperMessage, HelperSetting } from './pack-helper.worker.js'

/** What one thread does before another has started and come to terms with V8. */
const ENTRIES_MIN = 20_000

/**
 * @param threads How many are to work, the calling one included; undefined: as many as the machine runs at once, where
 *   the pack is large enough.
 * @param elsewhere Where the helpers find objects to compare with.
 */
export function packHelpers(threads: number | undefined, elsewhere: Elsewhere | undefined): PackHelpers {
  return {
    threads: Math.min(
      threads ?? threadsFor(availableParallelism()),
      1 + Math.floor(addressesLeft() / THREAD_ADDRESSES),
    ),
    entriesMin: threads === undefined ? ENTRIES_MIN : 0,
    start: () => startHelper({ elsewhere }),
  }
}

function startHelper(workerData: HelperSetting): PackHelper {
  const worker = startWorker(new URL('./pack-helper.worker.js', import.meta.url), { workerData })
  // One that dies is not missed: see `SharedJobs`. But the process waits until it has ended by itself: a thread that is
  // ended from without while it loads a native module has the whole process aborted.
  worker.on('error', () => undefined)
  const send = (message: HelperMessage): void => {
    worker.postMessage(message)
  }
  return {
    give: send,
    end() {
      send(END)
    },
  }
}

/** As many as git takes: beyond three they stand in one another's way. */
function threadsFor(processors: number): number {
  if (processors < 4) return processors
  if (processors < 6) return 3
  return Math.min(20, Math.floor(processors / 2))
}
