/** Short stress runs for tests. */
import type { StressOptions } from '../../src/stress/options.js'
import type { StressReport } from '../../src/stress/report.js'
import { BACKENDS } from '../smmap/support.js'

/** Small files, one run, on the first backend that works here. */
export function stressOptions(options: Partial<StressOptions> = {}): StressOptions {
  return {
    command: 'stress',
    version: 'test',
    scenarios: ['random'],
    backends: BACKENDS.slice(0, 1),
    managers: ['sliding'],
    limits: { memoryBytes: 12 * 65_536, windowBytes: 65_536, handles: 16 },
    seconds: null,
    operations: 2_000,
    seed: 1,
    seeds: 1,
    threads: 1,
    alsoInThreads: [],
    processes: 1,
    files: 3,
    fileSize: 500_000,
    repository: null,
    faults: [],
    record: null,
    replay: null,
    engine: null,
    violationFolder: null,
    ...options,
  }
}

/** What broke in which run; nothing, in a run that passed. */
export function broken({ runs }: StressReport): unknown[] {
  return runs.flatMap(({ scenario, backend, manager, limits, violations }) =>
    violations.map(({ kind, message, shrunk }) => ({
      scenario,
      backend,
      manager,
      limits,
      kind,
      message,
      shrunk,
    })),
  )
}
