/** The histogram of single operations' times, on a logarithmic axis, with its percentiles beside it. */
import uPlot from 'uplot'
import type { Latency, ScenarioRun } from '../../../report.js'
import { table } from '../dom.js'
import { formatCount, formatMicros, formatShort } from '../figures.js'
import { chart, colour, LOGARITHMIC } from './chart.js'

export function latencyHistogram({ buckets, count }: Latency): HTMLElement {
  // A bar stands on its bucket's number, and the axis says the time at which that bucket begins: the buckets grow by
  // about the same factor, so this is the logarithmic axis, with bars of one width.
  const indices = buckets.map((_, index) => index)
  return chart({
    title: 'Latency',
    note: `Times of ${formatCount(count)} single operations, without the checks. Both axes are logarithmic.`,
    // A bucket of one operation still shows: the axis begins below one.
    data: [indices, buckets.map((bucket) => (bucket.count === 0 ? null : bucket.count))],
    scales: {
      x: { time: false, range: [-0.6, buckets.length - 0.4] },
      y: { distr: LOGARITHMIC, range: (_, __, max) => [0.5, max * 1.5] },
    },
    xName: 'from',
    x: {
      values: (_, splits) => splits.map((split) => bucketText(buckets, split)),
      // Only whole buckets have a beginning.
      splits: (self) => everyNth(buckets.length, Math.max(1, Math.floor(self.width / 70))),
    },
    y: {
      values: (_, splits) => splits.map((split) => (isPowerOf10(split) ? formatShort(split) : '')),
      grid: { show: false },
    },
    series: [
      {
        label: 'operations',
        stroke: colour('series-1'),
        fill: `color-mix(in srgb, ${colour('series-1')} 60%, transparent)`,
        width: 1,
        paths: uPlot.paths.bars!({ size: [0.9], align: 0 }),
        points: { show: false },
        value: (_, raw: number | null) => (raw === null ? '0' : formatCount(raw)),
      },
    ],
  })
}

export function percentileTable({ percentiles, mean, max }: Latency): HTMLElement {
  return table(
    ['percentile', 'time'],
    [
      ...percentiles.map(({ percentile, micros }) => [`p${percentile}`, formatMicros(micros)]),
      ['largest', formatMicros(max)],
      ['mean', formatMicros(mean)],
    ],
    [1],
  )
}

/** A row for each kind of operation, the most frequent first. */
export function kindTable(kinds: ScenarioRun['latencyByKind']): HTMLElement {
  const rows = Object.entries(kinds).sort(([, a], [, b]) => b.count - a.count)
  return table(
    ['operation', 'times', 'mean', 'p50', 'p99', 'largest'],
    rows.map(([kind, { count, mean, max, p50, p99 }]) => [
      kind,
      formatCount(count),
      ...[mean, p50, p99, max].map(formatMicros),
    ]),
    [1, 2, 3, 4, 5],
  )
}

function bucketText(buckets: Latency['buckets'], split: number): string {
  const bucket = buckets[split]
  return bucket ? formatMicros(bucket.from) : ''
}

function everyNth(length: number, labelsMax: number): number[] {
  const step = Math.max(1, Math.ceil(length / labelsMax))
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step)
}

function isPowerOf10(value: number): boolean {
  return Number.isInteger(Math.log10(value))
}
