/** How often each amount of mapped memory would have missed; a line for each size of window. */
import uPlot from 'uplot'
import type { MissRatioCurve } from '../../../report.js'
import { formatByteSize, formatRatio } from '../figures.js'
import { byteAxis, chart, colour, LOGARITHMIC } from './chart.js'

/** Pixels of `512 KiB` and the space about it. */
const LABEL_WIDTH = 80
const COLOURS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6']

/** @param mark An amount of memory that a vertical line stands at; null: none. */
export function missRatios(
  curves: readonly MissRatioCurve[],
  mark: { readonly bytes: number; readonly note: string } | null,
): HTMLElement {
  const sizes = [...new Set(curves.flatMap((curve) => curve.points.map((point) => point.memoryBytes)))].sort(
    (a, b) => a - b,
  )
  return chart({
    title: 'Miss ratio by memory',
    note:
      'What part of the uses would have had to map, had the limit been another: where a line turns flat, more memory ' +
      'buys nothing.' +
      (mark === null ? '' : ` The vertical line is ${mark.note}.`),
    data: [sizes, ...curves.map((curve) => stepsAt(curve, sizes))],
    scales: {
      x: { time: false, distr: LOGARITHMIC, log: 2 },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    xName: 'memory',
    x: { ...byteAxis, splits: (plot) => powersOf2(plot, sizes) },
    y: { values: (_, splits) => splits.map(formatRatio) },
    series: curves.map((curve, index) => ({
      label: curve.windowBytes === 0 ? 'whole files' : `${formatByteSize(curve.windowBytes)} windows`,
      stroke: colour(COLOURS[index % COLOURS.length]!),
      width: 2,
      paths: uPlot.paths.stepped!({ align: 1 }),
      points: { show: false },
      value: (_: uPlot, raw: number | null) => (raw === null ? '–' : formatRatio(raw)),
    })),
    hooks:
      mark === null
        ? {}
        : {
            draw: [
              (plot) => {
                verticalAt(plot, mark.bytes)
              },
            ],
          },
  })
}

/** A curve's value at each size: that of its largest size not above, and null before its first. */
function stepsAt({ points }: MissRatioCurve, sizes: readonly number[]): (number | null)[] {
  let next = 0
  let ratio: number | null = null
  return sizes.map((size) => {
    while (next < points.length && points[next]!.memoryBytes <= size) ratio = points[next++]!.missRatio
    return ratio
  })
}

/** As many powers of two as have room for their label. */
function powersOf2(plot: uPlot, sizes: readonly number[]): number[] {
  const first = Math.ceil(Math.log2(sizes[0] ?? 1))
  const count = Math.floor(Math.log2(sizes.at(-1) ?? 1)) - first + 1
  const step = Math.max(1, Math.ceil((count * LABEL_WIDTH) / plot.width))
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => 2 ** (first + index * step))
}

function verticalAt(plot: uPlot, value: number): void {
  const { ctx, bbox } = plot
  const { min, max } = plot.scales['x']!
  if (value < min! || value > max!) return
  const x = Math.round(plot.valToPos(value, 'x', true))
  ctx.save()
  ctx.strokeStyle = colour('limit')
  ctx.lineWidth = 2 * devicePixelRatio
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.restore()
}
