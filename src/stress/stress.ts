/** A whole stress run: every combination of scenario, backend, manager and limits, one after the other. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { formatByteSize } from '../base/byte-size.js'
import { MapBudget } from '../smmap/index.js'
import { MemoryWatch } from './checks/memory-watch.js'
import { HOLDINGS_FIGURES } from './checks/system-watch.js'
import type { ManagerKind } from './engine.js'
import { type Engine, loadEngine } from './load-engine.js'
import type { StressOptions, StressProgress } from './options.js'
import { Rendezvous } from './parallel/rendezvous.js'
import { runInProcesses, runInThreads } from './parallel/run-parallel.js'
import { SharedTally } from './parallel/shared-tally.js'
import { mixSeeds } from './random.js'
import { REPORT_VERSION, type RunLimits, type ScenarioRun, type StressReport } from './report.js'
import { largestPack } from './repository/largest-pack.js'
import { makeSampleRepository } from './repository/sample-repository.js'
import { repositoryWorkloadNamed } from './repository/workloads.js'
import { presetLimits } from './run/limits.js'
import { joinSeeds, mergeParts } from './run/merge-parts.js'
import { runHere } from './run/run-here.js'
import type { RunPart, RunProgress, RunSetup, SharedByThreads } from './run/run-setup.js'
import { StressFiles } from './stress-files.js'
import { isOnRepository, readTrace, type TraceSettings } from './trace/trace.js'
import { workloadNamed } from './workloads/catalogue.js'

export interface StressHooks {
  readonly onProgress?: (progress: StressProgress) => void
  /** Told of each run when it is over. */
  readonly onRun?: (run: ScenarioRun) => void
  /** Asked at times; true: the run ends with what it has so far. */
  readonly isCancelled?: () => boolean
}

const SAMPLES_A_RUN = 200
const SAMPLE_SECONDS = { least: 0.02, most: 1, byDefault: 0.1 }
/** Windows and accesses kept of all runs together, so that a report stays readable. */
const WINDOWS_MAX = 4000
const WINDOWS_IN_ALL = 40_000
const ACCESSES_MAX = 50_000

/** Runs that the mean of what they take besides goes over, and the least that each is given while there is time. */
const OVERHEAD_RUNS = 4
const SHARE_MIN = 0.02
/** Milliseconds beyond the end of all for threads and processes, which take their time to begin. */
const START_MS = 500

/** Of the runs in threads that are made where nobody says how many. */
const THREADS = 2

const PRESETS = ['tight', 'loose', 'soft'] as const

/** One combination. */
interface Combination {
  readonly scenario: string
  readonly backend: RunSetup['backend']
  readonly manager: ManagerKind
  readonly limits: RunLimits
  readonly threads: number
}

/**
 * Runs everything that the options ask for, and ends with the first run that has a violation.
 *
 * @throws {RangeError} A scenario is unknown or lacks its repository.
 * @throws {CorruptTraceError} The file to replay is no trace.
 * @throws {TypeError} The engine breaks its contract.
 */
export async function stress(options: StressOptions, hooks: StressHooks = {}): Promise<StressReport> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'packmap-stress-')))
  const startedAt = new Date().toISOString()
  const begun = performance.now()
  const clear = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', clear)
  try {
    const session = new Session(options, hooks, folder, await loadEngine(options.engine))
    const runs = await session.run()
    return {
      format: 'packmap-stress',
      version: REPORT_VERSION,
      startedAt,
      seconds: round((performance.now() - begun) / 1000),
      interrupted: hooks.isCancelled?.() === true,
      passed: runs.every(({ violations }) => violations.length === 0),
      settings: {
        command: options.command,
        seed: options.seed,
        seeds: options.seeds,
        scenarios: options.scenarios,
        backends: options.backends,
        managers: options.managers,
        secondsPerRun: session.secondsPerRun,
        operationsPerRun: options.operations,
        threads: options.threads,
        processes: options.processes,
        files: options.files,
        fileSize: options.fileSize,
        repository: options.repository,
        faults: options.faults,
        replay: options.replay,
        engine:
          options.engine === null ? null : typeof options.engine === 'string' ? options.engine : 'given',
      },
      machine: {
        packmap: options.version,
        node: process.version,
        system: `${process.platform} ${process.arch} ${release()}`,
        cpu: cpus()[0]?.model.trim() ?? 'unknown',
        cpus: cpus().length,
        memoryBytes: totalmem(),
      },
      runs,
    }
  } finally {
    process.off('exit', clear)
    clear()
  }
}

