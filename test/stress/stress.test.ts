import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FAULT_NAMES } from '../../src/stress/faults.js'
import type { ScenarioRun, StressReport } from '../../src/stress/report.js'
import { REPOSITORY_WORKLOADS } from '../../src/stress/repository/workloads.js'
import { stress } from '../../src/stress/stress.js'
import { WORKLOADS } from '../../src/stress/workloads/catalogue.js'
import { BACKENDS } from '../smmap/support.js'
import { broken, stressOptions } from './support.js'

const BOTH = ['static', 'sliding'] as const
const FAULTS_OF_FILES = FAULT_NAMES.filter((name) => name !== 'repack')

/** The names of all fields, of lists those of their first element. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])]
  if (value === null || typeof value !== 'object') return 'value'
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shapeOf(field)]))
}

describe('stress()', () => {
  test.each(WORKLOADS.map(({ name }) => name))(
    'finds nothing wrong in %s, on every backend, under both managers, within tight, loose and soft limits',
    async (scenario) => {
      const options = {
        scenarios: [scenario],
        backends: BACKENDS,
        managers: BOTH,
        limits: {},
        operations: 600,
      }
      const report = await stress(stressOptions(options))
      expect(broken(report)).toEqual([])
      expect(report.runs.length).toBe(
        scenario === 'far' ? BACKENDS.filter((name) => name !== 'mmap-io').length * 3 : BACKENDS.length * 6,
      )
    },
  )

  test('finds nothing wrong in a repository', async () => {
    const scenarios = REPOSITORY_WORKLOADS.map(({ name }) => name)
    const report = await stress(stressOptions({ scenarios, backends: BACKENDS, limits: {}, operations: 300 }))
    expect(broken(report)).toEqual([])
    expect(report.runs.every(({ totals }) => totals.operations === 300)).toBe(true)
  })

  test('finds nothing wrong while git repacks the repository', async () => {
    const report = await stress(
      stressOptions({ scenarios: ['objects'], faults: ['repack'], operations: 4000, limits: {} }),
    )
    expect(broken(report)).toEqual([])
  })

  test.each(FAULTS_OF_FILES)('finds nothing wrong under the fault %s, which it meets', async (fault) => {
    const report = await stress(
      stressOptions({ scenarios: ['churn'], managers: BOTH, faults: [fault], limits: {}, operations: 1500 }),
    )
    expect(broken(report)).toEqual([])
    for (const { totals } of report.runs) expect(totals.faults).toBeGreaterThan(0)
  })

  test('reads nothing beyond the end of a file that is cut before another takes its name', async () => {
    const scenarios = ['strided']
    const faults = ['truncated', 'replaced'] as const
    const options = { scenarios, managers: ['static'] as const, faults, limits: {}, operations: 20_000 }
    expect(broken(await stress(stressOptions(options)))).toEqual([])
  })

  test.each([{ threads: 2 }, { processes: 2 }])(
    'runs with %o, which together do twice as much',
    async (parts) => {
      const report = await stress(stressOptions({ ...parts, operations: 1000 }))
      expect(broken(report)).toEqual([])
      expect(report.runs[0]!.totals.operations).toBe(2000)
      expect(report.runs[0]!.latency.count).toBeGreaterThan(1000)
    },
  )

  test('finds nothing wrong in a repository that threads share, which faults of files do not touch', async () => {
    const options = { scenarios: ['objects'], faults: FAULTS_OF_FILES, threads: 2, operations: 2000 }
    expect(broken(await stress(stressOptions(options)))).toEqual([])
  })

  test('does the same with the same seed, and something else with another', async () => {
    const misses = async (seed: number): Promise<number> =>
      (await stress(stressOptions({ seed }))).runs[0]!.totals.misses
    expect(await misses(4)).toBe(await misses(4))
    expect(await misses(4)).not.toBe(await misses(5))
  })

  test('reports what the sample of a report has', async () => {
    const report = await stress(stressOptions({ operations: 30_000, scenarios: ['zipf'] }))
    const path = join(import.meta.dirname, 'sample-report.json')
    const sample = JSON.parse(readFileSync(path, 'utf8')) as StressReport
    const withoutViolations = (run: ScenarioRun): unknown => shapeOf({ ...run, violations: [] })
    expect(shapeOf({ ...report, runs: [] })).toEqual(shapeOf({ ...sample, runs: [] }))
    expect(withoutViolations(report.runs[0]!)).toEqual(withoutViolations(sample.runs[0]!))
    const { latency, totals, missRatios, samples } = report.runs[0]!
    expect(latency.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(latency.count)
    expect(totals.maps - totals.unmaps).toBe(0)
    expect(missRatios.length).toBeGreaterThan(0)
    expect(samples.length).toBeGreaterThanOrEqual(2)
  })
})
