/** From what somebody asks for to a whole run's options: every choice made, and what does not go together refused. */
import { selectBackend } from '../smmap/backend/select-backend.js'
import { type BackendName, MapError } from '../smmap/index.js'
import type { EngineModule, ManagerKind } from './engine.js'
import type { FaultName } from './faults.js'
import type { StressOptions } from './options.js'
import { REPOSITORY_WORKLOADS, repositoryWorkloadNamed } from './repository/workloads.js'
import type { TraceSettings } from './trace/trace.js'
import { WORKLOADS } from './workloads/catalogue.js'

export const SCENARIOS: readonly string[] = [...WORKLOADS, ...REPOSITORY_WORKLOADS].map(({ name }) => name)
export const BACKENDS: readonly BackendName[] = ['koffi', 'mmap-io', 'read']
export const MANAGERS: readonly ManagerKind[] = ['static', 'sliding']

const SECONDS_DEFAULT = 60
const IN_THREADS = ['zipf', 'churn']
const FILES_DEFAULT = 4
const FILE_SIZE_DEFAULT = 16 * 1024 * 1024

/** What a run can be asked for; what is absent is chosen. Sizes are bytes. */
export interface StressRequest {
  /** Default: all, and with an engine of one's own all that do not need a repository. */
  readonly scenarios?: readonly string[] | undefined
  /** Default: the one that packmap would choose. */
  readonly backends?: readonly (BackendName | 'auto')[] | undefined
  /** Default: both. */
  readonly managers?: readonly ManagerKind[] | undefined
  /** Default: each combination runs within tight, loose and soft limits. */
  readonly limits?: StressOptions['limits'] | undefined
  /** For all runs together. Default: a minute, if no number of operations is given. */
  readonly seconds?: number | undefined
  /** For each run. */
  readonly operations?: number | undefined
  /** The same seed makes the same operations. Default: another one every time. */
  readonly seed?: number | undefined
  /** Each combination runs with so many seeds, counted up from the first. Default: 1. */
  readonly seeds?: number | undefined
  readonly threads?: number | undefined
  readonly processes?: number | undefined
  /** Generated files, 4 by default, and the size of each, 16 MiB by default. */
  readonly files?: number | undefined
  readonly fileSize?: number | undefined
  /** A repository to read; by default git makes one. */
  readonly repository?: string | undefined
  readonly faults?: readonly FaultName[] | undefined
  /** A file that the operations of the first run are written to. */
  readonly record?: string | undefined
  /** A trace to run in place of scenarios, and what it says of itself. */
  readonly replay?: string | undefined
  readonly recorded?: TraceSettings | undefined
  /** The path of an engine's module, or what one exports; the latter for one thread only. Default: packmap's own. */
  readonly engine?: string | EngineModule | undefined
  /** Where traces of violations are written; by default nowhere. */
  readonly violationFolder?: string | undefined
}

/**
 * @param command For the report: what repeats the run.
 * @throws {RangeError} Something is unknown, or does not go together.
 */
export function resolveOptions(request: StressRequest, command: string, version: string): StressOptions {
  const { threads = 1, processes = 1, seeds = 1, replay, recorded = {}, operations, engine } = request
  if (threads > 1 && processes > 1) throw new RangeError('threads and processes exclude each other')
  if (replay !== undefined && threads + processes > 2)
    throw new RangeError('a trace is replayed by one thread')
  if (replay !== undefined && seeds > 1) throw new RangeError('a trace has no seed that could be another')
  if (typeof engine === 'object' && threads + processes > 2) {
    throw new RangeError('threads and processes load an engine by its path')
  }
  // What threads share is tested, too, where nobody has chosen anything else.
  const isPlain = [
    request.threads,
    request.processes,
    request.scenarios,
    request.managers,
    request.limits,
    replay,
  ].every((each) => each === undefined || (typeof each === 'object' && Object.keys(each).length === 0))
  const seconds = operations === undefined && replay === undefined ? SECONDS_DEFAULT : null
  return {
    command,
    version,
    scenarios: replay === undefined ? scenariosOf(request) : ['replay'],
    backends: backendsOf(request.backends, recorded),
    managers: request.managers ?? (recorded.manager === undefined ? MANAGERS : [recorded.manager]),
    limits: request.limits ?? {},
    seconds: request.seconds ?? seconds,
    operations: operations ?? null,
    seed: request.seed ?? Math.floor(Math.random() * 2 ** 32),
    seeds,
    threads,
    alsoInThreads: isPlain ? IN_THREADS : [],
    processes,
    files: request.files ?? FILES_DEFAULT,
    fileSize: Math.max(1, request.fileSize ?? FILE_SIZE_DEFAULT),
    repository: request.repository ?? null,
    faults: request.faults ?? [],
    record: request.record ?? null,
    replay: replay ?? null,
    engine: engine ?? null,
    violationFolder: request.violationFolder ?? null,
  }
}

function scenariosOf({ scenarios, engine }: StressRequest): readonly string[] {
  const unknown = scenarios?.find((name) => !SCENARIOS.includes(name))
  if (unknown !== undefined)
    throw new RangeError(`there is no scenario '${unknown}'; there are ${SCENARIOS.join(', ')}`)
  if (engine === undefined) return scenarios ?? SCENARIOS
  const isOnRepository = (name: string): boolean => repositoryWorkloadNamed(name) !== undefined
  const refused = scenarios?.filter(isOnRepository) ?? []
  if (refused.length > 0) {
    throw new RangeError(
      `${refused.join(', ')}: a repository is read through packmap's own managers, not by an engine`,
    )
  }
  return scenarios ?? SCENARIOS.filter((name) => !isOnRepository(name))
}

function backendsOf(chosen: StressRequest['backends'], { backend }: TraceSettings): readonly BackendName[] {
  const recorded = BACKENDS.filter((name) => name === backend && works(name))
  if (chosen === undefined && recorded.length > 0) return recorded
  return (chosen ?? ['auto']).map((name) => selectBackend(name).name as BackendName)
}

/** Whether a backend can be had here. */
export function works(name: BackendName): boolean {
  try {
    selectBackend(name)
    return true
  } catch (error) {
    if (error instanceof MapError) return false
    throw error
  }
}
