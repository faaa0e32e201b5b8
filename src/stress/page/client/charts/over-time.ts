/** The charts over time: throughput, mapped bytes against the limit, hit rate, and the process's own memory. */
import type { Sample, ScenarioRun } from '../../../report.js'
import { formatByteSize, formatRatio, formatSeconds, formatShort } from '../figures.js'
import { byteAxis, chart, limitLine, line } from './chart.js'

export const seconds = { values: (_: unknown, splits: number[]) => splits.map(formatSeconds) }

export function throughput(run: ScenarioRun): HTMLElement {
  return chart({
    title: 'Throughput',
    note: 'Operations a second, checks included.',
    data: [times(run), column(run, (sample) => sample.operationsPerSecond)],
    scales: fromZero(),
    xName: 'time',
    x: seconds,
    y: { values: (_, splits) => splits.map(formatShort) },
    series: [line('operations/s', 'series-1', formatShort)],
  })
}

/** Mapped bytes, and the limit that they must stay under: the one picture that says whether the engine keeps its word. */
export function mappedBytes(run: ScenarioRun): HTMLElement {
  const limit = run.limits.memoryBytes
  const mapped = column(run, (sample) => sample.mappedBytes)
  return chart({
    title: 'Mapped bytes',
    note:
      limit === null
        ? 'Bytes mapped at each moment; there is no limit.'
        : `Bytes mapped at each moment, under a limit of ${formatByteSize(limit)}.`,
    data: limit === null ? [times(run), mapped] : [times(run), mapped, mapped.map(() => limit)],
    scales: fromZero(),
    xName: 'time',
    x: seconds,
    y: byteAxis,
    series: [
      line('mapped', 'series-2', formatByteSize),
      ...(limit === null ? [] : [limitLine('limit', formatByteSize)]),
    ],
  })
}

export function hitRate(run: ScenarioRun): HTMLElement {
  const rate = ({ hits, misses }: Sample) => (hits + misses === 0 ? null : hits / (hits + misses))
  return chart({
    title: 'Hit rate',
    note: 'Part of the uses that found their window mapped.',
    data: [times(run), column(run, rate)],
    scales: { x: { time: false }, y: { range: [0, 1] } },
    xName: 'time',
    x: seconds,
    y: { values: (_, splits) => splits.map(formatRatio) },
    series: [line('hits', 'series-3', formatRatio)],
  })
}

export function anonymousMemory(run: ScenarioRun): HTMLElement {
  return chart({
    title: 'Anonymous memory',
    note: 'What the process itself holds, without mapped files. It has to stay flat.',
    data: [times(run), column(run, (sample) => sample.rssAnonBytes)],
    scales: fromZero(),
    xName: 'time',
    x: seconds,
    y: byteAxis,
    series: [line('anonymous', 'series-4', formatByteSize)],
  })
}

function times(run: ScenarioRun): number[] {
  return run.samples.map((sample) => sample.t)
}

function column<T extends number | null>(run: ScenarioRun, value: (sample: Sample) => T): T[] {
  return run.samples.map(value)
}

function fromZero() {
  return {
    x: { time: false },
    y: { range: (_: unknown, __: number, max: number) => [0, max > 0 ? max * 1.08 : 1] as [number, number] },
  }
}
