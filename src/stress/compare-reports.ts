/** Two runs of the same side by side: latency by kind of operation, hit rate and throughput, and what became worse. */
import { formatByteSize } from '../base/byte-size.js'
import type { ScenarioRun, StressReport } from './report.js'

/** Operations that a kind must have had in both for its times to say anything. */
const OPERATIONS_MIN = 1000

export interface ComparedFigure {
  /** `zipf, koffi, sliding, tight` */
  readonly run: string
  /** `ops/s`, `hits`, or a kind of operation with `p50` or `mean`. */
  readonly figure: string
  readonly before: number
  readonly after: number
  /** How much worse it became: 0.25 for a quarter; negative where it became better. */
  readonly worseBy: number
}

export interface Comparison {
  readonly figures: readonly ComparedFigure[]
  /** Those that became worse by more than the tolerance, the worst first. */
  readonly beyond: readonly ComparedFigure[]
  /** Runs that one of the two has alone. */
  readonly unmatched: readonly string[]
}

/**
 * @param tolerance A share: 0.25 lets times become a quarter longer.
 * @throws {RangeError} The baseline is no report of a stress run.
 */
export function compareReports(baseline: StressReport, report: StressReport, tolerance: number): Comparison {
  const { format, runs } = baseline as { format?: unknown; runs?: unknown }
  if (format !== 'packmap-stress' || typeof runs !== 'object') {
    throw new RangeError('the baseline is no report of packmap stress')
  }
  const before = new Map(baseline.runs.map((run) => [nameOf(run), run]))
  const figures: ComparedFigure[] = []
  const unmatched: string[] = []
  for (const run of report.runs) {
    const other = before.get(nameOf(run))
    before.delete(nameOf(run))
    if (other === undefined) unmatched.push(nameOf(run))
    else figures.push(...compareRuns(other, run))
  }
  const beyond = figures.filter(({ worseBy }) => worseBy > tolerance)
  beyond.sort((a, b) => b.worseBy - a.worseBy)
  return { figures, beyond, unmatched: [...unmatched, ...before.keys()] }
}

function compareRuns(before: ScenarioRun, after: ScenarioRun): ComparedFigure[] {
  const run = nameOf(after)
  const more = (figure: string, was: number, is: number): ComparedFigure => {
    return {
      run,
      figure,
      before: was,
      after: is,
      worseBy: was === 0 ? 0 : (was - is) / Math.max(is, was / 1000),
    }
  }
  const less = (figure: string, was: number, is: number): ComparedFigure => {
    return { run, figure, before: was, after: is, worseBy: was === 0 ? 0 : is / was - 1 }
  }
  const figures = [
    more('ops/s', rateOf(before), rateOf(after)),
    more('hits', hitRatio(before), hitRatio(after)),
  ]
  for (const [kind, is] of Object.entries(after.latencyByKind)) {
    // Of an older version there may be none.
    const was = (before.latencyByKind as typeof before.latencyByKind | undefined)?.[kind]
    if (was === undefined || Math.min(was.count, is.count) < OPERATIONS_MIN) continue
    figures.push(less(`${kind} p50`, was.p50, is.p50), less(`${kind} mean`, was.mean, is.mean))
  }
  return figures
}

function rateOf({ totals, seconds }: ScenarioRun): number {
  return totals.operations / Math.max(seconds, 0.001)
}

function hitRatio({ totals: { hits, misses } }: ScenarioRun): number {
  return hits + misses === 0 ? 0 : hits / (hits + misses)
}

function nameOf({ scenario, backend, manager, limits, threads }: ScenarioRun): string {
  const memory = limits.memoryBytes === null ? 'no limit' : formatByteSize(limits.memoryBytes)
  return `${scenario}${threads > 1 ? ` in ${threads} threads` : ''}, ${backend}, ${manager}, ${limits.name}: ${memory}`
}
