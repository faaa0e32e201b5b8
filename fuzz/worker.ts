/** Fuzzes one target until its time is over or something is found. */
import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { damagedInputs } from './mutations.js'
import { HEADER_SIZE, INPUT_LENGTH, INPUT_MAX, RUNS, type WorkerReport, type WorkerTask } from './protocol.js'
import { TARGETS } from './targets.js'

/** Inputs of one seed; then the next seed. */
const RUNS_PER_SEED = 1000

const { name, seed, milliseconds, shared } = workerData as WorkerTask
const target = TARGETS.find((one) => one.name === name)!
const numbers = new Int32Array(shared, 0, HEADER_SIZE / 4)
const current = new Uint8Array(shared, HEADER_SIZE)

function fuzz(): WorkerReport {
  const inputs = damagedInputs(target)
  const end = Date.now() + milliseconds
  let runs = 0
  for (let now = seed; Date.now() < end; now++) {
    const property = fc.property(inputs, (bytes) => {
      current.set(bytes.subarray(0, INPUT_MAX))
      Atomics.store(numbers, INPUT_LENGTH, Math.min(bytes.length, INPUT_MAX))
      Atomics.store(numbers, RUNS, ++runs)
      target.check(bytes)
    })
    const left = Math.max(1, end - Date.now())
    const details = fc.check(property, {
      seed: now,
      numRuns: RUNS_PER_SEED,
      interruptAfterTimeLimit: left,
      markInterruptAsFailure: false,
    })
    if (details.failed) {
      const [input] = details.counterexample!
      const { errorInstance } = details
      const error =
        errorInstance instanceof Error
          ? (errorInstance.stack ?? errorInstance.message)
          : String(errorInstance)
      return { runs, failure: { input, seed: now, error } }
    }
  }
  return { runs }
}

parentPort!.postMessage(fuzz())
