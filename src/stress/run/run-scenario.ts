/**
 * Runs one scenario in this thread until its time or its operations are over, or something promised does not hold.
 *
 * A run is a row of epochs, each with a new engine and operations from a seed of its own. An epoch ends with
 * everything given back and counted, and it is the part that is repeated when a violation has to be shrunk.
 */
import { AccessLog } from '../advise/access-log.js'
import { missRatioCurve, wholeFilesCurve } from '../advise/miss-ratio.js'
import { MemoryWatch } from '../checks/memory-watch.js'
import type { Operation } from '../operation.js'
import { mixSeeds } from '../random.js'
import type { MissRatioCurve, RunTotals, Violation } from '../report.js'
import type { Scenario } from '../scenario.js'
import type { EngineCounters, Subject, Tally } from '../subject.js'
import { OperationRecorder } from '../trace/operation-recorder.js'
import { turns } from '../turns.js'
import { ViolationError } from '../violation.js'
import { describeViolation } from './describe-violation.js'
import { LatencyRecorder } from './latency.js'
import type { ResidencyRecorder } from './residency.js'
import { type RunPart, type RunProgress, type RunSetup, traceSettingsOf } from './run-setup.js'
import { Sampler, SAMPLES_MAX, thinned } from './sampler.js'

const EPOCH_OPERATIONS = 20_000
/** Operations between two looks at the clock. */
const CLOCK_EVERY = 32
/** Operations after which the share of those in vain says something, and the shares that are too much. */
const SHARE_MIN = 2000
const IN_VAIN_MAX = 0.5
const WAITING_MAX = 0.05
const WAIT_MS = 100
const TURN_SECONDS = 0.2

export interface RunHooks {
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
  /** Of all runs in this thread together: what grows slowly shows there. */
  readonly memory?: MemoryWatch | undefined
  /** Asked at times: whether to end before the time is over. */
  readonly isCancelled?: (() => boolean) | undefined
}

export class ScenarioRunner {
  private readonly latency = new LatencyRecorder()
  private readonly sampler: Sampler
  private readonly accesses: AccessLog
  private readonly memory: MemoryWatch
  private operations = 0
  /** Operations of the epoch that took so long that they must have waited for others. */
  private waits = 0
  private readonly byKind: Record<string, number> = {}
  /** Of the epochs that are over. */
  private before: RunTotals = NOTHING
  private subject: Subject | undefined
  private recorder: OperationRecorder | undefined
  private readonly cancelled: Int32Array | undefined
  /** When signals and messages could last come in, in seconds. */
  private turnedAt = 0
  /** A trace is repeated as it is, however long it may be. */
  private readonly epochOperations: number

  /** @param clock Seconds since the beginning; the same as the residency's. */
  constructor(
    private readonly setup: RunSetup,
    private readonly scenario: Scenario,
    private readonly residency: ResidencyRecorder,
    private readonly clock: () => number,
    private readonly hooks: RunHooks = {},
  ) {
    this.sampler = new Sampler(setup.sampleInterval)
    this.accesses = new AccessLog(setup.accessesMax)
    this.memory = new MemoryWatch(setup.limits.memoryBytes ?? 0)
    this.epochOperations = setup.replay === null ? EPOCH_OPERATIONS : Infinity
    this.cancelled = setup.cancelled === null ? undefined : new Int32Array(setup.cancelled)
    const { traceFiles } = scenario
    if (setup.record !== null && !scenario.recordsItself) {
      this.recorder = new OperationRecorder(setup.record, traceSettingsOf(setup), traceFiles)
    }
  }

  async run(): Promise<RunPart> {
    const violations: Violation[] = []
    for (let epoch = 0; !this.isOver() && violations.length === 0; epoch++) {
      const violation = await this.runEpoch(mixSeeds(this.setup.seed, epoch))
      if (violation === 'no more') break
      if (violation) violations.push(violation)
    }
    this.stopRecording()
    const seconds = this.clock()
    if (this.sampler.samples.length < 2) this.sample(seconds)
    const samples = thinned(this.sampler.samples, SAMPLES_MAX)
    const [only] = samples
    if (samples.length === 1) samples.unshift({ ...only!, ...AT_FIRST })
    return {
      seconds,
      totals: { ...this.before, byKind: this.byKind },
      samples,
      latency: this.latency.encode(),
      residency: this.residency.report(),
      missRatios: this.accesses.length === 0 ? [] : [this.curve()],
      violations,
    }
  }

  /** For the windows that the run used. */
  private curve(): MissRatioCurve {
    const { windowBytes } = this.setup.limits
    const sizes = this.scenario.traceFiles.map(({ size }) => size)
    return windowBytes === 0
      ? wholeFilesCurve(this.accesses, sizes)
      : missRatioCurve(this.accesses, windowBytes)
  }

  private async runEpoch(seed: number): Promise<Violation | 'no more' | undefined> {
    const next = this.scenario.operations(seed)
    const subject = this.scenario.subject()
    this.subject = subject
    const done: Operation[] = []
    let ended = false
    try {
      while (done.length < this.epochOperations && !this.isOverNow(done.length)) {
        const operation = next()
        if (operation === undefined) {
          ended = true
          break
        }
        done.push(operation)
        this.recorder?.add(operation)
        const pending = subject.run(operation)
        if (pending) await pending
        else if (this.isTurnDue(done.length)) await turns()
        this.note(operation, subject.tally)
      }
      await subject.finish()
      this.checkShare(subject)
      this.memory.look()
      this.recorder?.endEpoch()
      // Files that faults have changed are put back now, which no operation says.
      if (this.setup.faults.length > 0) this.stopRecording()
      return ended ? 'no more' : undefined
    } catch (error) {
      const violation = ViolationError.from(error)
      await this.leave(subject)
      const found = { operation: this.operations, t: this.clock() }
      return await describeViolation(violation, done, found, this.setup, this.scenario, this.isCancelled)
    } finally {
      if (this.subject === subject) await this.leave(subject)
    }
  }

