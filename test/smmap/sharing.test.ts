/** What engines share, give back by themselves, and report. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  MapBudget,
  MapLimitError,
  SlidingWindowMapManager,
  StaticWindowMapManager,
} from '../../src/smmap/index.js'
import { expectBytes, noiseFile, PAGE, PROMPT_BACKENDS, randomNumbers } from './support.js'

const MIB = 1024 ** 2

describe('MapBudget', () => {
  test('engines of one thread that share it take unused regions from one another', () => {
    const { path } = noiseFile(40 * PAGE)
    const budget = MapBudget.create({ maxMemorySize: 8 * PAGE })
    const options = { windowSize: 4 * PAGE, budget, strict: true, backend: 'read' } as const
    using one = new SlidingWindowMapManager(options)
    using two = new SlidingWindowMapManager(options)
    using a = one.makeCursor(path).useRegion(0)
    using b = one.makeCursor(path).useRegion(10 * PAGE)
    b.unuseRegion()
    using c = two.makeCursor(path).useRegion(20 * PAGE)
    expect([one.numFileHandles(), two.numFileHandles(), budget.mappedBytes]).toEqual([1, 1, 8 * PAGE])
    expect([a.isValid(), c.isValid()]).toEqual([true, true])
    expect(() => b.useRegion(30 * PAGE)).toThrow(MapLimitError)
    one.releaseAll()
    two.releaseAll()
    expect(budget.mappedBytes).toBe(0)
  })

  test('engines in worker threads share it, and together never exceed it', { timeout: 60_000 }, async () => {
    const { path } = noiseFile(8 * MIB)
    const budget = MapBudget.create({ maxMemorySize: MIB })
    const peak = new Int32Array(new SharedArrayBuffer(4))
    const source = `
      import { parentPort, workerData } from 'node:worker_threads'
      import { readFileSync } from 'node:fs'
      import { MapBudget, SlidingWindowMapManager } from '${new URL('../../src/smmap/index.ts', import.meta.url).href}'
      const budget = MapBudget.attach(workerData.shared)
      const manager = new SlidingWindowMapManager({ windowSize: 65536, budget, strict: true })
      const data = readFileSync(workerData.path)
      const cursor = manager.makeCursor(workerData.path)
      let state = workerData.seed
      for (let i = 0; i < 3000; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        const offset = state % data.length
        const view = cursor.useRegion(offset, 200, 200).buffer()
        if (Buffer.compare(view, data.subarray(offset, offset + view.length)) !== 0) throw new Error('wrong bytes')
        cursor.unuseRegion()
        const mapped = budget.mappedBytes
        if (mapped > Atomics.load(workerData.peak, 0)) Atomics.store(workerData.peak, 0, mapped)
      }
      parentPort.postMessage(manager.stats().maps)`
    const finished = [1, 2, 3].map(
      (seed) =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(
            new URL(`data:text/javascript,${encodeURIComponent(bootstrap(source))}`),
            {
              workerData: { shared: budget.shared, path, seed, peak, source },
            },
          )
          worker.once('message', resolve)
          worker.once('error', reject)
        }),
    )
    const maps = await Promise.all(finished)
    expect(maps.every((count) => count > 0)).toBe(true)
    // A reservation that is about to be taken back may be seen: at most one a thread.
    expect(Atomics.load(peak, 0)).toBeLessThanOrEqual(MIB + 3 * 65_536)
    await vi.waitFor(() => {
      expect(budget.mappedBytes).toBe(0) // a worker that ends gives its regions back
    })
  })

  test('leaves nothing behind in a worker, however many there have been', async () => {
    const source = `
      import { parentPort } from 'node:worker_threads'
      import { MapBudget } from '${new URL('../../src/smmap/index.ts', import.meta.url).href}'
      const before = process.listenerCount('exit')
      for (let i = 0; i < 100; i++) MapBudget.create()
      parentPort.postMessage(process.listenerCount('exit') - before)`
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(bootstrap(source))}`), {
      workerData: { source },
    })
    const [listeners] = (await once(worker, 'message')) as [number]
    expect(listeners).toBe(0) // one was there from the import on
  })

  test('managers draw on the budget of the process unless they are given one', () => {
    const { path } = noiseFile(4 * PAGE)
    const before = MapBudget.ofProcess().mappedBytes
    using manager = new StaticWindowMapManager()
    using cursor = manager.makeCursor(path).useRegion(0)
    expect(cursor.isValid()).toBe(true)
    expect(MapBudget.ofProcess().mappedBytes).toBe(before + 4 * PAGE)
  })
})

describe('idleTimeout', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('gives unused regions and descriptors back after a time, and keeps what is claimed', () => {
    vi.useFakeTimers()
    const { path } = noiseFile(10 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE, idleTimeout: 1000 })
    using pinned = manager.makeCursor(path).useRegion(0)
    using cursor = manager.makeCursor(path).useRegion(4 * PAGE)
    cursor.unuseRegion()
    vi.advanceTimersByTime(900)
    expect(manager.numFileHandles()).toBe(2)
    vi.advanceTimersByTime(700)
    expect([manager.numFileHandles(), manager.stats().descriptors, pinned.isValid()]).toEqual([1, 0, true])
    pinned.unuseRegion()
    vi.advanceTimersByTime(1600)
    expect(manager.numFileHandles()).toBe(0)
    expect(vi.getTimerCount()).toBe(0) // nothing is held, so nothing ticks
    cursor.useRegion(0).unuseRegion()
    vi.advanceTimersByTime(1600)
    expect(manager.numFileHandles()).toBe(0)
  })
})

describe('reportLeaks', () => {
  test(
    'warns of a cursor or a copy that is dropped undisposed, with the place that made it',
    { timeout: 30_000 },
    async () => {
      const { collectGarbage } = await import('./collect-garbage.js')
      const { path } = noiseFile(PAGE)
      using manager = new SlidingWindowMapManager({ reportLeaks: true })
      const warnings: (Error & { code?: string; detail?: string })[] = []
      const listen = (warning: Error): void => {
        if (warning.message.includes(path)) warnings.push(warning)
      }
      process.on('warning', listen)
      const forget = (): void => {
        using cursor = manager.makeCursor(path).useRegion(0)
        cursor.copy()
        manager.makeCursor(path).useRegion(0)
      }
      forget()
      manager.makeCursor(path)[Symbol.dispose]()
      for (let i = 0; i < 100 && warnings.length < 2; i++) {
        collectGarbage()
        await sleep(10)
      }
      process.off('warning', listen)
      expect(warnings).toHaveLength(2)
      for (const { name, code, detail } of warnings) {
        expect([name, code]).toEqual(['CursorLeakWarning', 'PACKMAP_CURSOR_LEAK'])
        expect(detail!.split('\n')[1]).toContain('sharing.test.ts')
      }
    },
  )
})

test('packmap:map and packmap:unmap tell every region to whoever listens', () => {
  const { path } = noiseFile(3 * PAGE)
  const events: unknown[] = []
  const listeners = ['map', 'unmap'].map((what) => {
    const listener = (event: unknown): void => {
      events.push([what, event])
    }
    subscribe(`packmap:${what}`, listener)
    return () => unsubscribe(`packmap:${what}`, listener)
  })
  using manager = new SlidingWindowMapManager({ windowSize: PAGE, backend: 'read' })
  using cursor = manager.makeCursor(path).useRegion(PAGE)
  expect(cursor.isValid()).toBe(true)
  manager.releaseAll()
  for (const stop of listeners) stop()
  const region = { path, begin: PAGE, length: PAGE, backend: 'read' }
  expect(events).toEqual([
    ['map', region],
    ['unmap', region],
  ])
})

describe.each(PROMPT_BACKENDS)('thrash over %s', (backend) => {
  const windowSize = 16 * PAGE

  test('small ranges are read once windows go before they paid, and stay right and within the limit', () => {
    const { path, data } = noiseFile(40 * MIB)
    const maxMemorySize = 8 * windowSize
    using manager = new SlidingWindowMapManager({ backend, windowSize, maxMemorySize, strict: true })
    using cursor = manager.makeCursor(path)
    for (const offset of randomNumbers(3000, data.length - 200)) {
      expectBytes(cursor.useRegion(offset, 200).buffer(), data.subarray(offset, offset + 200))
    }
    const { thrashing, reads, maps, mappedBytesPeak } = manager.stats()
    expect(thrashing).toBe(true)
    expect(reads).toBeGreaterThan(2500)
    expect(maps).toBeLessThan(200)
    expect(mappedBytesPeak).toBeLessThanOrEqual(8 * windowSize)
    // Locality returns: a small working set is mapped again, and then served from its windows.
    for (let i = 0; i < 2000; i++) cursor.useRegion((i % 4) * windowSize + i, 200)
    const settled = manager.stats().reads
    for (let i = 0; i < 2000; i++) cursor.useRegion((i % 4) * windowSize + i, 200)
    expect(manager.stats().reads - settled).toBeLessThan(10)
  })

  test('a window is the dearer the larger it is: reading it here and there is noticed', () => {
    const { path } = noiseFile(40 * MIB)
    const large = { backend, windowSize: 4 * MIB, maxMemorySize: 8 * MIB, strict: true }
    using manager = new SlidingWindowMapManager(large)
    using cursor = manager.makeCursor(path)
    // 57 uses of every window, each of them a page fault: enough for a small window, too few for a large one.
    for (let i = 0; i < 3000; i++) cursor.useRegion((i * 18 * PAGE) % (40 * MIB - PAGE), 200)
    expect(manager.stats().thrashing).toBe(true)
    expect(manager.stats().reads).toBeGreaterThan(1000)
  })

  test('reading forward through windows never counts as thrash', () => {
    const { path } = noiseFile(20 * MIB)
    using manager = new SlidingWindowMapManager({ backend, windowSize, maxMemorySize: 4 * windowSize })
    using cursor = manager.makeCursor(path)
    for (let offset = 0; offset < 20 * MIB; offset += 512) cursor.useRegion(offset, 512)
    expect(manager.stats()).toMatchObject({ thrashing: false, reads: 0, maps: (20 * MIB) / windowSize })
  })
})

/** Runs TypeScript sources in a worker: tsx has to be told in every thread. */
function bootstrap(source: string): string {
  const tsx = import.meta.resolve('tsx/esm/api')
  return `import { register } from '${tsx}'; register(); await import('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(source))})`
}
