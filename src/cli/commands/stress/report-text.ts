/** A finished stress run for a person: a table of the runs, and everything about a violation. */
import Table from 'cli-table3'
import { formatByteSize } from '../../../base/byte-size.js'
import { formatDuration } from '../../../base/duration.js'
import {
  type ReportSettings,
  type RunTotals,
  type ScenarioRun,
  type StressReport,
  testedNothing,
} from '../../../stress/report.js'
import { violationLines } from '../../../stress/violation-text.js'
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
    run.violations.map((violation) => {
      const [first, ...rest] = violationLines(violation, run, settings)
      return `${[paint('bold', first!), ...rest].join('\n')}\n`
    }),
  )
  const { text, color } = verdictOf(report)
  const verdict = paint(color, text)
  const seeds = settings.seeds === 1 ? '' : ` and ${formatCount(settings.seeds - 1)} from there on`
  return [
    tableOf(runs, paint),
    ...violations,
    whatRan(runs),
    ...runs.flatMap((run) => otherLimit(run, settings)),
    `${verdict}: ${counted(operations, 'operation')} in ${formatDuration(seconds)}, ` +
      `${formatByteSize(checked)} compared with the truth, seed ${settings.seed}${seeds}`,
    '',
  ].join('\n')
}

function verdictOf(report: StressReport): { text: string; color: 'green' | 'yellow' } {
  if (report.interrupted && report.passed)
    return { text: 'Ended before its time; so far everything held', color: 'yellow' }
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
    run.threads > 1 ? `${run.scenario} × ${run.threads}` : run.scenario,
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

/** Of a trace that was replayed within limits of the command line, where one that it brings along stops first. */
function otherLimit({ limits, totals }: ScenarioRun, { replay, command }: ReportSettings): string[] {
  const { memoryBytes, handles, windowBytes } = limits
  if (replay === null || limits.name !== 'given' || totals.evictions === 0) return []
  const isMemoryAsked = /--memory\b/.test(command)
  const isHandlesAsked = /--handles\b/.test(command)
  const most = `at most ${formatByteSize(totals.mappedBytesPeak)} in ${counted(totals.regionsPeak, 'region')} were mapped`
  if (isMemoryAsked && !isHandlesAsked && handles !== null && totals.regionsPeak >= handles) {
    const isReached = memoryBytes !== null && totals.mappedBytesPeak + windowBytes > memoryBytes
    if (!isReached)
      return [
        `The limit of ${formatCount(handles)} regions, which the trace names, stops before --memory does: ${most}; --handles sets another`,
      ]
  }
  if (
    isHandlesAsked &&
    !isMemoryAsked &&
    memoryBytes !== null &&
    totals.regionsPeak < (handles ?? Infinity)
  ) {
    return [
      `The limit of ${formatByteSize(memoryBytes)}, which the trace names, stops before --handles does: ${most}; --memory sets another`,
    ]
  }
  return []
}
