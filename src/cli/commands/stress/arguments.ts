/** From the command line of `packmap stress` to the options of a run. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseByteSize } from '../../../base/byte-size.js'
import { parseDuration } from '../../../base/duration.js'
import type { BackendName } from '../../../smmap/index.js'
import type { ManagerKind } from '../../../stress/engine.js'
import { FAULT_NAMES, type FaultName, FAULTS_OF_FILES } from '../../../stress/faults.js'
import type { StressOptions } from '../../../stress/options.js'
import {
  BACKENDS,
  MANAGERS,
  resolveOptions,
  SCENARIOS,
  type StressRequest,
  works,
} from '../../../stress/resolve-options.js'
import { readTrace } from '../../../stress/trace/trace.js'
import { UsageError } from '../../failure.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { packageVersion } from '../../../base/version.js'

/**
 * @param cwd Where relative paths begin.
 * @throws {UsageError} A value is none, or options do not go together.
 */
export function stressOptions(parsed: ParsedOptions, cwd: string, args: readonly string[]): StressOptions {
  const path = (key: string): string | undefined => {
    const value = parsed.value(key)
    return value === undefined ? undefined : resolve(cwd, value)
  }
  const replay = path('replay')
  const fileSize = parsed.value('file-size')
  const duration = parsed.value('duration')
  const request: StressRequest = {
    scenarios: scenarios(parsed),
    backends: backends(parsed),
    managers: managers(parsed),
    limits: limits(parsed),
    seconds: duration === undefined ? undefined : reading(duration, parseDuration),
    operations: count(parsed, 'ops'),
    seed: seedOf(parsed),
    seeds: count(parsed, 'seeds'),
    threads: count(parsed, 'threads'),
    processes: count(parsed, 'processes'),
    files: count(parsed, 'files'),
    fileSize: fileSize === undefined ? undefined : size(fileSize),
    repository: path('repo'),
    faults: faults(parsed),
    record: path('record'),
    replay,
    recorded: replay === undefined ? undefined : readTrace(readFileSync(replay)).settings,
    engine: path('engine'),
    violationFolder: cwd,
  }
  try {
    return resolveOptions(request, ['stress', ...args].join(' '), packageVersion())
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

function scenarios(parsed: ParsedOptions): readonly string[] | undefined {
  const chosen = named(parsed, 'scenario', SCENARIOS)
  return chosen === 'all' ? undefined : chosen
}

function backends(parsed: ParsedOptions): readonly BackendName[] | undefined {
  const chosen = named(parsed, 'backend', [...BACKENDS, 'auto'])
  return chosen === 'all' ? BACKENDS.filter(works) : (chosen as BackendName[] | undefined)
}

function managers(parsed: ParsedOptions): readonly ManagerKind[] | undefined {
  const chosen = named(parsed, 'manager', MANAGERS)
  return chosen === 'all' ? MANAGERS : (chosen as ManagerKind[] | undefined)
}

function faults(parsed: ParsedOptions): readonly FaultName[] {
  const chosen = named(parsed, 'fault', FAULT_NAMES)
  if (chosen === undefined) return []
  return chosen === 'all' ? FAULTS_OF_FILES : (chosen as FaultName[])
}

/** Bytes of `--memory`; undefined: it is not given. */
export function memoryLimit(parsed: ParsedOptions): number | undefined {
  const memory = parsed.value('memory')
  return memory === undefined ? undefined : size(memory)
}

function limits(parsed: ParsedOptions): StressOptions['limits'] {
  const memoryBytes = memoryLimit(parsed)
  const window = parsed.value('window')
  const handles = count(parsed, 'handles')
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(window === undefined ? {} : { windowBytes: size(window) }),
    ...(handles === undefined ? {} : { handles }),
  }
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
