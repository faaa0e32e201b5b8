/** A workload on generated files, and a trace that is replayed. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { selectBackend } from '../smmap/backend/select-backend.js'
import { MapBudget } from '../smmap/index.js'
import { faultsWithin, operationWithin } from './capabilities.js'
import { EngineSubject } from './engine-subject.js'
import type { Engine } from './load-engine.js'
import { withFaults } from './faults.js'
import type { Operation } from './operation.js'
import type { Rendezvous } from './parallel/rendezvous.js'
import { SharedTally } from './parallel/shared-tally.js'
import { mixSeeds, Random } from './random.js'
import type { ResidencyRecorder } from './run/residency.js'
import type { RunSetup } from './run/run-setup.js'
import type { Scenario } from './scenario.js'
import { StressFiles } from './stress-files.js'
import type { Subject } from './subject.js'
import type { MapListener } from './watching-backend.js'
import type { Trace, TraceFile } from './trace/trace.js'
import type { Shape, Workload } from './workloads/workload.js'

/** Cursors of a workload. */
const SLOTS = 8
/** Stands for the window where files are mapped whole: workloads want edges to read across. */
const EDGE_BYTES = 65_536

export class GeneratedScenario implements Scenario {
  readonly traceFiles: readonly TraceFile[]
  readonly traceSettings = {}
  readonly recordsItself = false
  readonly deterministic: boolean
  private readonly budget: MapBudget | undefined
  private readonly together: SharedTally | undefined

  constructor(
    private readonly setup: RunSetup,
    private readonly workload: Pick<Workload, 'source'> | readonly Operation[],
    private readonly files: StressFiles,
    private readonly engine: Engine,
    private readonly residency: ResidencyRecorder,
    private readonly others?: Rendezvous,
  ) {
    this.deterministic = setup.shared === null
    this.budget = setup.shared ? MapBudget.attach(setup.shared.budget) : undefined
    this.together = setup.shared ? new SharedTally(setup.shared.mapped) : undefined
    this.traceFiles = files.files.map(({ name, first: { size, truth } }) => {
      return { name, size, seed: 'seed' in truth ? truth.seed : -1 }
    })
    for (const { path, name, first } of files.files) {
      residency.nameFile(statSync(path, { bigint: true }).ino, name, first.size)
    }
  }

  operations(seed: number): () => Operation | undefined {
    const next = this.everyOperation(seed)
    const { has } = this.engine
    return () => {
      const operation = next()
      return operation && operationWithin(operation, has)
    }
  }

  private everyOperation(seed: number): () => Operation | undefined {
    const { workload } = this
    if (!('source' in workload)) {
      let next = 0
      return () => workload[next++]
    }
    const shape: Shape = {
      sizes: this.files.files.map(({ first }) => first.size),
      windowBytes: this.setup.limits.windowBytes || EDGE_BYTES,
      slots: SLOTS,
    }
    const source = workload.source(new Random(seed), shape)
    const { faults, limits } = this.setup
    const stood = faultsWithin(faults, this.engine.has)
    return withFaults(source, stood, limits.idleMilliseconds, new Random(mixSeeds(seed, 1)), shape)
  }

  inodes(): readonly bigint[] {
    return this.files.files.map(({ path }) => statSync(path, { bigint: true }).ino)
  }

  subject(listener: MapListener = this.residency): Subject {
    const { setup } = this
    const { memoryBytes, windowBytes, handles, strict, idleMilliseconds } = setup.limits
    return new EngineSubject(
      {
        engine: this.engine,
        manager: setup.manager,
        backend: this.engine.backend ?? selectBackend(setup.backend === 'own' ? 'auto' : setup.backend),
        memoryBytes: memoryBytes ?? Infinity,
        windowBytes,
        handles: handles ?? Infinity,
        strict,
        idleMilliseconds: idleMilliseconds ?? Infinity,
        budget: this.budget,
        together: this.together,
        others: this.others,
        listener,
      },
      this.files,
      setup.folder,
    )
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.files[Symbol.dispose]()
    return Promise.resolve()
  }
}

/** The files of a trace: those that are there and of the right size as they are, the others generated in `folder`. */
export function filesOfTrace({ files }: Trace, folder: string): StressFiles {
  const first = files[0]
  const areThere = files.every(
    ({ name, size, seed }) => seed === -1 && statSync(name, { throwIfNoEntry: false })?.size === size,
  )
  if (first !== undefined && areThere) return StressFiles.existing(files.map(({ name }) => name))
  return StressFiles.generated(
    files.map(({ size, seed }, index) => {
      const name = `file-${index}`
      return { name, path: join(folder, name), size, seed: seed === -1 ? mixSeeds(index, size) : seed }
    }),
  )
}
