/** The top of the page: did it pass, what ran, and one row for every run. */
import type { RunTotals, ScenarioRun, StressReport } from '../../report.js'
import { el } from './dom.js'
import {
  formatByteSize,
  formatCount,
  formatMicros,
  formatRatio,
  formatSeconds,
  formatShort,
} from './figures.js'

interface Column {
  readonly title: string
  /** What it is sorted by: texts up from a, numbers down from the largest at first. */
  readonly by: (run: ScenarioRun) => string | number
}

const COLUMNS: readonly Column[] = [
  { title: 'result', by: (run) => -run.violations.length },
  { title: 'scenario', by: (run) => run.scenario },
  { title: 'backend', by: (run) => run.backend },
  { title: 'manager', by: (run) => run.manager },
  { title: 'limits', by: (run) => run.limits.name },
  { title: 'ops/s', by: (run) => run.totals.operations / (run.seconds || 1) },
  { title: 'hit rate', by: (run) => hitRatio(run.totals) ?? -1 },
  { title: 'mapped at most', by: (run) => run.totals.mappedBytesPeak },
  { title: 'p50', by: (run) => percentileOf(run, 50) ?? -1 },
  { title: 'p99', by: (run) => percentileOf(run, 99) ?? -1 },
]
const FIRST_NUMBER = 5

/** Which column the runs are sorted by; undefined: as they ran. */
export interface Sorting {
  readonly column: number
  readonly isDown: boolean
}

export function heading(report: StressReport): HTMLElement {
  const failed = report.runs.filter((run) => run.violations.length > 0).length
  const operations = report.runs.reduce((sum, run) => sum + run.totals.operations, 0)
  const bytes = report.runs.reduce((sum, run) => sum + run.totals.bytesChecked, 0)
  const checks = report.runs.reduce((sum, run) => sum + run.totals.checks, 0)
  const verdict = report.passed
    ? `All ${report.runs.length} runs passed`
    : `${failed} of ${report.runs.length} runs broke a promise`
  return el(
    'header',
    {},
    el('p.brand', {}, 'packmap stress'),
    el(report.passed ? 'h1.passed' : 'h1.failed', {}, verdict),
    el(
      'p.quiet',
      {},
      `${new Date(report.startedAt).toLocaleString()} · ${formatSeconds(report.seconds)} · seed ${report.settings.seed}`,
    ),
    tiles([
      ['operations', formatShort(operations), formatCount(operations)],
      ['bytes checked', formatByteSize(bytes), 'compared with the truth'],
      ['invariant checks', formatShort(checks), 'regions, counts, limits, system'],
      ['violations', String(report.runs.reduce((sum, run) => sum + run.violations.length, 0)), ''],
    ]),
  )
}

export function tiles(
  entries: readonly (readonly [label: string, figure: string, detail: string])[],
): HTMLElement {
  return el(
    'dl.tiles',
    {},
    ...entries.map(([label, figure, detail]) =>
      el(
        'div',
        {},
        el('dt', {}, label),
        el('dd', {}, figure.replaceAll(/(?<=\d) (?=\S)(?!·)/g, '\u00a0')),
        el('dd.quiet', {}, detail),
      ),
    ),
  )
}

/**
 * One row a run; the rows are links, so that a run has an address, and the back button works.
 *
 * @param sort Told of the order that a person asks for by a click on a column's head.
 */
export function runTable(
  runs: readonly ScenarioRun[],
  selected: number,
  sorting: Sorting | undefined,
  sort: (sorting: Sorting) => void,
): HTMLElement {
  const head = COLUMNS.map(({ title }, column) => {
    const isBy = sorting?.column === column
    const button = el('button', { type: 'button' }, `${title}${isBy ? (sorting.isDown ? ' ▾' : ' ▴') : ''}`)
    button.addEventListener('click', () => {
      sort({ column, isDown: isBy ? !sorting.isDown : column >= FIRST_NUMBER })
    })
    const order = isBy ? { 'aria-sort': sorting.isDown ? 'descending' : 'ascending' } : {}
    return el(column < FIRST_NUMBER ? 'th' : 'th.number', { scope: 'col', ...order }, button)
  })
  const body = sorted(runs, sorting).map((index) => {
    const row = el(index === selected ? 'tr.selected' : 'tr', {}, ...runCells(runs[index]!, index))
    row.addEventListener('click', () => {
      location.hash = `run-${index + 1}`
    })
    return row
  })
  return el(
    'div.scroll.runs',
    { tabindex: '0', role: 'group', 'aria-label': 'Runs' },
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)),
  )
}

/** Numbers of the runs, in the order in which they are shown. */
function sorted(runs: readonly ScenarioRun[], sorting: Sorting | undefined): number[] {
  const numbers = runs.map((_, index) => index)
  if (sorting === undefined) return numbers
  const { by } = COLUMNS[sorting.column]!
  const sign = sorting.isDown ? -1 : 1
  return numbers.sort((a, b) => {
    const [x, y] = [by(runs[a]!), by(runs[b]!)]
    return (x < y ? -1 : x > y ? 1 : 0) * sign
  })
}

export function hitRatio({ hits, misses }: RunTotals): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses)
}

export function percentile(run: ScenarioRun, wanted: number): string {
  const micros = percentileOf(run, wanted)
  return micros === undefined ? '–' : formatMicros(micros)
}

function percentileOf(run: ScenarioRun, wanted: number): number | undefined {
  return run.latency.percentiles.find((each) => each.percentile === wanted)?.micros
}

function runCells(run: ScenarioRun, index: number): HTMLElement[] {
  const { totals, limits } = run
  const ratio = hitRatio(totals)
  const passed = run.violations.length === 0
  const texts = [
    formatShort(totals.operations / (run.seconds || 1)),
    ratio === null ? '–' : formatRatio(ratio),
    peak(totals.mappedBytesPeak, limits.memoryBytes),
    percentile(run, 50),
    percentile(run, 99),
  ]
  const label = (column: number): Record<string, string> => ({ 'data-label': COLUMNS[column]!.title })
  return [
    el(
      'td',
      label(0),
      el(passed ? 'span.mark.passed' : 'span.mark.failed', {}, passed ? '✓ passed' : '✗ failed'),
    ),
    el(
      'td',
      label(1),
      el(
        'a',
        { href: `#run-${index + 1}` },
        run.threads > 1 ? `${run.scenario} × ${run.threads}` : run.scenario,
      ),
    ),
    el('td', label(2), run.backend),
    el('td', label(3), run.manager),
    el('td', label(4), limits.name),
    ...texts.map((text, index) => el('td.number', label(FIRST_NUMBER + index), text)),
  ]
}

function peak(bytes: number, limit: number | null): string {
  return limit === null ? formatByteSize(bytes) : `${formatByteSize(bytes)} of ${formatByteSize(limit)}`
}
