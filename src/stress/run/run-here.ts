/** One run in this thread, from its setup to what it brings home. */
import { readFileSync } from 'node:fs'
import { HOLDINGS_FIGURES } from '../checks/system-watch.js'
import type { EngineModule } from '../engine.js'
import { filesOfTrace, GeneratedScenario } from '../generated-scenario.js'
import { loadEngine } from '../load-engine.js'
import { Rendezvous } from '../parallel/rendezvous.js'
import { RepositoryScenario } from '../repository/repository-scenario.js'
import { repositoryWorkloadNamed } from '../repository/workloads.js'
import type { Scenario } from '../scenario.js'
import { StressFiles } from '../stress-files.js'
import { isOnRepository, readTrace } from '../trace/trace.js'
import { workloadNamed } from '../workloads/catalogue.js'
import { ResidencyRecorder } from './residency.js'
import { type RunHooks, ScenarioRunner } from './run-scenario.js'
import type { RunPart, RunSetup } from './run-setup.js'

/** @throws {RangeError} The scenario is unknown. */
export async function runHere(
  setup: RunSetup,
  hooks: RunHooks = {},
  engine: string | EngineModule | null = setup.engine,
): Promise<RunPart> {
  let begun = performance.now()
  const clock = (): number => (performance.now() - begun) / 1000
  const residency = new ResidencyRecorder(clock, setup.windowsMax)
  // Left after the scenario is: then nothing of this thread is mapped any more.
  using others = meetingPlaceOf(setup)
  await using scenario = await scenarioOf(setup, engine, residency, others ?? undefined)
  begun = performance.now() // writing files is no part of the run
  return await new ScenarioRunner(setup, scenario, residency, clock, hooks).run()
}

function meetingPlaceOf({ shared }: RunSetup): Rendezvous | null {
  if (!shared?.meeting) return null
  return new Rendezvous(shared.meeting, shared.thread, shared.threads, HOLDINGS_FIGURES)
}

async function scenarioOf(
  setup: RunSetup,
  module: string | EngineModule | null,
  residency: ResidencyRecorder,
  others: Rendezvous | undefined,
): Promise<Scenario> {
  const { scenario, replay, folder, fileSizes, fileSeed, writesFiles } = setup
  const engine = await loadEngine(module)
  if (replay !== null) {
    const trace = readTrace(readFileSync(replay))
    if (isOnRepository(trace.settings)) return new RepositoryScenario(setup, trace.operations, residency)
    return new GeneratedScenario(setup, trace.operations, filesOfTrace(trace, folder), engine, residency)
  }
  const workload = workloadNamed(scenario)
  if (workload !== undefined) {
    const files = StressFiles.numbered(folder, fileSizes, fileSeed, writesFiles)
    return new GeneratedScenario(setup, workload, files, engine, residency, others)
  }
  const onRepository = repositoryWorkloadNamed(scenario)
  if (onRepository === undefined) throw new RangeError(`there is no scenario '${scenario}'`)
  return new RepositoryScenario(setup, onRepository, residency, others)
}
