/** Advice for a person: how memory trades against misses for each window size, a plot, and what would be best. */
import Table from 'cli-table3'
import { formatByteSize } from '../../../base/byte-size.js'
import type { AdviceReport } from '../../../stress/advise/advice-report.js'
import type { MissRatioCurve } from '../../../stress/report.js'
import { managerText } from '../../../stress/advise/manager-text.js'
import { formatCount } from '../../text/people.js'
import { plotCurves } from './curve-plot.js'

const MISS_RATIOS = [0.5, 0.1, 0.01]

export function adviceText({ accesses, best, curves, within }: AdviceReport): string {
  const table = new Table({
    head: [
      'window',
      'windows touched',
      ...MISS_RATIOS.map((ratio) => `${percent(ratio)} misses`),
      'only first touches miss',
    ],
    colAligns: ['right', 'right', ...MISS_RATIOS.map(() => 'right' as const), 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const curve of curves) table.push(rowOf(curve))
  const { windowBytes, memoryBytes, missRatio, mapMicros } = best
  return [
    `Memory that each window size needs, by ${formatCount(accesses)} accesses:`,
    table.toString(),
    '',
    ...plotCurves(curves),
    '',
    `Best${within === null ? '' : ` below ${formatByteSize(within)}`}: ${windowText(windowBytes)} within ${formatByteSize(memoryBytes)}` +
      ` (${percent(missRatio)} of the touches miss, about ${mapMicros.toFixed(2)} µs an access spent in maps)`,
    `  ${managerText(windowBytes, within ?? memoryBytes)}`,
    '',
  ].join('\n')
}

function windowText(windowBytes: number): string {
  return windowBytes === 0 ? 'whole files' : `windows of ${formatByteSize(windowBytes)}`
}

function rowOf({ windowBytes, distinctWindows, points }: MissRatioCurve): string[] {
  const needed = MISS_RATIOS.map((ratio) => {
    const enough = points.find(({ missRatio }) => missRatio <= ratio)
    return enough === undefined ? 'never' : formatByteSize(enough.memoryBytes)
  })
  const last = points.at(-1)!
  return [
    windowBytes === 0 ? 'whole files' : formatByteSize(windowBytes),
    String(distinctWindows),
    ...needed,
    `${formatByteSize(last.memoryBytes)} (${percent(last.missRatio)})`,
  ]
}

function percent(ratio: number): string {
  const value = ratio * 100
  return `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} %`
}