class Session {
  readonly secondsPerRun: number | null
  private readonly combinations: readonly Combination[]
  private readonly repository: string | null
  /** What the repository was made from; null: it is the user's. */
  private repositorySeed: number | null = null
  /** Of the trace that is replayed. */
  private readonly recorded: TraceSettings
  private readonly fileSeed: number
  /** When all must be over, in milliseconds since 1970; null: never. */
  private readonly endsAt: number | null
  /** Seconds that a run took lately besides those that it was given. */
  private overhead = 0
  private readonly memory = MemoryWatch.ofSession()
  private readonly written = new Set<string>()

  constructor(
    private readonly options: StressOptions,
    private readonly hooks: StressHooks,
    private readonly folder: string,
    private readonly engine: Engine,
  ) {
    this.endsAt = options.seconds === null ? null : Date.now() + options.seconds * 1000
    this.fileSeed = mixSeeds(options.seed)
    this.recorded = options.replay === null ? {} : readTrace(readFileSync(options.replay)).settings
    if (options.engine !== null && isOnRepository(this.recorded)) {
      throw new RangeError("a repository is read through packmap's own managers, not by an engine")
    }
    this.repository = this.repositoryFor(options)
    this.combinations = this.combine()
    this.secondsPerRun = options.seconds === null ? null : options.seconds / this.combinations.length
  }

  async run(): Promise<ScenarioRun[]> {
    const runs: ScenarioRun[] = []
    for (const combination of this.combinations) {
      if (this.hooks.isCancelled?.() === true) break
      const run = await this.runOne(combination, runs.length + 1)
      runs.push(run)
      this.hooks.onRun?.(run)
      if (run.violations.length > 0) break
    }
    return runs
  }

  private combine(): Combination[] {
    const { threads, alsoInThreads } = this.options
    const scenarios = this.scenarios()
    const { has, backend, mapsItself } = this.engine
    if (threads > 1 && !has.sharedBudget) throw new RangeError('the engine has no limits that threads share')
    const managers = this.options.managers.filter((manager) => manager !== 'static' || has.wholeFiles)
    if (managers.length === 0) throw new RangeError('the engine does not map whole files')
    // The addon of mmap-io loads only in the main thread of a process.
    const known = this.options.backends.filter((name) => threads === 1 || name !== 'mmap-io')
    const backends = mapsItself || backend !== undefined ? (['own'] as const) : known
    if (backends.length === 0) throw new RangeError('mmap-io does not work in threads; use processes')
    const all = scenarios.flatMap((scenario) =>
      backendsFor(scenario, backends).flatMap((name) =>
        managersFor(scenario, managers).flatMap((manager) =>
          this.limitsFor(scenario, manager).map((limits) => ({
            scenario,
            backend: name,
            manager,
            limits,
            threads,
          })),
        ),
      ),
    )
    const canShare = has.sharedBudget && typeof this.options.engine !== 'object'
    const isForThreads = ({ scenario, backend: name, manager, limits }: Combination): boolean =>
      alsoInThreads.includes(scenario) &&
      name !== 'mmap-io' &&
      manager === 'sliding' &&
      limits.name === 'tight'
    if (!canShare) return all
    return all.flatMap((each) => (isForThreads(each) ? [each, { ...each, threads: THREADS }] : [each]))
  }

