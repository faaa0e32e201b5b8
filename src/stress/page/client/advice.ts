/** The page of `packmap stress advise`: which windows and which limit would have served a program best. */
import type { AdviceReport } from '../../advise/advice-report.js'
import { managerText } from '../../advise/manager-text.js'
import type { MissRatioCurve } from '../../report.js'
import { missRatios } from './charts/miss-ratio.js'
import { el, table } from './dom.js'
import { formatByteSize, formatCount, formatMicros, formatRatio, formatShort } from './figures.js'
import { tiles } from './overview.js'

const MISS_RATIOS = [0.5, 0.1, 0.01]

export function advicePage({ traces, accesses, files, within, best, curves }: AdviceReport): HTMLElement[] {
  const { windowBytes, memoryBytes, missRatio, mapMicros } = best
  return [
    el(
      'header',
      {},
      el('p.brand', {}, 'packmap stress advise'),
      el('h1', {}, `${windowText(windowBytes)} within ${formatByteSize(memoryBytes)}`),
      el('p.quiet', {}, traces.join(', ')),
      tiles([
        ['accesses', formatShort(accesses), formatCount(accesses)],
        ['files', formatCount(files), ''],
        ['misses', formatRatio(missRatio), 'of the touches of windows'],
        ['spent in maps', mapMicros < 0.01 ? '< 0.01 µs' : formatMicros(mapMicros), 'an access, about'],
      ]),
      el('pre', {}, managerText(windowBytes, within ?? memoryBytes)),
    ),
    el('div.charts', {}, wide(missRatios(curves, { bytes: memoryBytes, note: 'what is advised' }))),
    el('h2', {}, 'Memory that each window size needs'),
    table(
      [
        'window',
        'windows touched',
        ...MISS_RATIOS.map((ratio) => `${formatRatio(ratio)} miss`),
        'only first touches miss',
      ],
      curves.map(rowOf),
      [0, 1, 2, 3, 4, 5],
    ),
  ]
}

function windowText(windowBytes: number): string {
  return windowBytes === 0 ? 'Whole files' : `Windows of ${formatByteSize(windowBytes)}`
}

function rowOf({ windowBytes, distinctWindows, points }: MissRatioCurve): string[] {
  const last = points.at(-1)!
  return [
    windowBytes === 0 ? 'whole files' : formatByteSize(windowBytes),
    formatCount(distinctWindows),
    ...MISS_RATIOS.map((ratio) => {
      const enough = points.find(({ missRatio }) => missRatio <= ratio)
      return enough === undefined ? 'never' : formatByteSize(enough.memoryBytes)
    }),
    `${formatByteSize(last.memoryBytes)} (${formatRatio(last.missRatio)})`,
  ]
}

function wide(figure: HTMLElement): HTMLElement {
  figure.classList.add('wide')
  return figure
}
