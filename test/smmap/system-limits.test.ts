/**
 * Limits of the system hold for soft managers, too, over all managers and threads of a process. Each test is a process of
 * its own, which says what `/proc` showed at most; V8 would end it if a limit were passed by much.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { defaultBackendChoice, selectBackend } from '../../src/smmap/backend/select-backend.js'
import { SlidingWindowMapManager } from '../../src/smmap/index.js'
import { buildEngine, MODULE_PATH } from '../support/built-command.js'
import { temporaryFolder } from '../support/git.js'
import { BACKENDS, HAS_PROC, mappedBytesOf, PAGE } from './support.js'

/** The engine as a bundle: a loader of TypeScript would need threads and memory itself. */
const ENGINE = await buildEngine(join(mkdtempSync(join(tmpdir(), 'packmap-engine-')), 'engine'))
afterAll(() => {
  rmSync(dirname(dirname(fileURLToPath(ENGINE))), { recursive: true })
})

const MIB = 1024 ** 2

/** What children have at hand. */
const PRELUDE = `
  import { readdirSync, readFileSync } from 'node:fs'
  import { Worker, isMainThread, workerData, parentPort } from 'node:worker_threads'
  const maps = (path) => readFileSync('/proc/self/maps', 'utf8').split('\\n').filter((line) => line.includes(path))
  const bytes = (path) => maps(path).reduce((sum, line) => {
    const [begin, end] = line.split(' ', 1)[0].split('-')
    return sum + parseInt(end, 16) - parseInt(begin, 16)
  }, 0)
  const outcome = (use) => {
    try { use(); return 'ok' } catch (error) { return error.constructor.name + ' ' + (/ulimit -v|max_map_count|maxOpenHandles/.exec(error.message)?.[0] ?? error.message) }
  }
  const tally = (count, use) => {
    const seen = {}
    for (let i = 0; i < count; i++) { const word = outcome(() => use(i)); seen[word] = (seen[word] ?? 0) + 1 }
    return seen
  }
  const inThreads = (count, script, data) => Promise.all(Array.from({ length: count }, (_, number) => new Promise((resolve, reject) => {
    const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(script)), { workerData: { ...data, number } })
    worker.once('message', (answer) => { worker.terminate(); resolve(answer) })
    worker.once('error', reject)
  })))
`

/** Runs `script` under `ulimit`; returns what it printed as JSON. */
function child(ulimit: string, script: string): unknown {
  const command = `${ulimit}; exec "$0" --input-type=module -e "$1"`
  const { stdout, stderr, signal } = spawnSync('sh', ['-c', command, process.execPath, PRELUDE + script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', ...MODULE_PATH },
  })
  expect([stderr, signal]).toEqual(['', null])
  return JSON.parse(stdout)
}

function sparseFile(bytes: number): string {
  const path = join(temporaryFolder(), 'sparse')
  const fd = openSync(path, 'w')
  ftruncateSync(fd, bytes)
  closeSync(fd)
  return path
}

const mapsFiles = selectBackend(defaultBackendChoice()).name !== 'read'

test.runIf(HAS_PROC).each(BACKENDS)(
  '%s: 2,000 files of one byte stay within a strict limit of 128 KiB in one synchronous loop, in whole pages',
  (backend) => {
    const folder = temporaryFolder()
    const paths = Array.from({ length: 2_000 }, (_, i) => join(folder, String(i)))
    paths.forEach((path, i) => {
      writeFileSync(path, Buffer.of(i % 251))
    })
    using manager = new SlidingWindowMapManager({ backend, maxMemorySize: 128 * 1024, strict: true })
    let most = 0
    paths.forEach((path, i) => {
      using cursor = manager.makeCursor(path).useRegion(0)
      if (cursor.buffer()[0] !== i % 251) throw new Error(`wrong byte in ${path}`)
      if (i % 20 === 0) most = Math.max(most, mappedBytesOf(folder))
    })
    expect(most).toBeLessThanOrEqual(128 * 1024)
  },
)

