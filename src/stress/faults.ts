/** Faults by name, and the row of operations in which a workload meets them. */
import type { Operation } from './operation.js'
import type { Random } from './random.js'
import type { Shape, Source } from './workloads/workload.js'

/** What `--fault` takes. `repack` is for repositories, the others for files. */
export const FAULTS = {
  'open-fails': 'a file cannot be opened for a while',
  'map-fails': 'the system refuses a map',
  'map-count': 'the process has as many maps as it may',
  descriptors: 'the process has as many descriptors as it may',
  truncated: 'a file is cut',
  replaced: 'another file takes the place of one',
  'replaced-alike': 'another file of the same size and time takes the place of one',
  grown: 'a file grows',
  repack: 'git repacks the repository while it is read',
} as const

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]

/** Those that files can have. */
export const FAULTS_OF_FILES = FAULT_NAMES.filter((name) => name !== 'repack')

/** Operations between two faults, on average. */
const FAULT_EVERY = 100
/** Operations between two turns of the event loop. */
const TURN_EVERY = 64
/** Operations between two rests, where what is unused goes by itself. */
const REST_EVERY = 2000
/** How much a file is cut or grows at most. */
const CHANGE_BYTES = 200_000

/**
 * The operations of `source`, with a turn of the event loop now and then, and with `faults`.
 *
 * @param idleMilliseconds After which what is unused goes; null: it does not.
 */
export function withFaults(
  source: Source,
  faults: readonly FaultName[],
  idleMilliseconds: number | null,
  random: Random,
  { sizes, slots }: Shape,
): Source {
  const injured = sizes.slice()
  const waiting: Operation[] = []
  let count = 0
  return () => {
    const next = waiting.shift()
    if (next !== undefined) return next
    if (idleMilliseconds !== null && ++count % REST_EVERY === 0) {
      return { kind: 'rest', milliseconds: 2 * idleMilliseconds }
    }
    if (++count % TURN_EVERY === 0) return { kind: 'turn' }
    if (faults.length === 0 || !random.onceIn(FAULT_EVERY)) return source()
    const file = random.below(sizes.length)
    // A cursor that is not on the file yet must look for it now.
    waiting.push({ kind: 'drop', slot: random.below(slots) })
    return faultOn(random.pick(faults), file, random, injured, waiting)
  }
}

function faultOn(
  fault: FaultName,
  file: number,
  random: Random,
  sizes: number[],
  waiting: Operation[],
): Operation {
  const size = sizes[file]!
  switch (fault) {
    case 'open-fails':
      waiting.push(
        { kind: 'use', slot: 0, file, offset: random.below(size), size: 100, minSize: 0 },
        { kind: 'show', file },
      )
      return { kind: 'hide', file }
    case 'map-fails':
      return { kind: 'fail', code: 'EACCES', count: 1 }
    case 'map-count':
      return { kind: 'fail', code: 'ENOMEM', count: 1 + random.below(2) }
    case 'descriptors':
      return { kind: 'fail', code: 'EMFILE', count: 1 + random.below(2) }
    case 'truncated':
      sizes[file] = Math.max(1, size - random.below(CHANGE_BYTES))
      return { kind: 'truncate', file, size: sizes[file] }
    case 'grown':
      sizes[file] = size + 1 + random.below(CHANGE_BYTES)
      return { kind: 'grow', file, size: sizes[file] }
    case 'replaced':
      return { kind: 'replace', file }
    case 'replaced-alike':
      return { kind: 'replace-alike', file }
    case 'repack':
      return { kind: 'turn' } // it runs beside the operations, not among them
  }
}
