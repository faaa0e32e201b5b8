/**
 * Makes dist/cli/code-cache/ for the Node that runs it: what V8 has compiled of the command's chunks after short runs of
 * it (scripts/build/code-cache.js). Run by another Node on the same dist/, it adds that one's.
 *
 * Only what these runs call is in it; the rest is compiled when it is called, as ever.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { cacheFile, cacheFolder } from './build/code-cache.js'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const DIST = join(ROOT, 'dist/cli')
const CHUNKS = join(ROOT, 'dist/chunks')
const REPOSITORY = join(ROOT, 'fixtures/lighthouse.git')
const FOLDER = join(DIST, cacheFolder())

/** Runs in processes of their own; a chunk's cache is made by the first in which it is loaded. */
const RUNS = [
  // The chunk that all share has what `cat-file` needs, and no more: reading the cache takes its time as well.
  [
    ['cat-file', '-p', 'HEAD'],
    ['cat-file', '-p', 'HEAD:README.md'],
  ],
  [['rev-parse', 'HEAD']],
  [['ls-tree', 'HEAD']],
  [['rev-list', '-n', '1', 'HEAD']],
]

/** No data, and the sum of none. */
const EMPTY = Buffer.alloc(4)

const [run] = process.argv.slice(2)
if (run === undefined) makeAll()
else await record(JSON.parse(run))

function makeAll() {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  // A chunk without a cache would be loaded in the usual way, and could not be recorded.
  const chunks = readdirSync(CHUNKS).filter((name) => name.endsWith('.js'))
  for (const name of chunks) writeFileSync(cacheOf(name), EMPTY)
  for (const run of RUNS) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(run)], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {},
    })
    if (status !== 0) throw new Error(`no code cache from ${run.join(', ')}`)
  }
  let bytes = 0
  for (const name of chunks) {
    const { size } = statSync(cacheOf(name))
    bytes += size
    if (size === EMPTY.length) rmSync(cacheOf(name))
  }
  console.log(`${FOLDER}: ${bytes} bytes`)
}

function cacheOf(chunk) {
  return join(FOLDER, `${chunk}.cache`)
}

/** Runs the program as built, with each of `argumentLists`, and writes what was compiled. */
async function record(argumentLists) {
  const scripts = new Map()
  const exported = []
  vm.Script = class extends vm.Script {
    constructor(code, options) {
      // V8 12 and older keep the path for stack traces: it must not be one of this machine, nor a slice of one.
      const name = Buffer.from(basename(options.filename)).toString()
      super(code, { ...options, filename: `packmap/dist/chunks/${name}`, cachedData: undefined })
      this.cachedDataRejected = false
      scripts.set(name, this)
    }
    runInThisContext() {
      const run = super.runInThisContext()
      return (exports, ...others) => {
        exported.push(exports)
        run(exports, ...others)
      }
    }
  }
  const [first, ...others] = argumentLists
  process.chdir(REPOSITORY)
  process.argv.splice(2, Infinity, ...first)
  createRequire(import.meta.url)(join(DIST, 'main.js'))
  await new Promise((resolve) => process.once('beforeExit', resolve))
  const program = exported.flatMap((exports) => Object.values(exports)).find((value) => value?.runProcess)
  for (const list of others) {
    process.argv.splice(2, Infinity, ...list)
    await program.runProcess()
    if (process.exitCode) process.exit()
  }
  for (const [name, script] of scripts) {
    // Taken from a cache, V8 12 and older no longer know what import() is to do.
    const imports = /\bimport\(/.test(readFileSync(join(CHUNKS, name), 'latin1'))
    if (statSync(cacheOf(name)).size === EMPTY.length && !imports)
      writeFileSync(cacheOf(name), cacheFile(script))
  }
}
