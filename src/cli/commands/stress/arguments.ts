/** From the command line of `packmap stress` to the options of a run. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseByteSize } from '../../../base/byte-size.js'
import { parseDuration } from '../../../base/duration.js'
import { selectBackend } from '../../../smmap/backend/select-backend.js'
import { type BackendName, MapError } from '../../../smmap/index.js'
import type { ManagerKind } from '../../../stress/engine.js'
import { FAULT_NAMES, type FaultName, FAULTS_OF_FILES } from '../../../stress/faults.js'
import type { StressOptions } from '../../../stress/options.js'
import { REPOSITORY_WORKLOADS } from '../../../stress/repository/workloads.js'
import { readTrace, type TraceSettings } from '../../../stress/trace/trace.js'
import { WORKLOADS } from '../../../stress/workloads/catalogue.js'
import { UsageError } from '../../failure.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { packageVersion } from '../../version.js'

const SCENARIOS = [...WORKLOADS, ...REPOSITORY_WORKLOADS].map(({ name }) => name)
const BACKENDS: readonly BackendName[] = ['koffi', 'mmap-io', 'read']
const MANAGERS: readonly ManagerKind[] = ['static', 'sliding']
const DURATION_DEFAULT = '1m'
const FILES_DEFAULT = 4
const FILE_SIZE_DEFAULT = '16MiB'

/**
 * @param cwd Where relative paths begin.
 * @throws {UsageError} A value is none, or options do not go together.
 */
export function stressOptions(parsed: ParsedOptions, cwd: string, args: readonly string[]): StressOptions {
  const path = (key: string): string | null => {
    const value = parsed.value(key)
    return value === undefined ? null : resolve(cwd, value)
  }
  const replay = path('replay')
  const settings = replay === null ? {} : readTrace(readFileSync(replay)).settings
  const [threads, processes] = [count(parsed, 'threads') ?? 1, count(parsed, 'processes') ?? 1]
  if (threads > 1 && processes > 1) throw new UsageError('--threads and --processes exclude each other')
  if (replay !== null && threads + processes > 2) throw new UsageError('a trace is replayed by one thread')
  return {
    command: ['stress', ...args].join(' '),
    version: packageVersion(),
    scenarios: replay === null ? scenarios(parsed) : ['replay'],
    backends: backends(parsed, settings),
    managers: managers(parsed, settings),
    limits: limits(parsed),
    ...duration(parsed, replay),
    seed: seedOf(parsed),
    threads,
    processes,
    files: count(parsed, 'files') ?? FILES_DEFAULT,
    fileSize: Math.max(1, size(parsed.value('file-size') ?? FILE_SIZE_DEFAULT)),
    repository: path('repo'),
    faults: faults(parsed),
    record: path('record'),
    replay,
    engine: path('engine'),
    violationFolder: cwd,
  }
}

function scenarios(parsed: ParsedOptions): readonly string[] {
  const chosen = named(parsed, 'scenario', SCENARIOS)
  return chosen === undefined || chosen === 'all' ? SCENARIOS : chosen
}

function backends(parsed: ParsedOptions, { backend }: TraceSettings): readonly BackendName[] {
  const chosen = named(parsed, 'backend', [...BACKENDS, 'auto'])
  if (chosen === 'all') return BACKENDS.filter(works)
  const recorded = BACKENDS.filter((name) => name === backend && works(name))
  if (chosen === undefined && recorded.length > 0) return recorded
  return (chosen ?? ['auto']).map((name) => selectBackend(name as BackendName | 'auto').name as BackendName)
}

function managers(parsed: ParsedOptions, { manager }: TraceSettings): readonly ManagerKind[] {
  const chosen = named(parsed, 'manager', MANAGERS)
  if (chosen === undefined && manager !== undefined) return [manager]
  return chosen === undefined || chosen === 'all' ? MANAGERS : (chosen as ManagerKind[])
}

function faults(parsed: ParsedOptions): readonly FaultName[] {
  const chosen = named(parsed, 'fault', FAULT_NAMES)
  if (chosen === undefined) return []
  return chosen === 'all' ? FAULTS_OF_FILES : (chosen as FaultName[])
}

function limits(parsed: ParsedOptions): StressOptions['limits'] {
  const memory = parsed.value('memory')
  const window = parsed.value('window')
  const handles = count(parsed, 'handles')
  return {
    ...(memory === undefined ? {} : { memoryBytes: size(memory) }),
    ...(window === undefined ? {} : { windowBytes: size(window) }),
    ...(handles === undefined ? {} : { handles }),
  }
}

function duration(
  parsed: ParsedOptions,
  replay: string | null,
): Pick<StressOptions, 'seconds' | 'operations'> {
  const operations = count(parsed, 'ops') ?? null
  const given = parsed.value('duration')
  if (given === undefined && (operations !== null || replay !== null)) return { seconds: null, operations }
  return { seconds: reading(given ?? DURATION_DEFAULT, parseDuration), operations }
}

function seedOf(parsed: ParsedOptions): number {
  const seed = parsed.number('seed') ?? Math.floor(Math.random() * 1_000_000)
  if (seed < 0 || seed >= 2 ** 32) throw new UsageError("option `seed' expects a number from 0 to 4294967295")
  return seed
}

/** The values of an option that takes names, separated by commas or given again and again. */
function named(parsed: ParsedOptions, key: string, names: readonly string[]): 'all' | string[] | undefined {
  const values = parsed.all(key).flatMap((value) => value.split(','))
  if (values.length === 0) return undefined
  if (values.includes('all')) return 'all'
  const unknown = values.find((value) => !names.includes(value))
  if (unknown !== undefined)
    throw new UsageError(`unknown ${key} '${unknown}'; there are ${names.join(', ')}, all`)
  return values
}

function count(parsed: ParsedOptions, key: string): number | undefined {
  const value = parsed.number(key)
  if (value !== undefined && value < 1) throw new UsageError(`option \`${key}' expects a number from 1 on`)
  return value
}

function size(text: string): number {
  return reading(text, parseByteSize)
}

function reading(text: string, parse: (text: string) => number): number {
  try {
    return parse(text)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function works(name: BackendName): boolean {
  try {
    selectBackend(name)
    return true
  } catch (error) {
    if (error instanceof MapError) return false
    throw error
  }
}
