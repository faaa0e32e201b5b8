/** Times of operations in a histogram of constant relative precision (HdrHistogram), and what the report says of it. */
import {
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
  Int32Histogram,
} from 'hdr-histogram-js'
import type { Latency } from '../report.js'

const NANOS = 1000
/** A minute: what takes longer is counted as this. */
const HIGHEST_NANOS = 60 * 1e9
const DIGITS = 2
const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 99.99, 99.999]
/** Buckets of the report grow by this factor, from this many microseconds. */
const BUCKET_FACTOR = Math.SQRT2
const FIRST_BUCKET_MICROS = 0.25

export class LatencyRecorder {
  private readonly histogram = new Int32Histogram(1, HIGHEST_NANOS, DIGITS)

  // Hot: with every operation.
  record(milliseconds: number): void {
    this.histogram.recordValue(Math.min(HIGHEST_NANOS, Math.max(1, Math.round(milliseconds * 1e6))))
  }

  /** For another thread or process, to be added there. */
  encode(): string {
    return encodeIntoCompressedBase64(this.histogram)
  }

  addEncoded(encoded: string): void {
    const all: Histogram = this.histogram
    all.add(decodeFromCompressedBase64(encoded))
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
    const values = histogram.recordedValuesIterator
    values.reset()
    while (values.hasNext()) {
      const { valueIteratedTo, countAtValueIteratedTo } = values.next()
      while (at < buckets.length - 1 && valueIteratedTo >= buckets[at]!.to * NANOS) at++
      buckets[at]!.count += countAtValueIteratedTo
    }
    return buckets
  }
}

function micros(nanos: number): number {
  return Math.round(nanos) / NANOS
}
