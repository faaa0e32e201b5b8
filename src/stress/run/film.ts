/** What the engine does in each operation of a minimal trace, for a person to step through. */
import type { Operation } from '../operation.js'
import { describeOperation } from '../operation.js'
import type { FilmStep, FilmWindow } from '../report.js'
import type { Scenario } from '../scenario.js'
import type { Subject } from '../subject.js'
import { ViolationError } from '../violation.js'
import type { MapListener, WatchedMap } from '../watching-backend.js'

/** Files are numbered by the scenario where it can tell them, and else as they come. */
class Camera implements MapListener {
  private readonly windows = new Map<WatchedMap, FilmWindow>()
  private readonly files: Map<bigint, number>
  mappedNow: FilmWindow[] = []
  unmappedNow: FilmWindow[] = []

  constructor(inodes: readonly bigint[]) {
    this.files = new Map(inodes.map((inode, index) => [inode, index]))
  }

  mapped(map: WatchedMap): void {
    const { inode, begin, end } = map
    const file = this.files.get(inode) ?? this.files.size
    this.files.set(inode, file)
    const window = { file, offset: begin, length: end - begin }
    this.windows.set(map, window)
    this.mappedNow.push(window)
  }

  unmapped(map: WatchedMap): void {
    const window = this.windows.get(map)
    if (window !== undefined) this.unmappedNow.push(window)
    this.windows.delete(map)
  }

  /** What came since it was asked last. */
  take(): Pick<FilmStep, 'mapped' | 'unmapped'> {
    const taken = { mapped: this.mappedNow, unmapped: this.unmappedNow }
    this.mappedNow = []
    this.unmappedNow = []
    return taken
  }
}

/** Runs `operations` once more on a new engine; the last step of the film is where it breaks its promise. */
export async function film(operations: readonly Operation[], scenario: Scenario): Promise<FilmStep[]> {
  const camera = new Camera(scenario.inodes())
  const subject = scenario.subject(camera)
  const steps: FilmStep[] = []
  const note = (operation: string, at: FilmStep['at'], outcome: FilmStep['outcome']): void => {
    const { mappedBytes } = subject.counters()
    steps.push({ operation, at, outcome, ...camera.take(), mappedBytes })
  }
  try {
    for (const operation of operations) {
      const [text, at] = [describeOperation(operation), placeOf(operation)]
      const before = { ...subject.counters(), errors: subject.tally.expectedErrors }
      try {
        const pending = subject.run(operation)
        if (pending) await pending
      } catch {
        note(text, at, 'violation')
        return steps
      }
      note(text, at, outcomeOf(before, subject))
    }
    try {
      subject.checkAll()
      await subject.finish()
    } catch (error) {
      note(`everything is given back: ${ViolationError.from(error).message}`, null, 'violation')
    }
    return steps
  } finally {
    await subject.dispose()
  }
}

function outcomeOf(
  before: { hits: number; misses: number; reads: number; maps: number; errors: number },
  subject: Subject,
): FilmStep['outcome'] {
  const { hits, reads, maps } = subject.counters()
  if (subject.tally.expectedErrors > before.errors) return 'error'
  if (maps > before.maps) return 'map'
  if (reads > before.reads) return 'read'
  return hits > before.hits ? 'hit' : 'other'
}

function placeOf(operation: Operation): FilmStep['at'] {
  if (operation.kind !== 'use' && operation.kind !== 'read') return null
  const { file, offset, size } = operation
  return { file, offset, size }
}