  /** Those asked for; of many, those that need a repository are left out where none can be had. */
  private scenarios(): readonly string[] {
    const { scenarios } = this.options
    if (this.repository !== null || scenarios.length === 1) return scenarios
    return scenarios.filter((scenario) => repositoryWorkloadNamed(scenario) === undefined)
  }

  private limitsFor(scenario: string, manager: ManagerKind): RunLimits[] {
    const { limits } = this.options
    const largest = this.largestOf(scenario)
    const known = this.recorded.scenario === undefined ? {} : definedOf(this.recorded)
    const given = { ...known, ...definedOf(limits) }
    if (Object.keys(given).length === 0) {
      // Within a repository limits are always strict.
      const { softLimits, idleRelease } = this.engine.has
      const names = PRESETS.filter(
        (name) => name !== 'soft' || (softLimits && !repositoryWorkloadNamed(scenario)),
      )
      return names
        .map((name) => presetLimits(name, manager, largest))
        .map((preset) => (idleRelease ? preset : { ...preset, idleMilliseconds: null }))
    }
    return [{ ...presetLimits('loose', manager, largest), ...given, name: 'given' }]
  }

  private largestOf(scenario: string): number {
    if (isOnRepository(this.recorded)) return this.repository === null ? 1 : largestPack(this.repository)
    if (this.options.replay !== null) {
      return Math.max(...readTrace(readFileSync(this.options.replay)).files.map(({ size }) => size), 1)
    }
    if (repositoryWorkloadNamed(scenario) === undefined) return Math.max(...this.sizesFor(scenario))
    return this.repository === null ? 1 : largestPack(this.repository)
  }

  private sizesFor(scenario: string): readonly number[] {
    const { files, fileSize } = this.options
    const sizes = workloadNamed(scenario)?.sizes?.(files, fileSize)
    return sizes ?? Array.from({ length: files }, () => fileSize)
  }

  private async runOne(combination: Combination, run: number): Promise<ScenarioRun> {
    const { options, hooks } = this
    const { scenario, backend, manager, limits, threads } = combination
    const bySeed: (readonly RunPart[])[] = []
    // Of what is left, so that what one took too long the others make up for.
    const shares = (this.combinations.length - run + 1) * options.seeds
    for (let seed = 0; seed < options.seeds && !isEnded(bySeed, hooks); seed++) {
      const seconds = this.secondsLeft(shares - seed)
      const setups = this.setupsFor(combination, run, seed, seconds)
      const progress = setups.map((): RunProgress | undefined => undefined)
      const onProgress = (part: number, made: RunProgress): void => {
        progress[part] = made
        const all = addProgress(progress)
        const done = (seed + all.done) / options.seeds
        hooks.onProgress?.({ ...all, done, run, runs: this.combinations.length, ...combination })
      }
      const begun = performance.now()
      bySeed.push(
        withSharedRest(
          setups,
          await runAll(setups, { ...options, threads }, onProgress, { ...hooks, memory: this.memory }),
        ),
      )
      const beside = (performance.now() - begun) / 1000 - (seconds ?? 0)
      this.overhead += (Math.max(0, beside) - this.overhead) / OVERHEAD_RUNS
    }
    const parts = joinSeeds(bySeed)
    const summary =
      options.replay === null
        ? (workloadNamed(scenario) ?? repositoryWorkloadNamed(scenario))!.summary
        : `The accesses recorded in ${options.replay}`
    return {
      scenario,
      summary,
      backend,
      manager,
      limits,
      threads,
      ...mergeParts(parts, options.processes > 1),
    }
  }

  /**
   * What each of so many runs can have of the time that is left, but for what it takes to begin and to end one; null:
   * they are not timed.
   */
  private secondsLeft(shares: number): number | null {
    if (this.endsAt === null) return null
    const left = (this.endsAt - Date.now()) / 1000
    return left <= 0 ? 0 : Math.max(SHARE_MIN, left / shares - this.overhead)
  }

