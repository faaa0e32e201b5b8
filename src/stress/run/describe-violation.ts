/** Makes of a violation what the report says of it: the last operations, and the fewest that show it again. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeOperation, type Operation } from '../operation.js'
import type { Violation } from '../report.js'
import type { Scenario } from '../scenario.js'
import { shrink } from '../shrink.js'
import { writeTrace } from '../trace/trace.js'
import { ViolationError } from '../violation.js'
import type { MapListener } from '../watching-backend.js'
import { film } from './film.js'
import { type RunSetup, traceSettingsOf } from './run-setup.js'

const LAST_OPERATIONS = 20
/** Of a longer trace nobody steps through. */
const FILM_STEPS_MAX = 200
/** What happens while a violation is shrunk is no part of the run. */
const NOBODY: MapListener = { mapped: () => undefined, unmapped: () => undefined }
const SHRINK_MILLISECONDS = 10_000

/** @param done The operations of the epoch, the last of which did it. */
export async function describeViolation(
  { kind, message }: ViolationError,
  done: readonly Operation[],
  found: { readonly operation: number; readonly t: number },
  setup: RunSetup,
  scenario: Scenario,
  isCancelled: () => boolean = () => false,
): Promise<Violation> {
  const shows = async (part: readonly Operation[]): Promise<boolean> =>
    (await violationOf(part, scenario)) === kind
  const isShown = scenario.deterministic && (await shows(done))
  const { items, runs } = isShown
    ? await shrink(done, shows, SHRINK_MILLISECONDS, isCancelled)
    : { items: [], runs: 0 }
  return {
    kind,
    message,
    seed: setup.seed,
    fromSeed: setup.fromSeed,
    ...found,
    lastOperations: done.slice(-LAST_OPERATIONS).map(describeOperation),
    shrunk: isShown ? items.map(describeOperation) : null,
    shrunkFrom: done.length,
    shrinkRuns: runs,
    film: isShown && items.length <= FILM_STEPS_MAX ? await film(items, scenario) : null,
    traceFile: isShown ? writeMinimal(kind, items, setup, scenario) : null,
  }
}

/** What goes wrong when nothing but `operations` is done to a new engine; undefined: nothing. */
async function violationOf(
  operations: readonly Operation[],
  scenario: Scenario,
): Promise<string | undefined> {
  const subject = scenario.subject(NOBODY)
  try {
    for (const operation of operations) {
      const pending = subject.run(operation)
      if (pending) await pending
    }
    subject.checkAll()
    await subject.finish()
    return undefined
  } catch (error) {
    return ViolationError.from(error).kind
  } finally {
    await subject.dispose()
  }
}

/** Writes what `--replay` takes, with the settings under which it happens. */
function writeMinimal(
  violation: string,
  operations: readonly Operation[],
  setup: RunSetup,
  { traceFiles, traceSettings }: Scenario,
): string | null {
  const { violationFolder, seed } = setup
  if (violationFolder === null) return null
  const path = join(violationFolder, `packmap-stress-${seed}-${violation}.trace`)
  const settings = { ...traceSettingsOf(setup), ...traceSettings, violation }
  writeFileSync(path, writeTrace({ settings, files: traceFiles, operations }))
  return path
}
