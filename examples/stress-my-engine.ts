/**
 * The stress harness in a test suite of your own: an engine of yours under load, and an assertion that it held.
 *
 *     npx tsx examples/stress-my-engine.ts [seed]
 *
 * In vitest it is the body of a test: `expect(violationTexts(await run({ engine, seconds: 3 }))).toEqual([])`.
 */
import assert from 'node:assert/strict'
import { SlidingWindowMapManager, StaticWindowMapManager } from '../src/smmap/index.js'
import { type EngineModule, run, testedNothing, violationTexts } from '../src/stress/index.js'

/** Packmap's managers, with a first window of 64 KiB; whatever has the methods of `EngineManager` can stand here. */
const engine: EngineModule = {
  default: (kind, options) =>
    kind === 'static'
      ? new StaticWindowMapManager(options)
      : new SlidingWindowMapManager({ ...options, firstWindowSize: 65_536 }),
  capabilities: { descriptors: false }, // this one is never asked for a cursor on a descriptor
}

const report = await run({
  engine,
  scenarios: ['zipf', 'calls', 'churn'],
  operations: 2000,
  fileSize: 400_000,
  seed: Number(process.argv[2] ?? 1),
})

assert.deepEqual(violationTexts(report), [])
assert.ok(!report.runs.some(testedNothing))
for (const { scenario, manager, limits, totals } of report.runs) {
  const { operations, hits, misses } = totals
  console.log(
    `${scenario}, ${manager}, ${limits.name}: ${operations} operations, ${hits} hits, ${misses} misses`,
  )
}
const kinds = [...new Set(report.runs.flatMap(({ totals }) => Object.keys(totals.byKind)))]
console.log(`passed: ${kinds.sort().join(', ')}`)