  /** @param nth Which of the seeds. */
  private setupsFor(
    { scenario, backend, manager, limits, threads }: Combination,
    run: number,
    nth: number,
    seconds: number | null,
  ): RunSetup[] {
    const { options } = this
    const fromSeed = (options.seed + nth) % 2 ** 32
    const cancelled = threads > 1 ? new SharedArrayBuffer(4) : null
    const parts = threads * options.processes
    const fileSizes = options.replay === null ? this.sizesFor(scenario) : []
    const isOnRepository = repositoryWorkloadNamed(scenario) !== undefined
    const { sizes, faults: byDefault = [] } = workloadNamed(scenario) ?? {}
    const faults = options.faults.length === 0 ? byDefault : options.faults
    const areChanged = !isOnRepository && faults.some((fault) => fault !== 'repack')
    // Who changes files, or where several do, each has its own.
    const isShared = !(areChanged && parts > 1)
    const sharedFolder = this.folderFor(sizes === undefined ? 'files' : scenario)
    if (isShared && options.replay === null) this.write(sharedFolder, fileSizes)
    // And each repacks a copy of its own.
    const isRepacked = options.faults.includes('repack') && isOnRepository
    const shared = threads > 1 ? sharedByThreads(limits, parts, isShared && !isRepacked) : null
    return Array.from({ length: parts }, (_, part) => ({
      scenario,
      backend,
      manager,
      limits,
      seed: mixSeeds(fromSeed, part),
      fromSeed,
      seconds,
      endsAt: this.endsAt === null ? null : this.endsAt + (parts > 1 ? START_MS : 0),
      cancelled,
      operations: options.operations,
      folder: isShared ? sharedFolder : this.folderFor(`part-${part}`),
      fileSizes,
      fileSeed: this.fileSeed,
      writesFiles: !isShared,
      faults,
      repository: this.repository,
      repositorySeed: this.repositorySeed,
      replay: options.replay,
      engine: typeof options.engine === 'string' ? options.engine : null,
      violationFolder: options.violationFolder,
      record: part === 0 && run === 1 && nth === 0 ? options.record : null,
      shared: shared && { ...shared, thread: part },
      sampleInterval: sampleInterval(this.secondsPerRun),
      windowsMax: Math.max(100, Math.min(WINDOWS_MAX, Math.floor(WINDOWS_IN_ALL / this.combinations.length))),
      accessesMax: ACCESSES_MAX,
    }))
  }

  private folderFor(name: string): string {
    const path = join(this.folder, name)
    mkdirSync(path, { recursive: true })
    return path
  }

  private write(folder: string, sizes: readonly number[]): void {
    if (this.written.has(folder)) return
    this.written.add(folder)
    StressFiles.numbered(folder, sizes, this.fileSeed)
  }

  private repositoryFor({ repository, scenarios, seed: ownSeed, replay }: StressOptions): string | null {
    const given = repository ?? this.recorded.repository ?? null
    const isNeeded =
      replay === null
        ? scenarios.some((scenario) => repositoryWorkloadNamed(scenario) !== undefined)
        : isOnRepository(this.recorded)
    if (given !== null || !isNeeded) return given
    const seed = this.recorded.repositorySeed ?? ownSeed
    const path = join(this.folder, 'sample.git')
    if (!makeSampleRepository(path, seed)) return null
    this.repositorySeed = seed
    return path
  }
}

function managersFor(scenario: string, managers: readonly ManagerKind[]): readonly ManagerKind[] {
  const { wholeFiles = true } = workloadNamed(scenario) ?? {}
  return wholeFiles ? managers : managers.filter((manager) => manager !== 'static')
}

/** Beyond 2 GiB mmap-io reads, and so does what there is to be seen with `read`. */
function backendsFor<Name extends string>(scenario: string, backends: readonly Name[]): readonly Name[] {
  const isFar = workloadNamed(scenario)?.isFar === true
  return isFar ? backends.filter((name) => name !== 'mmap-io') : backends
}

