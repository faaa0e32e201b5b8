/**
 * Takes the place of worker-elsewhere.ts in the package: workers of code that a bundler has moved away from them.
 *
 * A program that is one file has no worker entries beside it. If packmap is installed where the program runs, in the same
 * version, its workers are taken from there.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Written in by the build. */
declare const PACKMAP_VERSION: string

/** @throws {Error} The worker is nowhere; says what to tell the bundler. */
export function workerElsewhere(entry: URL, options: WorkerOptions): Worker {
  return new Worker(installed(entry), options)
}

/** What `fork` takes to run the same in a process. */
export function forkElsewhere(entry: URL): [path: string, options: { execArgv: string[] }] {
  return [installed(entry), { execArgv: [] }]
}

function installed(entry: URL): string {
  const name = entry.href.slice(entry.href.lastIndexOf('/') + 1)
  for (const base of [fileURLToPath(entry), resolve(process.argv[1] ?? 'main.js')]) {
    try {
      const require = createRequire(base)
      const manifest = require.resolve('packmap/package.json')
      const path = join(dirname(manifest), 'dist/workers', name)
      if ((require(manifest) as { version?: string }).version === PACKMAP_VERSION && existsSync(path))
        return path
    } catch {
      // Not installed as seen from there.
    }
  }
  throw new Error(
    `packmap's worker threads need their file ${name}, and it is not at ${entry.href}. If a bundler has made this ` +
      `program, mark packmap as external, or install packmap ${PACKMAP_VERSION} beside it`,
  )
}
