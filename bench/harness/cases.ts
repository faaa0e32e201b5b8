/** The workloads, W1 to W9: what each reads, from which file of {@link prepareInputs}, and how its result is counted. */

export interface BenchmarkCase {
  readonly id: string
  readonly title: string
  /** What is read, one item a line; cases without one look at the whole repository. */
  readonly input?: 'oids' | 'packOrder' | 'halfMissing' | 'abbreviations' | 'paths' | 'first'
  /** How a result is shown: items per second of CPU time, or seconds of CPU time for all. */
  readonly shown: 'rate' | 'seconds' | 'milliseconds'
  /** Another case for which git does the same work, and is not run again. */
  readonly gitAs?: string
}

export const CASES: readonly BenchmarkCase[] = [
  { id: 'W1', title: 'random reads', input: 'oids', shown: 'rate' },
  { id: 'W1m', title: 'the same by readMany; git is fed in pack order', input: 'oids', shown: 'rate' },
  { id: 'W2', title: 'headers of the same', input: 'oids', shown: 'rate' },
  { id: 'W3', title: 'every object once, as views', shown: 'seconds' },
  { id: 'W3c', title: 'every object once, as copies', gitAs: 'W3', shown: 'seconds' },
  { id: 'W3t', title: 'every object once, two threads, wall time', gitAs: 'W3', shown: 'seconds' },
  { id: 'W4', title: 'every object, id verified', shown: 'seconds' },
  {
    id: 'W4t',
    title: 'every object, id verified, two threads, wall time',
    gitAs: 'W4',
    shown: 'seconds',
  },
  { id: 'W5a', title: 'has, half of them missing', input: 'halfMissing', shown: 'rate' },
  { id: 'W5b', title: 'expand abbreviations', input: 'abbreviations', shown: 'rate' },
  { id: 'W6', title: 'rev:path, random pairs', input: 'paths', shown: 'rate' },
  { id: 'W7', title: 'rev-list --objects --all', shown: 'seconds' },
  { id: 'W8', title: 'first object from a cold start', input: 'first', shown: 'milliseconds' },
  { id: 'W9', title: 'W1 with 32 MiB of maps in 1 MiB windows', input: 'oids', shown: 'rate' },
]

/** Cases in which two threads work: CPU time says nothing about them. */
export function isParallel(id: string): boolean {
  return id.endsWith('t')
}
