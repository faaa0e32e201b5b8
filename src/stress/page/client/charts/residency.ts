/**
 * The map of a file: which of its windows were mapped when. Time runs to the right, offsets run upwards, and every
 * rectangle is one mapping from the moment it was made to the moment it was undone.
 */
import type uPlot from 'uplot'
import type { Residency, ScenarioRun, WindowResidency } from '../../../report.js'
import { el } from '../dom.js'
import { formatByteSize, formatCount } from '../figures.js'
import { byteAxis, chart, colour } from './chart.js'
import { seconds } from './over-time.js'

/** A mapping shorter than a pixel is still seen. */
const RECTANGLE_MIN = 1.5

export function residencyMap(run: ScenarioRun): HTMLElement {
  const { residency } = run
  const holder = el('div')
  const show = (file: number) => {
    holder.replaceChildren(mapOf(run, file, controls(residency, file, show)))
  }
  show(mostMapped(residency))
  return holder
}

function mapOf(run: ScenarioRun, file: number, select: HTMLElement): HTMLElement {
  const { residency } = run
  const { size } = residency.files[file]!
  const windows = residency.windows.filter((window) => window.file === file)
  return chart({
    title: 'Windows over time',
    note: note(residency, windows.length),
    controls: [select],
    height: 300,
    data: [
      [0, residency.until],
      [0, size],
    ],
    scales: {
      x: { time: false, range: [0, residency.until || 1] },
      y: { range: [0, size || 1] },
    },
    xName: 'time',
    x: seconds,
    y: byteAxis,
    series: [{ show: true, stroke: 'transparent', points: { show: false } }],
    legend: false,
    hooks: {
      draw: [
        (plot) => {
          drawWindows(plot, windows, residency.until)
        },
      ],
    },
  })
}

function controls({ files }: Residency, chosen: number, show: (file: number) => void): HTMLElement {
  const options = files.map(({ name, size }, index) =>
    el(
      'option',
      { value: String(index), ...(index === chosen ? { selected: '' } : {}) },
      `${name} (${formatByteSize(size)})`,
    ),
  )
  const select = el('select', {}, ...options) as HTMLSelectElement
  select.addEventListener('change', () => {
    show(Number(select.value))
  })
  return el('label.choice', {}, 'File ', select)
}

function note({ omitted, until }: Residency, shown: number): string {
  const said = `${formatCount(shown)} mappings: time to the right, offsets upwards.`
  return omitted === 0
    ? said
    : `${said} Shown are the first ${until.toFixed(2)} s; ${formatCount(omitted)} later mappings are left out.`
}

/** The file with the most mappings is the one that a person wants to see first. */
function mostMapped({ files, windows }: Residency): number {
  const counts = new Array<number>(files.length).fill(0)
  for (const { file } of windows) counts[file]! += 1
  return counts.indexOf(Math.max(...counts))
}

function drawWindows(plot: uPlot, windows: readonly WindowResidency[], until: number): void {
  const { ctx, bbox } = plot
  const fill = colour('series-2')
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.strokeStyle = fill
  for (const window of windows) {
    const left = plot.valToPos(window.mappedAt, 'x', true)
    const right = plot.valToPos(Math.min(window.unmappedAt ?? until, until), 'x', true)
    const top = plot.valToPos(window.offset + window.length, 'y', true)
    const bottom = plot.valToPos(window.offset, 'y', true)
    const width = Math.max(RECTANGLE_MIN, right - left)
    const height = Math.max(RECTANGLE_MIN, bottom - top)
    ctx.fillStyle = fill
    ctx.globalAlpha = 0.45
    ctx.fillRect(left, top, width, height)
    // An outline only where there is room for one inside: neighbours in a dense part would turn into one block.
    if (width > 6 && height > 6) {
      ctx.globalAlpha = 0.9
      ctx.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1)
    }
  }
  ctx.restore()
}
