/**
 * Worker threads, from the package and from the source alike.
 *
 * A worker's entry is a file `x.worker.ts`, a name that no other folder has, and whoever starts it names it as
 * `new URL('./x.worker.js', import.meta.url)`, in exactly these words: the build looks for them.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker.
 *
 * @param entry `new URL('./x.worker.js', import.meta.url)`. Where only `x.worker.ts` is there, in a clone, the worker
 *   runs that through tsx.
 */
export function startWorker(entry: URL, options: WorkerOptions = {}): Worker {
  if (existsSync(fileURLToPath(entry))) return new Worker(entry, options)
  const tsx = import.meta.resolve('tsx/esm/api')
  const source = entry.href.replace(/\.js$/, '.ts')
  // Not `execArgv: ['--import', 'tsx']`: Node 20 does not ask tsx about the entry itself.
  const script = `import('${tsx}').then(({ register }) => { register(); return import('${source}') })`
  return new Worker(script, { ...options, eval: true })
}