test.runIf(HAS_PROC && mapsFiles)(
  'ulimit -v: default managers map a quarter of what is left together, and say what is short',
  () => {
    const path = sparseFile(6 * 1024 * MIB)
    const answer = child(
      'ulimit -v 2000000',
      `const { SlidingWindowMapManager } = await import('${ENGINE}')
      const managers = [{}, {}, { maxMemorySize: Infinity, maxOpenHandles: Infinity }].map((options) => new SlidingWindowMapManager(options))
      const seen = tally(600, (i) => managers[i % 3].makeCursor('${path}').useRegion(i * 8388608, 1))
      console.log(JSON.stringify({ seen, share: managers[0].maxMappedMemorySize(), mapped: bytes('${path}') }))`,
    ) as { seen: Record<string, number>; share: number; mapped: number }
    expect(Object.keys(answer.seen).sort()).toEqual(['MapLimitError ulimit -v', 'ok'])
    expect(answer.share).toBeLessThan(400 * MIB)
    expect(answer.mapped).toBeLessThanOrEqual(answer.share)
    expect(answer.mapped).toBeGreaterThan(answer.share / 2)
  },
)

const mapsMax = HAS_PROC ? Number(readFileSync('/proc/sys/vm/max_map_count', 'utf8')) : 0
/** Where the system allows many more maps than Linux does by itself, reaching the limit would take minutes. */
const mapsFilesUpToLimit = mapsFiles && mapsMax <= 65_530

test.runIf(mapsFilesUpToLimit)(
  'vm.max_map_count: managers with unlimited handles leave half of it to others, and unused windows go',
  () => {
    const path = sparseFile(100_000 * PAGE)
    const answer = child(
      ':',
      `const { SlidingWindowMapManager } = await import('${ENGINE}')
      const managers = [{}, {}, { maxOpenHandles: Infinity }].map((options) => new SlidingWindowMapManager({ windowSize: ${PAGE}, ...options }))
      const cursors = []
      const claim = (i) => cursors.push(managers[i % 3].makeCursor('${path}').useRegion(i * ${2 * PAGE}, 1))
      const seen = tally(40_000, claim)
      const most = maps('').length
      for (const cursor of cursors) cursor.unuseRegion()
      const later = tally(100, (i) => claim(40_001 + i))
      console.log(JSON.stringify({ seen, later, most }))`,
    ) as { seen: Record<string, number>; later: Record<string, number>; most: number }
    expect(Object.keys(answer.seen).sort()).toEqual(['MapLimitError max_map_count', 'ok'])
    expect(answer.most).toBeLessThanOrEqual(mapsMax / 2 + 100)
    expect(answer.seen['ok']).toBeGreaterThan(25_000)
    expect(answer.later).toEqual({ ok: 100 })
  },
)

test.runIf(mapsFilesUpToLimit).each([true, false])(
  'vm.max_map_count: threads share it, whether the thread that starts them uses the engine (%s)',
  (mainUses) => {
    const path = sparseFile(100_000 * PAGE)
    const answer = child(
      ':',
      `if (${mainUses}) await import('${ENGINE}')
      const script = \`
        import { parentPort, workerData } from 'node:worker_threads'
        const { SlidingWindowMapManager } = await import('${ENGINE}')
        const manager = new SlidingWindowMapManager({ windowSize: ${PAGE}, maxOpenHandles: Infinity })
        let claims = 0
        try {
          for (; claims < 15000; claims++) manager.makeCursor('${path}').useRegion((claims * 3 + workerData.number) * ${2 * PAGE}, 1)
        } catch (error) {
          if (!error.message.includes('max_map_count')) throw error
        }
        Atomics.add(workerData.done, 0, 1)
        while (Atomics.load(workerData.done, 0) < 3) Atomics.wait(workerData.done, 1, 0, 20)
        parentPort.postMessage(claims)\`
      let most = 0
      const watch = setInterval(() => { most = Math.max(most, maps('').length) }, 100)
      const claims = await inThreads(3, script, { done: new Int32Array(new SharedArrayBuffer(8)) })
      clearInterval(watch)
      console.log(JSON.stringify({ claims, most }))
      process.exit()`,
    ) as { claims: number[]; most: number }
    expect(answer.most).toBeLessThanOrEqual(mapsMax / 2 + 1_000)
    expect(answer.claims.reduce((a, b) => a + b)).toBeGreaterThan(20_000)
  },
)

