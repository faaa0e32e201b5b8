/** One run: what it did, its charts, and what it found. */
import type { ReportSettings, ScenarioRun } from '../../report.js'
import { kindTable, latencyHistogram, percentileTable } from './charts/latency.js'
import { missRatios } from './charts/miss-ratio.js'
import { anonymousMemory, hitRate, mappedBytes, throughput } from './charts/over-time.js'
import { residencyMap } from './charts/residency.js'
import { el } from './dom.js'
import { formatByteSize, formatCount, formatRatio, formatSeconds, formatShort } from './figures.js'
import { hitRatio, percentile, tiles } from './overview.js'
import { violationCards } from './violations.js'

export function runDetail(run: ScenarioRun, { engine }: ReportSettings): HTMLElement {
  return el(
    'section.detail',
    { 'aria-live': 'polite' },
    el('h2', {}, run.scenario),
    el('p', {}, `${run.summary.replace(/\.?$/, '.')} ${conditions(run)}`),
    ...violationCards(run.violations, engine),
    totals(run),
    el('div.charts', {}, ...charts(run)),
  )
}

function conditions({ backend, manager, limits }: ScenarioRun): string {
  const window = limits.windowBytes === 0 ? 'whole files' : `windows of ${formatByteSize(limits.windowBytes)}`
  const memory =
    limits.memoryBytes === null ? 'no limit of memory' : `at most ${formatByteSize(limits.memoryBytes)}`
  const handles = limits.handles === null ? '' : ` in ${formatCount(limits.handles)} regions`
  return `Backend ${backend}, ${manager} manager, ${window}, ${memory}${handles}.`
}

function totals(run: ScenarioRun): HTMLElement {
  const all = run.totals
  const ratio = hitRatio(all)
  const entries: [string, string, string][] = [
    [
      'operations/s',
      formatShort(all.operations / (run.seconds || 1)),
      `${formatCount(all.operations)} in ${formatSeconds(run.seconds)}`,
    ],
    ['hit rate', ratio === null ? '–' : formatRatio(ratio), `${formatCount(all.misses)} misses`],
    [
      'windows mapped',
      formatShort(all.maps),
      `${formatCount(all.evictions)} evictions, ${formatCount(all.reads)} read instead`,
    ],
    ['half of the operations within', percentile(run, 50), `99 % within ${percentile(run, 99)}`],
    ['bytes checked', formatByteSize(all.bytesChecked), `${formatCount(all.checks)} looks at the invariants`],
  ]
  if (all.faults > 0) {
    entries.push([
      'faults injected',
      formatCount(all.faults),
      `${formatCount(all.expectedErrors)} errors, as there should be`,
    ])
  }
  return tiles(entries)
}

function charts(run: ScenarioRun): HTMLElement[] {
  const parts = [throughput(run), mappedBytes(run), hitRate(run)]
  if (run.latency.count > 0)
    parts.push(
      withTables(latencyHistogram(run.latency), kindTable(run.latencyByKind), percentileTable(run.latency)),
    )
  if (run.residency.files.length > 0) parts.push(wide(residencyMap(run)))
  if (run.missRatios.length > 0) parts.push(missRatios(run.missRatios, limitOf(run)))
  if (run.samples.some((sample) => sample.rssAnonBytes !== null)) parts.push(anonymousMemory(run))
  return parts
}

function limitOf({ limits: { memoryBytes } }: ScenarioRun): Parameters<typeof missRatios>[1] {
  return memoryBytes === null ? null : { bytes: memoryBytes, note: 'the limit of this run' }
}

function withTables(figure: HTMLElement, kinds: HTMLElement, percentiles: HTMLElement): HTMLElement {
  figure.append(
    kinds,
    el('details', {}, el('summary', {}, 'Percentiles of all operations as figures'), percentiles),
  )
  return figure
}

function wide(figure: HTMLElement): HTMLElement {
  figure.classList.add('wide')
  return figure
}
