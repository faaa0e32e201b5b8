/** A thread of a scan: takes the next job until none is left. The first thread makes the plan. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { endThread } from '../../base/end-thread.js'
import { PackmapError } from '../../base/errors.js'
import { HeldPacks } from '../held-packs.js'
import type { ObjectSource } from '../object-source.js'
import { sendError } from '../thread-errors.js'
import { receiveSource } from '../thread-source.js'
import { scanLoose } from './loose-scan.js'
import { PackScan } from './pack-scan.js'
import {
  type ForOthers,
  type FromThread,
  NEXT_JOB,
  type ScanPlan,
  SHOWN,
  STOP,
  type ThreadTask,
} from './scan-messages.js'
import { jobsOf, planScan, type ScanJob } from './scan-plan.js'
import type { ScanSink } from './scan-options.js'
import { scanPack } from './scan-steps.js'
import type { ScannedObject } from './scanned-object.js'
import { helpWithTable, tableByAll, type TableWork } from './shared-table.js'
import { loadVisitor, type ThreadVisitor } from './thread-visitor.js'

/** About as many bytes of objects are shown between two looks at what is claimed and whether to stop. */
const STEP_BYTES = 8 * 1024 * 1024

/** Ends the work of this thread, because another has failed or the scan has been called off. */
class Stopped extends Error {}

class ScanThread implements ScanSink {
  shown = 0
  readonly #task: ThreadTask
  readonly #port: MessagePort
  readonly #source: ObjectSource
  readonly #visitor: ThreadVisitor

  constructor(task: ThreadTask, port: MessagePort, visitor: ThreadVisitor) {
    this.#task = task
    this.#port = port
    this.#visitor = visitor
    this.#source = receiveSource(task.source, (message) => {
      this.#post({ kind: 'warning', message })
    })
  }

  visit(object: ScannedObject): void {
    this.shown++
    this.#source.countScanned(object.size)
    this.#visitor.visit(object)
  }

  damage(oid: string | undefined, error: PackmapError): void {
    this.#post({ kind: 'damage', oid, error: sendError(error) })
    this.#report()
  }

  async run(): Promise<void> {
    using source = this.#source
    const plan = this.#task.thread === 0 ? this.#plan() : await this.#planFromFirst()
    this.#report()
    this.#work(source, plan)
    const result = this.#visitor.result?.()
    this.#post({ kind: 'done', shown: this.shown, result })
  }

  #plan(): ScanPlan {
    using held = new HeldPacks(this.#source, this.#task.held, (error) => {
      this.damage(undefined, error)
    })
    const plan = planScan(this.#source, held.packs, this.#task.threads, (pack) =>
      tableByAll(pack, (work) => {
        this.#post({ kind: 'table', work })
      }),
    )
    this.#post({ kind: 'plan', plan })
    return plan
  }

  /** Waits for the plan; takes part in what the first thread asks for meanwhile. */
  #planFromFirst(): Promise<ScanPlan> {
    return new Promise((resolve) => {
      this.#port.on('message', (message: ForOthers) => {
        if (message.kind === 'plan') resolve(message.plan)
        else this.#help(message.work) // what that throws ends the thread, and the scan with it
      })
    })
  }

  #help(work: TableWork): void {
    const wanted = this.#task.held.filter(({ stem }) => stem === work.stem)
    using held = new HeldPacks(this.#source, wanted)
    const [pack] = held.packs
    if (pack) helpWithTable(pack, work, () => Atomics.load(this.#task.shared, STOP) !== 0)
    this.#source.end()
  }

  #work(source: ObjectSource, plan: ScanPlan): void {
    const jobs = jobsOf(plan)
    const files = new Map(this.#task.held.map((pack) => [pack.stem, pack]))
    using held = new HeldPacks(
      source,
      plan.packs.map(({ stem }) => files.get(stem)!),
      (error) => {
        throw error // it could be read when the plan was made
      },
    )
    const { packs } = held
    const core = source.createWalkCore(this.#task.threads)
    const scans = new Map<number, PackScan>()
    const { settings, shared } = this.#task
    const scanOf = (pack: number): PackScan => {
      const { table, duplicates } = plan.packs[pack]!
      let scan = scans.get(pack)
      if (!scan) {
        scan = new PackScan(source, core, { pack: packs[pack]!, table: table!, duplicates }, settings, this)
        scans.set(pack, scan)
      }
      return scan
    }
    const perform = (job: ScanJob): void => {
      switch (job.kind) {
        case 'unit': {
          const { units } = plan.packs[job.pack]!
          const scan = scanOf(job.pack)
          scan.begin(units[job.at]!, units[job.at + 1]!, units[job.at + 2]!)
          while (!scan.run(STEP_BYTES)) this.#pause(source)
          break
        }
        case 'lost':
          scanOf(job.pack).readLost()
          break
        case 'pack': {
          const pack = packs[job.pack]!
          const steps = scanPack(
            source,
            core,
            pack,
            plan.packs[job.pack]!.duplicates,
            settings,
            this,
            STEP_BYTES,
          )
          this.#finish(source, steps)
          pack.close()
          break
        }
        case 'loose':
          this.#finish(source, scanLoose(source, job.part, held, settings, this))
          break
      }
    }
    for (;;) {
      const job = jobs[Atomics.add(shared, NEXT_JOB, 1)]
      if (!job) break
      perform(job)
      this.#pause(source)
    }
    core.release()
  }

  #finish(source: ObjectSource, steps: Generator<void>): void {
    while (steps.next().done !== true) this.#pause(source)
  }

  #pause(source: ObjectSource): void {
    source.end()
    this.#report()
  }

  #report(): void {
    const { shared, thread } = this.#task
    Atomics.store(shared, SHOWN + thread, this.shown)
    if (Atomics.load(shared, STOP) !== 0) throw new Stopped()
  }

  #post(message: FromThread): void {
    this.#port.postMessage(message)
  }
}

async function main(task: ThreadTask, port: MessagePort): Promise<void> {
  try {
    await new ScanThread(task, port, await loadVisitor(task)).run()
  } catch (error) {
    if (!(error instanceof Stopped))
      port.postMessage({ kind: 'failed', error: sendError(error) } satisfies FromThread)
  } finally {
    endThread(port)
  }
}

if (parentPort) void main(workerData as ThreadTask, parentPort)
