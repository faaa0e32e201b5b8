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

const COLUMNS = [
  '',
  'scenario',
  'backend',
  'manager',
  'limits',
  'ops/s',
  'hit rate',
  'mapped at most',
  'p50',
  'p99',
]
const FIRST_NUMBER = 5

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

/** One row a run; the rows are links, so that a run has an address, and the back button works. */
export function runTable(runs: readonly ScenarioRun[], selected: number): HTMLElement {
  const head = COLUMNS.map((text, column) =>
    el(column < FIRST_NUMBER ? 'th' : 'th.number', { scope: 'col' }, text),
  )
  const body = runs.map((run, index) => {
    const row = el(index === selected ? 'tr.selected' : 'tr', {}, ...runCells(run, index))
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

export function hitRatio({ hits, misses }: RunTotals): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses)
}

export function percentile(run: ScenarioRun, wanted: number): string {
  const found = run.latency.percentiles.find((each) => each.percentile === wanted)
  return found ? formatMicros(found.micros) : '–'
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
  return [
    el('td', {}, el(passed ? 'span.mark.passed' : 'span.mark.failed', {}, passed ? '✓ passed' : '✗ failed')),
    el('td', {}, el('a', { href: `#run-${index + 1}` }, run.scenario)),
    el('td', {}, run.backend),
    el('td', {}, run.manager),
    el('td', {}, limits.name),
    ...texts.map((text) => el('td.number', {}, text)),
  ]
}

function peak(bytes: number, limit: number | null): string {
  return limit === null ? formatByteSize(bytes) : `${formatByteSize(bytes)} of ${formatByteSize(limit)}`
}
