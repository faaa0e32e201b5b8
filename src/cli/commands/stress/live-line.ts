/** The line that a person watches while a stress run is under way; nobody else sees it. */
import { createLogUpdate } from 'log-update'
import { formatByteSize } from '../../../base/byte-size.js'
import type { StressProgress } from '../../../stress/options.js'
import { formatCount } from '../../text/people.js'

const BAR_CELLS = 20
/** Milliseconds between two lines. */
const PACE = 80

export class LiveLine implements Disposable {
  private readonly update: ReturnType<typeof createLogUpdate> | undefined
  private shownAt = -Infinity

  constructor(isWatched: boolean) {
    this.update = isWatched ? createLogUpdate(process.stdout) : undefined
  }

  show(progress: StressProgress): void {
    const now = performance.now()
    if (this.update === undefined || now - this.shownAt < PACE) return
    this.shownAt = now
    this.update(lineOf(progress))
  }

  /** Wipes the line away. */
  [Symbol.dispose](): void {
    if (this.shownAt === -Infinity) return
    this.update?.clear()
    this.update?.done()
    this.shownAt = -Infinity
  }
}

/** `[████      ] run 3 of 24 · zipf, koffi, sliding, tight · 120,000 ops/s · 704 KiB of 768 KiB mapped · 93.1 % hits` */
export function lineOf(progress: StressProgress): string {
  const { run, runs, scenario, backend, manager, limits, mappedBytes, hits, misses } = progress
  const done = (run - 1 + progress.done) / runs
  const filled = Math.min(BAR_CELLS, Math.round(done * BAR_CELLS))
  const bar = `[${'█'.repeat(filled)}${' '.repeat(BAR_CELLS - filled)}]`
  const most = limits.memoryBytes === null ? '' : ` of ${formatByteSize(limits.memoryBytes)}`
  const share = hits + misses === 0 ? 0 : (hits / (hits + misses)) * 100
  return [
    `${bar} run ${run} of ${runs}`,
    `${scenario}, ${backend}, ${manager}, ${limits.name}`,
    `${formatCount(progress.operationsPerSecond)} ops/s`,
    `${formatByteSize(mappedBytes)}${most} mapped`,
    `${share.toFixed(1)} % hits`,
  ].join(' · ')
}
