/** A thread that helps to resolve the deltas of a pack. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ResolutionTask } from '../../pack/indexing/resolution-task.js'
import { helpResolving } from '../../pack/indexing/resolve-units.js'
import { type Elsewhere, ObjectsElsewhere } from './objects-elsewhere.js'

/** What the thread is started with. */
export interface ResolvingWork {
  readonly task: ResolutionTask
  readonly elsewhere: Elsewhere | undefined
}

function main({ task, elsewhere }: ResolvingWork): void {
  using existing = elsewhere && new ObjectsElsewhere(elsewhere)
  try {
    helpResolving(task, existing)
  } catch {
    // Whoever has asked for help sees that there is a fault, and finds it again.
  }
}

if (parentPort) main(workerData as ResolvingWork)
