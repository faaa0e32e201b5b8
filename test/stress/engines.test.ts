/** Engines other than packmap's: what they bring along, what they say to lack, and how they are loaded. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import type { MapBackend } from '../../src/smmap/index.js'
import { ALL_CAPABILITIES, type EngineCapabilities } from '../../src/stress/capabilities.js'
import { packmapEngine } from '../../src/stress/engine.js'
import { run, testedNothing, violationTexts } from '../../src/stress/index.js'
import { HAS_PROC } from '../smmap/support.js'
import { temporaryFolder } from '../support/git.js'
import * as bare from './engines/bare.js'

const SHORT = { operations: 1500, fileSize: 300_000, seed: 5 }

describe('an engine', () => {
  test('that maps by itself and has only what it must is not asked for more', async () => {
    const report = await run({ engine: bare, scenarios: ['random', 'calls', 'churn', 'changes'], ...SHORT })
    expect(violationTexts(report)).toEqual([])
    expect(report.runs.map(({ limits }) => limits.name)).not.toContain('soft')
    expect(report.runs.every(({ backend, totals }) => backend === 'own' && totals.bytesChecked > 0)).toBe(
      true,
    )
    expect(report.runs.some(testedNothing)).toBe(false)
    const kinds = new Set(report.runs.flatMap(({ totals }) => Object.keys(totals.byKind)))
    expect([...kinds].sort()).toEqual([
      'collect',
      'drop',
      'open by path',
      'release-all',
      'turn',
      'unuse',
      'use',
    ])
  })

  test.runIf(HAS_PROC)('that maps by itself is watched through /proc', async () => {
    const engine = { ...bare, default: bare.bareEngine(true) }
    const report = await run({ engine, scenarios: ['random'], ...SHORT })
    expect(report.runs.at(-1)!.violations[0]?.kind).toBe('maps-differ')
  })

  test('that brings its backend has it wrapped, and is caught counting wrong', async () => {
    const inner = selectBackend('auto')
    let maps = 0
    const backend: MapBackend = {
      name: 'mine',
      granularity: inner.granularity,
      mappingBytesMax: inner.mappingBytesMax,
      windowBytesDefault: inner.windowBytesDefault,
      wholeFileBytesMax: inner.wholeFileBytesMax,
      map: (fd, offset, length) => {
        maps++
        return inner.map(fd, offset, length)
      },
    }
    const engine = { default: packmapEngine, backend }
    const report = await run({ engine, scenarios: ['zipf'], ...SHORT })
    expect(violationTexts(report)).toEqual([])
    expect(maps).toBe(report.runs.reduce((sum, { totals }) => sum + totals.maps, 0))
  })

  test.each(Object.keys(ALL_CAPABILITIES) as (keyof EngineCapabilities)[])(
    'that says to lack %s passes, whatever else it has',
    async (name) => {
      const engine = { default: packmapEngine, capabilities: { [name]: false } }
      const report = await run({ engine, scenarios: ['calls', 'changes'], ...SHORT, operations: 400 })
      expect(violationTexts(report)).toEqual([])
    },
  )

  test('that declares what nobody knows is refused', async () => {
    const engine = { default: packmapEngine, capabilities: { speed: true } as Partial<EngineCapabilities> }
    await expect(run({ engine })).rejects.toThrow("the capability 'speed'; there are wholeFiles")
  })

  test('is refused where it would not be used: in a repository, by name', async () => {
    const engine = { default: packmapEngine }
    await expect(run({ engine, scenarios: ['zipf', 'objects'] })).rejects.toThrow(
      /^objects: a repository is read/,
    )
    const report = await run({ engine, operations: 1, managers: ['sliding'], fileSize: 1000 })
    expect(report.settings.scenarios).not.toContain('objects')
    expect(report.settings.scenarios).toContain('changes')
  })

  test('is loaded from its path in threads and processes, and not from an object', async () => {
    await expect(run({ engine: { default: packmapEngine }, threads: 2 })).rejects.toThrow('by its path')
    const engine = join(temporaryFolder(), 'engine.mjs')
    writeFileSync(engine, 'export default 7\n')
    await expect(run({ engine, operations: 1 })).rejects.toThrow('no function as its default export')
  })
})

describe('run()', () => {
  test('runs each combination with many seeds, as one run', async () => {
    const report = await run({ scenarios: ['zipf'], managers: ['sliding'], seeds: 3, ...SHORT })
    expect(report.runs.map(({ totals }) => totals.operations)).toEqual([4500, 4500, 4500])
    const [first] = report.runs
    expect(first!.latency.count).toBe(first!.latencyByKind['use']!.count)
    const times = first!.samples.map(({ t }) => t)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  test('says with which seed the whole run shows what was found', async () => {
    const engine = join(import.meta.dirname, 'planted', 'limit-off-by-one.ts')
    const given = {
      engine,
      scenarios: ['zipf'],
      managers: ['sliding'] as const,
      operations: 300,
      fileSize: 400_000,
    }
    const found = await run({ ...given, seed: 1, seeds: 20 })
    const { fromSeed, kind } = found.runs.at(-1)!.violations[0]!
    const again = await run({ ...given, seed: fromSeed })
    expect(again.runs.at(-1)!.violations[0]).toMatchObject({ kind, fromSeed })
  })

  test('keeps its time within a second, and ends before it when it is told to', { retry: 2 }, async () => {
    const begun = performance.now()
    await run({ seconds: 2, fileSize: 100_000 })
    expect(performance.now() - begun).toBeLessThan(3000)
    const controller = new AbortController()
    const report = await run({
      seconds: 60,
      fileSize: 100_000,
      signal: controller.signal,
      onRun: () => {
        controller.abort()
      },
    })
    expect([report.interrupted, report.runs.length]).toEqual([true, 1])
  })
})
