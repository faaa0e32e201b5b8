/** Runs cases for all subjects in turn, and makes rows of what they took. */
import { type BenchmarkCase, isParallel } from './cases.js'
import { type Measurement, runSubject } from './run-subject.js'
import type { Subject } from './subjects.js'

export interface Row {
  readonly case: string
  readonly title: string
  readonly shown: BenchmarkCase['shown']
  readonly subject: string
  /** Items done, and of how many; fewer where the subject is slow, and then its seconds are scaled. */
  readonly count: number
  readonly total: number
  /** Medians, in seconds, for all items. */
  readonly wall: number
  readonly cpu: number
  readonly rounds: number
  /** Most anonymous memory in any round, in bytes. */
  readonly memory: number
  /** How many times as fast as git: by CPU time, and by wall time where threads work. */
  readonly ratio: number
  /** Whether the results were git's: by digest, where all items were done. */
  readonly checked: 'same as git' | 'different' | 'not compared'
}

export interface Plan {
  readonly cases: readonly BenchmarkCase[]
  readonly subjects: readonly Subject[]
  readonly rounds: number
  readonly gitDir: string
  readonly inputs: string
  readonly log: (line: string) => void
}

export async function compare(plan: Plan): Promise<Row[]> {
  const rows: Row[] = []
  const gits = new Map<string, readonly Measurement[]>()
  for (const item of plan.cases) rows.push(...(await compareOne(item, plan, gits)))
  return rows
}

async function compareOne(
  item: BenchmarkCase,
  plan: Plan,
  gits: Map<string, readonly Measurement[]>,
): Promise<Row[]> {
  const { subjects, gitDir, inputs, log } = plan
  const known = item.gitAs === undefined ? undefined : gits.get(item.gitAs)
  const taken = new Map<Subject, Measurement[]>()
  for (const subject of subjects) if (subject.cases[item.id] !== undefined) taken.set(subject, [])
  const rounds = item.shown === 'milliseconds' ? plan.rounds * 5 : plan.rounds
  for (let round = 0; round < rounds; round++) {
    for (const [subject, measurements] of taken) {
      if (subject.name === 'git' && known !== undefined) {
        measurements.splice(0, Infinity, ...known)
        continue
      }
      // A peer that needs minutes is run once.
      if (measurements.some(({ wall }) => wall > 60) && subject.name !== 'git') continue
      try {
        const measurement = await runSubject(subject, item.id, gitDir, inputs)
        measurements.push(measurement)
        log(
          `${item.id} ${subject.name}: ${measurement.wall.toFixed(3)} s, CPU ${measurement.cpu.toFixed(3)} s`,
        )
      } catch (error) {
        log(`${item.id} ${(error as Error).message.slice(0, 300)}`)
        taken.delete(subject)
      }
    }
  }
  for (const [{ name }, measurements] of taken) if (name === 'git') gits.set(item.id, measurements)
  return rowsOf(item, [...taken])
}

function rowsOf(item: BenchmarkCase, taken: readonly (readonly [Subject, readonly Measurement[]])[]): Row[] {
  const reference = taken.find(([{ name }]) => name === 'git')?.[1]
  const total = reference?.[0]?.count ?? 0
  const timeOf = (measurements: readonly Measurement[], key: 'wall' | 'cpu'): number =>
    median(
      measurements.map(
        (measurement) => (measurement[key] / measurement.count) * (total || measurement.count),
      ),
    )
  const key = isParallel(item.id) ? 'wall' : 'cpu'
  return taken.map(([subject, measurements]) => ({
    case: item.id,
    title: item.title,
    shown: item.shown,
    subject: subject.name,
    count: measurements[0]!.count,
    total,
    wall: timeOf(measurements, 'wall'),
    cpu: timeOf(measurements, 'cpu'),
    rounds: measurements.length,
    memory: Math.max(...measurements.map(({ memory }) => memory)),
    ratio: reference ? timeOf(reference, key) / timeOf(measurements, key) : 0,
    checked: check(item, measurements[0]!, reference?.[0]),
  }))
}

function check(item: BenchmarkCase, ours: Measurement, gits: Measurement | undefined): Row['checked'] {
  // Git's verify-pack prints nothing, and `cat-file -p` a text of its own.
  if (!gits || item.id.startsWith('W4') || item.id === 'W8' || ours.count !== gits.count)
    return 'not compared'
  return ours.digest === gits.digest ? 'same as git' : 'different'
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}
