/**
 * The fuzzer: `npm run fuzz -- [--seconds N] [--seed N] [--only name[,name…]]`.
 *
 * Each target gets an equal share of the time, in a worker that is watched: one that stops (a hang) or dies (out of
 * memory) leaves the input behind that did it. What is found goes to `fixtures/malformed/<target>/`, which the
 * ordinary tests replay.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { HEADER_SIZE, INPUT_LENGTH, INPUT_MAX, RUNS, type WorkerReport, type WorkerTask } from './protocol.js'
import { FIXTURES } from './seeds.js'
import type { FuzzTarget } from './target.js'
import { TARGETS } from './targets.js'

const SECONDS_DEFAULT = 60
/** No input takes a hundredth of that. */
const HANG_MS = 20_000
const HEAP_MEBIBYTES = 1024

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const seconds = Number(values.seconds ?? SECONDS_DEFAULT)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const wanted = values.only?.split(',')
const targets = TARGETS.filter(({ name }) => wanted?.includes(name) ?? true)
if (targets.length === 0 || !(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error(
    `usage: npm run fuzz -- [--seconds N] [--seed N] [--only ${TARGETS.map(({ name }) => name).join('|')}]`,
  )
  process.exit(129)
}

console.log(`seed ${seed}, ${targets.length} targets, ${seconds} s`)
let found = 0
for (const target of targets) if (!(await fuzz(target, (seconds * 1000) / targets.length))) found++
process.exitCode = found === 0 ? 0 : 1

/** Whether nothing was found. */
async function fuzz({ name }: FuzzTarget, milliseconds: number): Promise<boolean> {
  const shared = new SharedArrayBuffer(HEADER_SIZE + INPUT_MAX)
  const task: WorkerTask = { name, seed, milliseconds, shared }
  const outcome = await watched(task)
  const input = typeof outcome === 'string' ? currentInput(shared) : outcome.failure?.input
  if (input === undefined) {
    console.log(`${name}: ${(outcome as WorkerReport).runs} inputs, nothing found`)
    return true
  }
  const folder = join(FIXTURES, 'malformed', name)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${createHash('sha1').update(input).digest('hex').slice(0, 12)}.bin`)
  writeFileSync(file, input)
  const what =
    typeof outcome === 'string' ? outcome : `seed ${outcome.failure!.seed}: ${outcome.failure!.error}`
  console.log(`${name}: FOUND ${what}\n${name}: ${input.length} bytes are in ${relative('.', file)}`)
  return false
}

/** What the worker reports, or what became of it. */
function watched(task: WorkerTask): Promise<WorkerReport | string> {
  const numbers = new Int32Array(task.shared, 0, HEADER_SIZE / 4)
  const worker = new Worker(new URL('./start-worker.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES },
  })
  return new Promise((resolve) => {
    let seen = 0
    const watch = setInterval(() => {
      const runs = Atomics.load(numbers, RUNS)
      if (runs === seen && runs > 0) end(`no answer after ${HANG_MS} ms`)
      seen = runs
    }, HANG_MS)
    const end = (outcome: WorkerReport | string): void => {
      clearInterval(watch)
      resolve(outcome)
      // One that reports ends by itself, and takes its folders with it.
      if (typeof outcome === 'string') void worker.terminate()
    }
    worker.on('message', (report: WorkerReport) => {
      end(report)
    })
    worker.on('error', (error) => {
      if (Atomics.load(numbers, RUNS) === 0) throw error
      end(`the worker died: ${error.message}`)
    })
  })
}

function currentInput(shared: SharedArrayBuffer): Uint8Array {
  const length = Atomics.load(new Int32Array(shared, 0, HEADER_SIZE / 4), INPUT_LENGTH)
  return new Uint8Array(shared, HEADER_SIZE, length).slice()
}