function sharedByThreads(
  { memoryBytes, handles }: RunLimits,
  threads: number,
  haveFilesInCommon: boolean,
): Omit<SharedByThreads, 'thread'> {
  const limits = { maxMemorySize: memoryBytes ?? Infinity, maxOpenHandles: handles ?? Infinity }
  return {
    budget: MapBudget.create(limits).shared,
    mapped: SharedTally.create(),
    meeting: haveFilesInCommon ? Rendezvous.create(threads, HOLDINGS_FIGURES) : null,
    threads,
  }
}

/** With all threads gone, nothing of what they shared may be taken. */
function withSharedRest(setups: readonly RunSetup[], parts: readonly RunPart[]): readonly RunPart[] {
  const [{ shared, seed }] = setups as [RunSetup]
  const [first, ...others] = parts as [RunPart]
  if (shared === null || parts.some(({ violations }) => violations.length > 0)) return parts
  const { mappedBytes } = MapBudget.attach(shared.budget)
  const inMaps = new SharedTally(shared.mapped).bytes
  if (mappedBytes === 0 && inMaps === 0) return parts
  const told = `${formatByteSize(mappedBytes)} of the shared budget are taken, ${formatByteSize(inMaps)} mapped`
  const violation = {
    kind: 'leaked-budget' as const,
    message: `with all threads gone, ${told}`,
    seed,
    fromSeed: setups[0]!.fromSeed,
    operation: first.totals.operations,
    t: first.seconds,
    ...{ lastOperations: [], shrunk: null, shrunkFrom: 0, shrinkRuns: 0, traceFile: null, film: null },
  }
  return [{ ...first, violations: [violation] }, ...others]
}

function isEnded(bySeed: readonly (readonly RunPart[])[], { isCancelled }: StressHooks): boolean {
  const last = bySeed.at(-1)
  return (
    last !== undefined && (isCancelled?.() === true || last.some(({ violations }) => violations.length > 0))
  )
}

async function runAll(
  setups: readonly RunSetup[],
  { threads, processes, engine }: StressOptions,
  onProgress: (part: number, progress: RunProgress) => void,
  { isCancelled = () => false, memory }: StressHooks & { memory: MemoryWatch },
): Promise<RunPart[]> {
  // Threads of processes: each process is one part with the budget to itself, so the two are not combined.
  if (processes > 1) return await runInProcesses(setups, onProgress, isCancelled)
  if (threads > 1) return await runInThreads(setups, onProgress, isCancelled)
  const onPart = (progress: RunProgress): void => {
    onProgress(0, progress)
  }
  return [await runHere(setups[0]!, { onProgress: onPart, isCancelled, memory }, engine)]
}

function addProgress(parts: readonly (RunProgress | undefined)[]): RunProgress {
  const known = parts.filter((part) => part !== undefined)
  const sum = (of: (part: RunProgress) => number): number =>
    known.reduce((total, part) => total + of(part), 0)
  return {
    done: Math.min(...known.map(({ done }) => done)),
    operations: sum(({ operations }) => operations),
    operationsPerSecond: sum(({ operationsPerSecond }) => operationsPerSecond),
    mappedBytes: Math.max(...known.map(({ mappedBytes }) => mappedBytes)),
    hits: sum(({ hits }) => hits),
    misses: sum(({ misses }) => misses),
  }
}

function sampleInterval(seconds: number | null): number {
  const { least, most, byDefault } = SAMPLE_SECONDS
  return seconds === null ? byDefault : Math.min(most, Math.max(least, seconds / SAMPLES_A_RUN))
}

function definedOf(limits: StressOptions['limits']): StressOptions['limits'] {
  const { memoryBytes, windowBytes, handles, strict, idleMilliseconds } = limits
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(windowBytes === undefined ? {} : { windowBytes }),
    ...(handles === undefined ? {} : { handles }),
    ...(strict === undefined ? {} : { strict }),
    ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }),
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
