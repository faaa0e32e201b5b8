/** A scan on the calling thread: at once, in pieces between which the event loop turns, or as an iterator. */
import { setImmediate } from 'node:timers/promises'
import type { GitObject } from '../../object/git-object.js'
import type { ObjectSource } from '../object-source.js'
import { scanSettings, type ScanOptions, type ScanSink, type ScanVisitor, sinkFor } from './scan-options.js'
import { scanSteps } from './scan-steps.js'
import type { ScannedObject } from './scanned-object.js'

/** About as many bytes of objects are shown before the event loop turns: some milliseconds. */
const TURN_BYTES = 16 * 1024 * 1024
/** How long the event loop may stand still for nothing but a scan. */
const TURN_MS = 5
/** About as many bytes of objects are copied before they are handed out. */
const BATCH_BYTES = 1024 * 1024

/** What has been done so far, and what there is to do. */
export interface ScanProgress {
  /** Objects shown. */
  readonly objects: number
  /** Entries of all packs, and loose objects once they are come upon: what `objects` may reach. */
  readonly total: number
}

/** What a scan has come to. */
export interface ScanSummary<Result = undefined> {
  /** Objects shown. */
  readonly objects: number
  /** Objects that could not be read, and packs that could not be listed. */
  readonly damaged: number
  /** What the visitor of each thread has answered in the end; empty for a function. */
  readonly results: readonly Result[]
}

export interface ScanControl {
  /** Ends the scan, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Told now and then how far the scan has come, and once at its end. */
  readonly onProgress?: (progress: ScanProgress) => void
}

/** Scans in one go. Throws what `visit` throws, and, without `onDamage`, the first damage. */
export function scanNow(source: ObjectSource, visit: ScanVisitor, options: ScanOptions): void {
  const settings = scanSettings(options, source.core.verify)
  const steps = scanSteps(source, settings, sinkFor(visit, options), TURN_BYTES)
  while (steps.next().done !== true);
}

/** Scans in pieces. Rejects as {@link scanNow} throws, and when the signal says so. */
export async function scanInTurns(
  source: ObjectSource,
  visit: ScanVisitor,
  options: ScanOptions & ScanControl,
): Promise<ScanSummary<never>> {
  const { signal, onProgress } = options
  signal?.throwIfAborted()
  const counting = new CountingSink(sinkFor(visit, options))
  const settings = scanSettings(options, source.core.verify)
  const total = countEntries(source)
  const report = (): void => {
    onProgress?.({ objects: counting.objects, total: Math.max(total, counting.objects) })
  }
  const steps = scanSteps(source, settings, counting, TURN_BYTES)
  let turned = performance.now()
  try {
    while (steps.next().done !== true) {
      // Steps may be much shorter than a turn: a folder of loose objects with nothing in it is one.
      if (performance.now() - turned < TURN_MS) continue
      report()
      await setImmediate()
      signal?.throwIfAborted()
      turned = performance.now()
    }
  } finally {
    steps.return(undefined)
  }
  report()
  return { objects: counting.objects, damaged: counting.damaged, results: [] }
}

/** Copies of all objects, in the order of {@link scanSteps}. Damage that concerns no single object is passed over. */
export function* copiesInPackOrder(source: ObjectSource, options: ScanOptions): Generator<GitObject> {
  let batch: GitObject[] = []
  const sink = sinkFor((object) => batch.push(object.copy()), options)
  const settings = scanSettings(options, source.core.verify)
  const steps = scanSteps(source, settings, withoutPacks(sink), BATCH_BYTES)
  for (let isOver = false; !isOver;) {
    isOver = steps.next().done === true
    yield* batch
    batch = []
  }
}

function withoutPacks(sink: ScanSink): ScanSink {
  return {
    visit(object) {
      sink.visit(object)
    },
    damage(oid, error) {
      if (oid !== undefined) sink.damage(oid, error)
    },
  }
}

/** Entries of all packs whose index can be read. */
export function countEntries(source: ObjectSource): number {
  try {
    return source.packs.readable().reduce((sum, { index }) => sum + index.objectCount, 0)
  } finally {
    source.end()
  }
}

/** Counts what passes through. */
export class CountingSink implements ScanSink {
  objects = 0
  damaged = 0

  constructor(private readonly sink: ScanSink) {}

  visit(object: ScannedObject): void {
    this.objects++
    this.sink.visit(object)
  }

  damage(oid: string | undefined, error: Parameters<ScanSink['damage']>[1]): void {
    this.damaged++
    this.sink.damage(oid, error)
  }
}
