/** Every workload by its name. */
import { calls, changes, churn, manyFiles } from './cursors.js'
import { far, random, sequential, straddling, strided, zipf } from './offsets.js'
import type { Workload } from './workload.js'

/** On generated files. */
export const WORKLOADS: readonly Workload[] = [
  random,
  zipf,
  sequential,
  strided,
  straddling,
  manyFiles,
  churn,
  calls,
  far,
  changes,
]

export function workloadNamed(name: string): Workload | undefined {
  return WORKLOADS.find((workload) => workload.name === name)
}
