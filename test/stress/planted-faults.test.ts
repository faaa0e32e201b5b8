/** The harness against engines with a fault that somebody might make: each is found, and shrunk to a short trace. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { StressOptions } from '../../src/stress/options.js'
import type { ViolationKind } from '../../src/stress/report.js'
import { stress } from '../../src/stress/stress.js'
import { HAS_PROC } from '../smmap/support.js'
import { temporaryFolder } from '../support/git.js'
import { stressOptions } from './support.js'

interface Planted {
  readonly engine: string
  /** What it may show as. */
  readonly kinds: readonly ViolationKind[]
  readonly scenario?: string
  /** Operations that are enough to show it. */
  readonly shortest: number
  readonly options?: Partial<StressOptions>
}

const WHOLE_FILES: Partial<StressOptions> = {
  managers: ['static'],
  limits: { memoryBytes: 2 ** 30, windowBytes: 0, handles: 100 },
}

const SOFT: Partial<StressOptions> = {
  limits: { memoryBytes: 12 * 65_536, windowBytes: 65_536, handles: 16, strict: false, idleMilliseconds: 4 },
}

const PLANTED: readonly Planted[] = [
  { engine: 'leaked-claim', kinds: ['leaked-claim'], scenario: 'churn', shortest: 4 },
  { engine: 'window-off-by-a-page', kinds: ['wrong-bytes', 'overlapping-regions'], shortest: 2 },
  { engine: 'overlap', kinds: ['overlapping-regions'], shortest: 3 },
  { engine: 'eviction-in-use', kinds: ['claimed-region-unmapped'], shortest: 16 },
  { engine: 'limit-off-by-one', kinds: ['memory-limit'], shortest: 16 },
  {
    engine: 'handles-off-by-one',
    kinds: ['handle-limit'],
    shortest: 6,
    options: { limits: { memoryBytes: 2 ** 30, windowBytes: 65_536, handles: 4 } },
  },
  {
    engine: 'stale-file',
    kinds: ['stale-file'],
    shortest: 4,
    options: { ...WHOLE_FILES, faults: ['replaced'] },
  },
  { engine: 'forgotten-unmap', kinds: ['maps-differ'], shortest: 16 },
  { engine: 'lost-room', kinds: ['leaked-budget'], shortest: 16 },
  { engine: 'byte-missing', kinds: ['wrong-bytes'], scenario: 'straddling', shortest: 3 },
  {
    engine: 'claim-kept-on-error',
    kinds: ['leaked-claim'],
    shortest: 4,
    options: { faults: ['map-fails'] },
  },
  { engine: 'living-view', kinds: ['view-alive'], scenario: 'churn', shortest: 4 },
  { engine: 'eviction-newest', kinds: ['eviction-order'], scenario: 'zipf', shortest: 20 },
  { engine: 'byte-short', kinds: ['wrong-bytes'], shortest: 1 },
  { engine: 'edge-included', kinds: ['wrong-bytes'], shortest: 1 },
  { engine: 'soft-hoard', kinds: ['memory-limit'], shortest: 20, options: SOFT },
  { engine: 'growing-table', kinds: ['tables-grow'], shortest: 70 },
  { engine: 'copy-ends-at-window', kinds: ['wrong-bytes'], scenario: 'calls', shortest: 3 },
  { engine: 'third-window', kinds: ['wrong-bytes'], scenario: 'calls', shortest: 3 },
  { engine: 'resume-anywhere', kinds: ['wrong-bytes'], scenario: 'calls', shortest: 3 },
  { engine: 'alike', kinds: ['stale-file'], shortest: 4, options: { faults: ['replaced-alike'] } },
  { engine: 'far-offset', kinds: ['wrong-bytes', 'unexpected-error'], scenario: 'far', shortest: 2 },
  ...(HAS_PROC
    ? ([
        { engine: 'leaked-descriptor', kinds: ['descriptors-leaked'], shortest: 1 },
        { engine: 'secret-map', kinds: ['maps-differ'], shortest: 1 },
      ] as const)
    : []),
]

describe.each(PLANTED)(
  'stress() with the planted fault $engine',
  ({ engine, kinds, scenario, shortest, options }) => {
    test('finds it, shrinks it, and shows it again by the trace, which the engine itself passes', async () => {
      const path = join(import.meta.dirname, 'planted', `${engine}.ts`)
      const violationFolder = temporaryFolder()
      const given = stressOptions({
        scenarios: [scenario ?? 'random'],
        operations: 20_000,
        engine: path,
        violationFolder,
        ...options,
      })
      const report = await stress(given)
      const violation = report.runs.at(-1)!.violations[0]!
      expect(kinds).toContain(violation.kind)
      expect(violation.shrunk!.length).toBeLessThanOrEqual(shortest)
      const { limits, managers } = given
      const replay = {
        replay: violation.traceFile,
        scenarios: ['replay'],
        operations: null,
        limits,
        managers,
      }
      const again = await stress(stressOptions({ ...replay, engine: path }))
      expect(again.runs.at(-1)!.violations[0]?.kind).toBe(violation.kind)
      expect((await stress(stressOptions(replay))).passed).toBe(true)
    })
  },
)

test('stress() finds the planted fault idle-in-use, which depends on time', async () => {
  const engine = join(import.meta.dirname, 'planted', 'idle-in-use.ts')
  const report = await stress(stressOptions({ engine, operations: 20_000, ...SOFT }))
  expect(report.runs.at(-1)!.violations[0]?.kind).toBe('claimed-region-unmapped')
})

const IN_THREADS: readonly Pick<Planted, 'engine' | 'kinds'>[] = [
  { engine: 'own-limit', kinds: ['memory-limit'] },
  { engine: 'refuses-in-threads', kinds: ['starved'] },
  ...(HAS_PROC ? [{ engine: 'secret-map', kinds: ['maps-differ'] } as const] : []),
]

test.each(IN_THREADS)('stress() in threads finds the planted fault $engine', async ({ engine, kinds }) => {
  const path = join(import.meta.dirname, 'planted', `${engine}.ts`)
  const report = await stress(stressOptions({ engine: path, threads: 2, operations: 5000 }))
  const found = report.runs[0]!.violations.map(({ kind }) => kind)
  expect(found.length).toBeGreaterThan(0)
  for (const kind of found) expect(kinds).toContain(kind)
})