  /** A workload lets the event loop turn; a program's trace says nothing of that, and signals must come in all the same. */
  private isTurnDue(operation: number): boolean {
    if (this.setup.replay === null || operation % CLOCK_EVERY !== 0) return false
    if (this.clock() < this.turnedAt + TURN_SECONDS) return false
    this.turnedAt = this.clock()
    return true
  }

  /** Threads that share limits may have to wait or do without, but not most of the time. */
  private checkShare({ tally }: Subject): void {
    const operations = this.operations - this.before.operations
    const { shared } = this.setup
    if (shared === null || operations < SHARE_MIN) return
    const inVain = tally.expectedErrors
    if (inVain > operations * IN_VAIN_MAX || this.waits > operations * WAITING_MAX) {
      const what = `of ${operations} operations ${inVain} were refused and ${this.waits} took longer than ${WAIT_MS} ms`
      throw new ViolationError('starved', `${what}, while ${shared.threads} threads shared the limits`)
    }
    this.waits = 0
  }

  // Hot: after every operation.
  private note(operation: Operation, tally: Tally): void {
    this.operations++
    const kind = nameOf(operation)
    this.byKind[kind] = (this.byKind[kind] ?? 0) + 1
    if (tally.milliseconds >= 0) {
      this.latency.record(kind, tally.milliseconds)
      if (tally.milliseconds > WAIT_MS) this.waits++
      if (operation.kind === 'use') this.accesses.add(operation.file, operation.offset, operation.size)
    }
    if (this.operations % CLOCK_EVERY !== 0) return
    const seconds = this.clock()
    if (this.sampler.isDue(seconds)) this.sample(seconds)
  }

  private sample(seconds: number): void {
    const totals = this.subject ? sumOf(this.before, this.operations, this.subject) : this.before
    const counters = { ...totals, mappedBytes: 0, handles: 0, ...liveOf(this.subject) }
    this.sampler.take({ seconds, operations: this.operations, bytesChecked: totals.bytesChecked, counters })
    this.memory.look()
    this.hooks.memory?.look()
    const { hits, misses } = totals
    this.hooks.onProgress?.({
      done: this.doneAt(seconds),
      operations: this.operations,
      operationsPerSecond: this.sampler.samples.at(-1)?.operationsPerSecond ?? 0,
      mappedBytes: counters.mappedBytes,
      hits,
      misses,
    })
  }

  private stopRecording(): void {
    this.recorder?.[Symbol.dispose]()
    this.recorder = undefined
  }

  private async leave(subject: Subject): Promise<void> {
    this.subject = undefined
    this.before = sumOf(this.before, this.operations, subject)
    await subject.dispose()
  }

  /** As {@link ScenarioRunner.isOver}, and looks at the clock only now and then. */
  private isOverNow(operation: number): boolean {
    if (this.operations === this.setup.operations) return true
    return operation % CLOCK_EVERY === 0 && this.isOver()
  }

  private isOver(): boolean {
    const { endsAt } = this.setup
    return this.doneAt(this.clock()) >= 1 || (endsAt !== null && Date.now() >= endsAt) || this.isCancelled()
  }

  private readonly isCancelled = (): boolean =>
    (this.cancelled !== undefined && Atomics.load(this.cancelled, 0) !== 0) ||
    this.hooks.isCancelled?.() === true

  private doneAt(seconds: number): number {
    const { setup } = this
    const byTime = setup.seconds === null ? 0 : seconds / setup.seconds
    const byCount = setup.operations === null ? 0 : this.operations / setup.operations
    return Math.min(1, Math.max(byTime, byCount))
  }
}

/** What the report counts it as. */
function nameOf(operation: Operation): string {
  if (operation.kind === 'read') return operation.by
  return operation.kind === 'open' ? `open by ${operation.as}` : operation.kind
}

/** Of a run that was over before two samples were due. */
const AT_FIRST = { t: 0, mappedBytes: 0, handles: 0, hits: 0, misses: 0, evictions: 0 }

const NOTHING: RunTotals = {
  operations: 0,
  bytesChecked: 0,
  checks: 0,
  faults: 0,
  expectedErrors: 0,
  hits: 0,
  misses: 0,
  maps: 0,
  unmaps: 0,
  evictions: 0,
  reads: 0,
  mappedBytesPeak: 0,
  regionsPeak: 0,
  byKind: {},
}

/** Totals of the epochs before and of the one that `subject` is in. */
function sumOf(before: RunTotals, operations: number, subject: Subject): RunTotals {
  const { tally } = subject
  const now = subject.counters()
  return {
    operations,
    bytesChecked: before.bytesChecked + tally.bytesChecked,
    checks: before.checks + tally.checks,
    faults: before.faults + tally.faults,
    expectedErrors: before.expectedErrors + tally.expectedErrors,
    hits: before.hits + now.hits,
    misses: before.misses + now.misses,
    maps: before.maps + now.maps,
    unmaps: before.unmaps + now.unmaps,
    evictions: before.evictions + now.evictions,
    reads: before.reads + now.reads,
    mappedBytesPeak: Math.max(before.mappedBytesPeak, now.mappedBytesPeak),
    regionsPeak: Math.max(before.regionsPeak, now.regionsPeak),
    byKind: before.byKind,
  }
}

function liveOf(subject: Subject | undefined): Partial<EngineCounters> {
  if (subject === undefined) return {}
  const { mappedBytes, handles } = subject.counters()
  return { mappedBytes, handles }
}