test.runIf(HAS_PROC)(
  'a limit on regions is hard for soft managers in threads, and called by its name',
  () => {
    const path = sparseFile(4_000 * PAGE)
    const answer = child(
      ':',
      `const { MapBudget } = await import('${ENGINE}')
    const budget = MapBudget.create({ maxMemorySize: Infinity, maxOpenHandles: 9 })
    const script = \`
      import { parentPort, workerData } from 'node:worker_threads'
      const { MapBudget, SlidingWindowMapManager } = await import('${ENGINE}')
      const budget = MapBudget.attach(workerData.shared)
      const manager = new SlidingWindowMapManager({ windowSize: ${PAGE}, budget })
      const refused = new Set()
      let claims = 0
      for (let i = 0; i < 7; i++) {
        try {
          manager.makeCursor('${path}').useRegion((i * 3 + workerData.number) * ${2 * PAGE}, 1)
          claims++
        } catch (error) {
          refused.add(error.name + ': ' + error.message.replace(/^.*?: /, ''))
        }
      }
      parentPort.postMessage({ claims, refused: [...refused] })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000)\`
    console.log(JSON.stringify(await inThreads(3, script, { shared: budget.shared })))
    process.exit()`,
    ) as { claims: number; refused: string[] }[]
    expect(answer.reduce((sum, { claims }) => sum + claims, 0)).toBe(9)
    const texts = answer.flatMap(({ refused }) => refused)
    expect(texts.filter((text) => !text.startsWith('MapLimitError: no region is left: all 9 '))).toEqual([])
  },
)

test.runIf(HAS_PROC)(
  'ulimit -n: managers and threads share a quarter of it, and unlimited handles change nothing',
  () => {
    const folder = temporaryFolder()
    for (let i = 0; i < 200; i++) writeFileSync(join(folder, String(i)), Buffer.alloc(3 * PAGE, i))
    const use = `
    const managers = Array.from({ length: 10 }, () => new SlidingWindowMapManager({ windowSize: ${PAGE}, maxOpenHandles: Infinity }))
    for (let i = 0; i < 200; i++) {
      for (const manager of managers) if (manager.makeCursor('${folder}/' + i).useRegion(0, 1).buffer()[0] !== i) throw new Error('wrong byte')
    }`
    const answer = child(
      'ulimit -n 256',
      `const { SlidingWindowMapManager } = await import('${ENGINE}')
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    ${use}
    const alone = open() - before
    const script = \`
      import { readdirSync } from 'node:fs'
      import { parentPort, workerData } from 'node:worker_threads'
      const { SlidingWindowMapManager } = await import('${ENGINE}')
      ${use.replaceAll('`', '\\`')}
      Atomics.add(workerData.done, 0, 1)
      while (Atomics.load(workerData.done, 0) < 3) Atomics.wait(workerData.done, 1, 0, 20)
      parentPort.postMessage(readdirSync('/proc/self/fd').length)\`
    const together = await inThreads(3, script, { done: new Int32Array(new SharedArrayBuffer(8)) })
    console.log(JSON.stringify({ alone, together: Math.max(...together) - before }))
    process.exit()`,
    ) as { alone: number; together: number }
    expect(answer.alone).toBeGreaterThan(32)
    expect(answer.alone).toBeLessThanOrEqual(64)
    expect(answer.together).toBeLessThanOrEqual(64 + 3 * 12) // and what Node opens for each thread
  },
)
