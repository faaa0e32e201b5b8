/** A workload on a repository: the user's as it is, or a copy of it that git repacks meanwhile. */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { selectBackend } from '../../smmap/backend/select-backend.js'
import type { BackendName } from '../../smmap/index.js'
import type { Operation } from '../operation.js'
import type { Rendezvous } from '../parallel/rendezvous.js'
import { Random } from '../random.js'
import type { ResidencyRecorder } from '../run/residency.js'
import type { RunSetup } from '../run/run-setup.js'
import type { Scenario } from '../scenario.js'
import type { Subject } from '../subject.js'
import type { MapListener } from '../watching-backend.js'
import type { TraceSettings } from '../trace/trace.js'
import { RepositoryContents } from './contents.js'
import { Repacker } from './repacker.js'
import { openRepository, RepositorySubject } from './repository-subject.js'
import type { RepositoryWorkload } from './workloads.js'

/** Operations between two turns of the event loop. */
const TURN_EVERY = 64

export class RepositoryScenario implements Scenario {
  readonly traceFiles = []
  readonly traceSettings: TraceSettings
  readonly recordsItself = true
  readonly deterministic: boolean
  private readonly path: string
  private readonly contents: RepositoryContents | undefined
  private readonly repacker: Repacker | undefined

  /**
   * @param workload Or the operations of a trace.
   * @throws {RangeError} There is no repository, or nothing in it.
   */
  constructor(
    private readonly setup: RunSetup,
    private readonly workload: Pick<RepositoryWorkload, 'source'> | readonly Operation[],
    private readonly residency: ResidencyRecorder,
    private readonly others?: Rendezvous,
  ) {
    const { repository, repositorySeed, folder, seed, faults } = setup
    if (repository === null) throw new RangeError(`scenario '${setup.scenario}' needs a repository`)
    this.traceSettings = repositorySeed === null ? { repository } : { repositorySeed }
    const isRepacked = faults.includes('repack')
    this.path = isRepacked ? copyOf(repository, join(folder, `repacked-${seed}`)) : repository
    if ('source' in workload) {
      this.contents = new RepositoryContents(this.path)
      if (this.contents.oids.length === 0 || this.contents.commits.length === 0) {
        throw new RangeError(`${repository} has no commit to read`)
      }
    }
    if (isRepacked) this.repacker = new Repacker(this.path)
    this.deterministic = !isRepacked && setup.shared === null
  }

  operations(seed: number): () => Operation | undefined {
    const { workload, contents } = this
    let count = 0
    if (!('source' in workload)) return () => workload[count++]
    const source = workload.source(new Random(seed), contents!)
    return () => (++count % TURN_EVERY === 0 ? { kind: 'turn' } : source())
  }

  inodes(): readonly bigint[] {
    return []
  }

  subject(listener: MapListener = this.residency): Subject {
    const { memoryBytes, windowBytes, handles } = this.setup.limits
    // The object database makes its manager itself, which asks the environment.
    if (this.setup.record !== null) process.env['PACKMAP_TRACE'] = this.setup.record
    return new RepositorySubject({
      path: this.path,
      backend: selectBackend(this.setup.backend as BackendName),
      memoryBytes: memoryBytes ?? Infinity,
      windowBytes,
      handles: handles ?? Infinity,
      listener,
      others: this.others,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.setup.record !== null) delete process.env['PACKMAP_TRACE']
    this.contents?.[Symbol.dispose]()
    if (this.repacker === undefined) return
    await this.repacker[Symbol.asyncDispose]()
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 })
  }
}

function copyOf(repository: string, path: string): string {
  using original = openRepository(repository)
  cpSync(original.commonDir, path, { recursive: true })
  return path
}
