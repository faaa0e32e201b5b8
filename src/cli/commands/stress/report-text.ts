/** A finished stress run for a person: a table of the runs, and everything about a violation. */
import Table from 'cli-table3'
import { formatByteSize } from '../../../base/byte-size.js'
import { formatDuration } from '../../../base/duration.js'
import {
  type ReportSettings,
  replayCommand,
  type RunTotals,
  type ScenarioRun,
  type StressReport,
  testedNothing,
  type Violation,
} from '../../../stress/report.js'
import { addCounts } from '../../../stress/run/merge-parts.js'
import { counted, formatCount } from '../../text/people.js'
import type { Paint } from '../../text/style.js'

const HEAD = [
  'scenario',
  'backend',
  'manager',
  'limits',
  'ops',
  'ops/s',
  'hits',
  'peak mapped',
  'p50',
  'p99',
  'p99.9',
  '',
]
/** Columns of figures. */
const RIGHT = new Set([4, 5, 6, 7, 8, 9, 10])

export function reportText(report: StressReport, paint: Paint): string {
  const { runs, seconds, settings } = report
  const operations = runs.reduce((sum, { totals }) => sum + totals.operations, 0)
  const checked = runs.reduce((sum, { totals }) => sum + totals.bytesChecked, 0)
  const violations = runs.flatMap((run) =>
    run.violations.map((violation) => violationText(violation, run, settings, paint)),
  )
  const { text, color } = verdictOf(report)
  const verdict = paint(color, text)
  return [
    tableOf(runs, paint),
    ...violations,
    whatRan(runs),
    `${verdict}: ${counted(operations, 'operation')} in ${formatDuration(seconds)}, ` +
      `${formatByteSize(checked)} compared with the truth, seed ${settings.seed}`,
    '',
  ].join('\n')
}

function verdictOf(report: StressReport): { text: string; color: 'green' | 'yellow' } {
  if (!report.passed) return { text: 'A promise was broken', color: 'yellow' }
  const idle = report.runs.filter(testedNothing)
  if (idle.length === 0 && report.runs.length > 0) return { text: 'Everything held', color: 'green' }
  const share = `${idle.length} of ${counted(report.runs.length, 'run')}`
  return { text: `Nothing was tested in ${share}`, color: 'yellow' }
}

/** How often each kind of operation ran, and each kind of event happened: what is not listed was not tested. */
function whatRan(runs: readonly ScenarioRun[]): string {
  const kinds = runs.map(({ totals }) => totals.byKind).reduce(addCounts, {})
  const list = (counts: readonly (readonly [string, number])[]): string =>
    counts
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${formatCount(count)}`)
      .join(', ')
  const sum = (of: keyof Omit<RunTotals, 'byKind'>): number =>
    runs.reduce((total, { totals }) => total + totals[of], 0)
  const events = (
    [
      ['hit', 'hits'],
      ['miss', 'misses'],
      ['map', 'maps'],
      ['eviction', 'evictions'],
      ['copy', 'reads'],
      ['fault', 'faults'],
      ['refusal', 'expectedErrors'],
    ] as const
  ).map(([name, of]) => [name, sum(of)] as const)
  return `Ran: ${list(Object.entries(kinds))}\nMet: ${list(events)}`
}

function tableOf(runs: readonly ScenarioRun[], paint: Paint): string {
  const table = new Table({
    head: HEAD.map((word) => paint('bold', word)),
    colAligns: HEAD.map((_, column) => (RIGHT.has(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  })
  for (const run of runs) table.push(rowOf(run, paint))
  return table.toString()
}

function rowOf(run: ScenarioRun, paint: Paint): string[] {
  const { totals, latency } = run
  const uses = totals.hits + totals.misses
  const micros = (percentile: number): string => {
    const found = latency.percentiles.find((each) => each.percentile === percentile)
    return found === undefined ? '' : `${found.micros.toFixed(found.micros < 100 ? 1 : 0)} µs`
  }
  return [
    run.scenario,
    run.backend,
    run.manager,
    limitsText(run),
    formatCount(totals.operations),
    formatCount(Math.round(totals.operations / Math.max(run.seconds, 0.001))),
    uses === 0 ? '' : `${((totals.hits / uses) * 100).toFixed(1)} %`,
    formatByteSize(totals.mappedBytesPeak),
    micros(50),
    micros(99),
    micros(99.9),
    resultOf(run, paint),
  ]
}

function resultOf(run: ScenarioRun, paint: Paint): string {
  const [violation] = run.violations
  if (violation !== undefined) return paint('yellow', violation.kind)
  return testedNothing(run) ? paint('yellow', 'tested nothing') : paint('green', 'ok')
}

function limitsText({ limits: { name, memoryBytes, windowBytes } }: ScenarioRun): string {
  const memory = memoryBytes === null ? 'no limit' : formatByteSize(memoryBytes)
  return `${name}: ${memory}, ${windowBytes === 0 ? 'whole files' : formatByteSize(windowBytes)}`
}

function violationText(
  violation: Violation,
  run: ScenarioRun,
  { engine }: ReportSettings,
  paint: Paint,
): string {
  const { kind, message, seed, operation, lastOperations, shrunk, shrunkFrom, shrinkRuns, traceFile } =
    violation
  const where = `${run.scenario}, ${run.backend}, ${run.manager}, ${run.limits.name} limits`
  const lines = [
    paint('bold', `${kind}: ${message}`),
    `  in ${where}, after ${counted(operation, 'operation')}; seed of this part: ${seed}`,
    '  Last operations:',
    ...lastOperations.map((line) => `    ${line}`),
  ]
  if (shrunk === null) lines.push('  The same operations alone do not show it again.')
  else {
    lines.push(
      `  The fewest that show it, of ${formatCount(shrunkFrom)}, found in ${counted(shrinkRuns, 'run')}:`,
    )
    lines.push(...shrunk.map((line) => `    ${line}`))
  }
  if (traceFile !== null) lines.push(`  Again: packmap ${replayCommand(traceFile, engine)}`)
  return `${lines.join('\n')}\n`
}
