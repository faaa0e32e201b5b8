/** Times of operations in a histogram of constant relative precision (HdrHistogram), and what the report says of it. */
// Only this file of the package: the rest of it brings WebAssembly and an inflater along.
import hdr from 'hdr-histogram-js/dist/Int32Histogram.js'
import type { Latency, LatencyOfKind } from '../report.js'

const NANOS = 1000
/** A minute: what takes longer is counted as this. */
const HIGHEST_NANOS = 60 * 1e9
const DIGITS = 2
const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 99.99, 99.999]
/** Buckets of the report grow by this factor, from this many microseconds. */
const BUCKET_FACTOR = Math.SQRT2
const FIRST_BUCKET_MICROS = 0.25

/** CommonJS with a default of its own: some loaders give the class, some what holds it. */
type HistogramClass = typeof hdr.default
const Int32Histogram = (hdr.default as HistogramClass | undefined) ?? (hdr as unknown as HistogramClass)

/** Nanoseconds and how often they came, turn and turn about. */
export type EncodedLatency = readonly number[]

/** All operations together, and each kind by itself. */
export class LatencyRecorder {
  private readonly byKind = new Map<string, KindRecorder>()

  // Hot: with every operation.
  record(kind: string, milliseconds: number): void {
    this.of(kind).record(milliseconds)
  }

  /** By kind; for another thread or process, to be added there. */
  encode(): Record<string, EncodedLatency> {
    return Object.fromEntries([...this.byKind].map(([kind, recorder]) => [kind, recorder.encode()]))
  }

  addEncoded(encoded: Readonly<Record<string, EncodedLatency>>): void {
    for (const [kind, values] of Object.entries(encoded)) this.of(kind).addEncoded(values)
  }

  report(): Latency {
    const all = new KindRecorder()
    for (const recorder of this.byKind.values()) all.addEncoded(recorder.encode())
    return all.report()
  }

  reportByKind(): Record<string, LatencyOfKind> {
    return Object.fromEntries(
      [...this.byKind].map(([kind, recorder]) => {
        const { count, mean, max, percentiles } = recorder.report()
        const at = (wanted: number): number =>
          percentiles.find(({ percentile }) => percentile === wanted)?.micros ?? 0
        return [kind, { count, mean, max, p50: at(50), p99: at(99) }]
      }),
    )
  }

  private of(kind: string): KindRecorder {
    let recorder = this.byKind.get(kind)
    if (recorder === undefined) this.byKind.set(kind, (recorder = new KindRecorder()))
    return recorder
  }
}

class KindRecorder {
  private readonly histogram = new Int32Histogram(1, HIGHEST_NANOS, DIGITS)

  record(milliseconds: number): void {
    this.histogram.recordValue(Math.min(HIGHEST_NANOS, Math.max(1, Math.round(milliseconds * 1e6))))
  }

  encode(): EncodedLatency {
    return [...this.values()].flatMap(({ nanos, count }) => [nanos, count])
  }

  addEncoded(encoded: EncodedLatency): void {
    for (let at = 0; at < encoded.length; at += 2) {
      this.histogram.recordValueWithCount(encoded[at]!, encoded[at + 1]!)
    }
  }

  report(): Latency {
    const { histogram } = this
    const count = histogram.totalCount
    if (count === 0) return { count, min: 0, mean: 0, max: 0, percentiles: [], buckets: [] }
    return {
      count,
      min: micros(histogram.minNonZeroValue),
      mean: micros(histogram.mean),
      max: micros(histogram.maxValue),
      percentiles: PERCENTILES.map((percentile) => ({
        percentile,
        micros: micros(histogram.getValueAtPercentile(percentile)),
      })),
      buckets: this.buckets(),
    }
  }

  private buckets(): Latency['buckets'] {
    const { histogram } = this
    const { maxValue, minNonZeroValue } = histogram
    const buckets: { from: number; to: number; count: number }[] = []
    let from = 0
    for (let to = FIRST_BUCKET_MICROS; from * NANOS <= maxValue; to *= BUCKET_FACTOR) {
      if (to * NANOS > minNonZeroValue)
        buckets.push({ from: micros(from * NANOS), to: micros(to * NANOS), count: 0 })
      from = to
    }
    let at = 0
    for (const { nanos, count } of this.values()) {
      while (at < buckets.length - 1 && nanos >= buckets[at]!.to * NANOS) at++
      buckets[at]!.count += count
    }
    return buckets
  }

  /** Every value as far as it is told apart, ascending, and how often it came. */
  private *values(): Generator<{ nanos: number; count: number }> {
    const values = this.histogram.recordedValuesIterator
    values.reset()
    while (values.hasNext()) {
      const { valueIteratedTo, countAtValueIteratedTo } = values.next()
      yield { nanos: valueIteratedTo, count: countAtValueIteratedTo }
    }
  }
}

function micros(nanos: number): number {
  return Math.round(nanos) / NANOS
}
