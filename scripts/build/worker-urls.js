import { posix } from 'node:path'

const WORKER_URL = /new URL\(\s*(["'`])\.\/([\w-]+\.worker)\.js\1\s*,/g

/**
 * Lets `new URL('./x.worker.js', import.meta.url)` lead to the worker's entry from whatever chunk it ends up in.
 *
 * The source says it from the folder of `x.worker.ts`, as a program run from its source needs it. The file names of
 * workers are therefore unique in the whole of src/.
 *
 * @param {readonly string[]} workers Paths of the entries below src/ and dist/, without `.ts` or `.js`.
 */
export function workerUrls(workers) {
  const byName = new Map(workers.map((worker) => [posix.basename(worker), worker]))
  if (byName.size < workers.length) throw new Error(`two workers have one name: ${workers.join(', ')}`)
  return {
    name: 'worker-urls',
    renderChunk(code, chunk) {
      if (!WORKER_URL.test(code)) return null
      const from = posix.dirname(chunk.fileName)
      return code.replace(WORKER_URL, (_match, _quote, name) => {
        const worker = byName.get(name)
        if (worker === undefined)
          throw new Error(`${chunk.fileName} names ${name}, which is no worker of src/`)
        const path = posix.relative(from, `workers/${posix.basename(worker)}.js`)
        return `new URL(${JSON.stringify(path.startsWith('.') ? path : `./${path}`)},`
      })
    },
  }
}
