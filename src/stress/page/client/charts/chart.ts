/**
 * What all charts share: size, colours, axes, grid and cursor, so that each chart file says only what it shows.
 *
 * Colours come from the page's style sheet, which has them for light and for dark; the page draws its charts anew when
 * the one turns into the other.
 */
import uPlot from 'uplot'
import { el } from '../dom.js'
import { formatByteSize } from '../figures.js'

const HEIGHT = 230
/** uPlot's number for it; its enumeration exists in its types only. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- no value of it exists at run time
export const LOGARITHMIC: uPlot.Scale.Distr = 3
const FONT = '12px system-ui, sans-serif'

export interface ChartParts {
  readonly title: string
  /** One sentence: what is seen, and how to read it. */
  readonly note: string
  readonly data: uPlot.AlignedData
  readonly scales?: uPlot.Scales
  readonly x: uPlot.Axis
  /** What the x axis counts, for the legend. */
  readonly xName: string
  readonly y: uPlot.Axis
  readonly series: uPlot.Series[]
  readonly height?: number
  readonly hooks?: uPlot.Hooks.Arrays
  readonly legend?: boolean
  /** Controls above the plot. */
  readonly controls?: readonly HTMLElement[]
}

/** A colour of the style sheet by its name: `series-1`, `limit`, `bad`, `ink`, `quiet`, `line`. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** An axis of bytes, whose marks are whole in binary units. */
export const byteAxis: uPlot.Axis = {
  incrs: Array.from({ length: 50 }, (_, power) => 2 ** power),
  // uPlot leaves gaps in the marks of a logarithmic axis.
  values: (_, splits: (number | null)[]) =>
    splits.map((split) => (split === null ? '' : formatByteSize(split))),
}

/** A figure with a chart that keeps the width of its column. It is drawn when the figure is first laid out. */
export function chart(parts: ChartParts): HTMLElement {
  const plot = el('div.plot')
  const caption = el('figcaption', {}, el('h3', {}, parts.title), el('p', {}, parts.note))
  const figure = el('figure', {}, caption, ...(parts.controls ?? []), plot)
  let drawn: uPlot | undefined
  const observer = new ResizeObserver(() => {
    const width = Math.floor(plot.clientWidth)
    if (!plot.isConnected) {
      observer.disconnect()
      drawn?.destroy()
    } else if (drawn) drawn.setSize({ width, height: parts.height ?? HEIGHT })
    else if (width > 0) drawn = new uPlot(options(parts, width), parts.data, plot)
  })
  observer.observe(plot)
  return figure
}

/** A line of one colour with the area below it tinted. */
export function line(label: string, name: string, value: (value: number) => string): uPlot.Series {
  const stroke = colour(name)
  return {
    label,
    stroke,
    width: 2,
    fill: `color-mix(in srgb, ${stroke} 14%, transparent)`,
    points: { show: false },
    value: (_, raw: number | null) => (raw === null ? '–' : value(raw)),
  }
}

/** A dashed line for a limit. */
export function limitLine(label: string, value: (value: number) => string): uPlot.Series {
  return { ...line(label, 'limit', value), fill: 'transparent', dash: [6, 4] }
}

function options(parts: ChartParts, width: number): uPlot.Options {
  const common: uPlot.Axis = {
    stroke: colour('quiet'),
    font: FONT,
    labelFont: FONT,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1, size: 4 },
  }
  return {
    width,
    height: parts.height ?? HEIGHT,
    scales: parts.scales ?? { x: { time: false } },
    axes: [
      { ...common, ...parts.x },
      { ...common, size: 68, ...parts.y },
    ],
    series: [
      { label: parts.xName, value: (_, raw: number | null) => axisText(parts.x, raw) },
      ...parts.series,
    ],
    legend: { show: parts.legend ?? true, live: true },
    cursor: { y: false, points: { size: 7 } },
    hooks: parts.hooks ?? {},
  }
}

/** The cursor's place on the x axis in the words of that axis. */
function axisText(axis: uPlot.Axis, raw: number | null): string {
  if (raw === null) return '–'
  const words = axis.values as ((self: unknown, splits: number[]) => string[]) | undefined
  return words?.(undefined, [raw])[0] ?? String(raw)
}
