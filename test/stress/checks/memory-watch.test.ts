import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stress } from '../../../src/stress/stress.js'
import { HAS_PROC } from '../../smmap/support.js'
import { stressOptions } from '../support.js'

describe.runIf(HAS_PROC)('the watch over anonymous memory', () => {
  test('finds an engine that keeps ever more of it', async () => {
    const engine = join(import.meta.dirname, '../planted/growing-memory.ts')
    const report = await stress(stressOptions({ engine, operations: null, seconds: 40 }))
    const [violation] = report.runs[0]!.violations
    expect(violation?.kind).toBe('memory-grows')
    expect(violation!.message).toMatch(
      /^anonymous memory went from \d+ MiB to \d+ MiB while nothing more was held$/,
    )
    expect(violation!.traceFile).toBeNull()
  })
})
