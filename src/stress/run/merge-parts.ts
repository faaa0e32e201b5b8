/** Makes one run of what its threads and processes bring home. */
import type { RunTotals, Sample } from '../report.js'
import { type EncodedLatency, LatencyRecorder } from './latency.js'
import type { RunPart } from './run-setup.js'
import type { ScenarioRun } from '../report.js'
import { SAMPLES_MAX, thinned } from './sampler.js'

type Merged = Pick<
  ScenarioRun,
  'seconds' | 'totals' | 'samples' | 'latency' | 'latencyByKind' | 'residency' | 'missRatios' | 'violations'
>

/**
 * @param parts At least one. Residency and miss ratios are the first one's: the others do the same with another seed.
 * @param areProcesses Whether each has memory of its own.
 */
export function mergeParts(parts: readonly RunPart[], areProcesses: boolean): Merged {
  const [first, ...others] = parts
  const latency = new LatencyRecorder()
  for (const part of parts) latency.addEncoded(part.latency)
  const samples = mergeSamples(parts, areProcesses)
  const totals = others.reduce((sum, part) => addTotals(sum, part.totals), first!.totals)
  // Threads that share a limit count together, and processes have a limit each.
  const mappedBytesPeak = Math.max(...parts.map((part) => part.totals.mappedBytesPeak))
  const regionsPeak = Math.max(...parts.map((part) => part.totals.regionsPeak))
  return {
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    totals: { ...totals, mappedBytesPeak, regionsPeak },
    samples,
    latency: latency.report(),
    latencyByKind: latency.reportByKind(),
    residency: first!.residency,
    missRatios: first!.missRatios,
    violations: parts.flatMap(({ violations }) => violations),
  }
}

/**
 * The parts of runs that were made one after the other, with a seed each, as if they had been one run.
 *
 * @param bySeed At least one.
 */
export function joinSeeds(bySeed: readonly (readonly RunPart[])[]): readonly RunPart[] {
  return bySeed.reduce((before, next) => before.map((part, index) => joined(part, next[index]!)))
}

function joined(first: RunPart, second: RunPart): RunPart {
  const { seconds } = first
  const from = Math.max(seconds, first.samples.at(-1)?.t ?? 0) // times of samples are rounded
  const mappedBytesPeak = Math.max(first.totals.mappedBytesPeak, second.totals.mappedBytesPeak)
  const regionsPeak = Math.max(first.totals.regionsPeak, second.totals.regionsPeak)
  return {
    ...first,
    seconds: seconds + second.seconds,
    totals: { ...addTotals(first.totals, second.totals), mappedBytesPeak, regionsPeak },
    samples: thinned(
      [...first.samples, ...second.samples.map((each) => ({ ...each, t: each.t + from }))],
      SAMPLES_MAX,
    ),
    latency: addLatencies(first.latency, second.latency),
    violations: [...first.violations, ...second.violations],
  }
}

function addLatencies(a: RunPart['latency'], b: RunPart['latency']): RunPart['latency'] {
  const sum: Record<string, EncodedLatency> = { ...a }
  for (const [kind, encoded] of Object.entries(b)) sum[kind] = [...(sum[kind] ?? []), ...encoded]
  return sum
}

function addTotals(a: RunTotals, b: RunTotals): RunTotals {
  const sum = { ...a }
  for (const key of Object.keys(sum) as (keyof RunTotals)[]) if (key !== 'byKind') sum[key] += b[key]
  return { ...sum, byKind: addCounts(a.byKind, b.byKind) }
}

/** Sums by name. */
export function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/** Samples are taken at the same times in all parts, so those of one number belong together. */
function mergeSamples(parts: readonly RunPart[], areProcesses: boolean): Sample[] {
  const length = Math.max(...parts.map(({ samples }) => samples.length))
  return Array.from({ length }, (_, index) =>
    parts.flatMap(({ samples }) => samples[index] ?? []).reduce((a, b) => addSamples(a, b, areProcesses)),
  )
}

function addSamples(a: Sample, b: Sample, areProcesses: boolean): Sample {
  const anonymous = [a.rssAnonBytes ?? 0, b.rssAnonBytes ?? 0] as const
  return {
    t: a.t,
    operationsPerSecond: a.operationsPerSecond + b.operationsPerSecond,
    bytesPerSecond: a.bytesPerSecond + b.bytesPerSecond,
    mappedBytes: Math.max(a.mappedBytes, b.mappedBytes),
    handles: a.handles + b.handles,
    hits: a.hits + b.hits,
    misses: a.misses + b.misses,
    evictions: a.evictions + b.evictions,
    rssAnonBytes:
      a.rssAnonBytes === null ? null : areProcesses ? anonymous[0] + anonymous[1] : Math.max(...anonymous),
  }
}
