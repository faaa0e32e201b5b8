/**
 * In a clone: workers run from their source, through tsx. In the package installed-worker.ts takes this file's place.
 */
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from 'node:worker_threads'
import { Worker } from 'node:worker_threads'

/** A worker whose entry is not at `entry`, where the code that starts it expects it. */
export function workerElsewhere(entry: URL, options: WorkerOptions): Worker {
  const tsx = import.meta.resolve('tsx/esm/api')
  // Not `execArgv: ['--import', 'tsx']`: Node 20 does not ask tsx about the entry itself.
  const script = `import('${tsx}').then(({ register }) => { register(); return import('${sourceOf(entry).href}') })`
  return new Worker(script, { ...options, eval: true })
}

/** What `fork` takes to run the same in a process. */
export function forkElsewhere(entry: URL): [path: string, options: { execArgv: string[] }] {
  return [fileURLToPath(sourceOf(entry)), { execArgv: ['--import', import.meta.resolve('tsx')] }]
}

function sourceOf(entry: URL): URL {
  return new URL(entry.href.replace(/\.js$/, '.ts'))
}
