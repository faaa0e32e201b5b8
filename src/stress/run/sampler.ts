/** The state of a run at regular moments, and what was done in between. */
import { anonymousBytes } from '../checks/process-state.js'
import type { Sample } from '../report.js'
import type { EngineCounters } from '../subject.js'

/** Running sums of a whole run, and what is mapped at the moment. */
export interface Progress {
  readonly seconds: number
  readonly operations: number
  readonly bytesChecked: number
  readonly counters: EngineCounters
}

/** Samples of a run at most. */
export const SAMPLES_MAX = 600

export class Sampler {
  readonly samples: Sample[] = []
  private last: Progress | undefined

  /** @param interval Seconds between two samples. */
  constructor(readonly interval: number) {}

  /** Whether it is time for another. */
  isDue(seconds: number): boolean {
    return seconds >= (this.samples.length + 1) * this.interval
  }

  take(now: Progress): void {
    const { last } = this
    const elapsed = now.seconds - (last?.seconds ?? 0)
    if (elapsed <= 0) return
    const { counters } = now
    this.samples.push({
      t: Math.round(now.seconds * 1000) / 1000,
      operationsPerSecond: Math.round((now.operations - (last?.operations ?? 0)) / elapsed),
      bytesPerSecond: Math.round((now.bytesChecked - (last?.bytesChecked ?? 0)) / elapsed),
      mappedBytes: counters.mappedBytes,
      handles: counters.handles,
      hits: counters.hits - (last?.counters.hits ?? 0),
      misses: counters.misses - (last?.counters.misses ?? 0),
      evictions: counters.evictions - (last?.counters.evictions ?? 0),
      rssAnonBytes: anonymousBytes(),
    })
    this.last = now
  }
}

/** Every `step`-th sample, so that no more than `most` are left; rates and counts are joined. */
export function thinned(samples: readonly Sample[], most: number): Sample[] {
  const step = Math.ceil(samples.length / most)
  if (step <= 1) return [...samples]
  const kept: Sample[] = []
  for (let begin = 0; begin < samples.length; begin += step) {
    const group = samples.slice(begin, begin + step)
    const mean = (rate: (sample: Sample) => number): number =>
      Math.round(group.reduce((sum, sample) => sum + rate(sample), 0) / group.length)
    const sum = (count: (sample: Sample) => number): number =>
      group.reduce((total, sample) => total + count(sample), 0)
    kept.push({
      ...group.at(-1)!,
      operationsPerSecond: mean((sample) => sample.operationsPerSecond),
      bytesPerSecond: mean((sample) => sample.bytesPerSecond),
      hits: sum((sample) => sample.hits),
      misses: sum((sample) => sample.misses),
      evictions: sum((sample) => sample.evictions),
    })
  }
  return kept
}
