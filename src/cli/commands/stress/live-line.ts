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
    this.update = isWatched ? createLogUpdate(SCREEN) : undefined
  }

  show(progress: StressProgress): void {
    const now = performance.now()
    if (this.update === undefined || now - this.shownAt < PACE) return
    this.shownAt = now
    this.update(lineOf(progress, SCREEN.columns))
  }

  /** Wipes the line away. */
  [Symbol.dispose](): void {
    if (this.shownAt === -Infinity) return
    this.update?.clear()
    this.update?.done()
    this.shownAt = -Infinity
  }
}

/** A pseudo-terminal need not know its size (it says 0 by 0), and nothing would be shown on so small a screen. */
const SCREEN = {
  isTTY: true,
  get columns(): number {
    return process.stdout.columns || 80
  },
  get rows(): number {
    return process.stdout.rows || 24
  },
  write: (text: string) => process.stdout.write(text),
} as unknown as NodeJS.WriteStream

/**
 * `[████      ] run 3 of 24 · zipf, koffi, sliding, tight · 120,000 ops/s · 704 KiB of 768 KiB mapped · 93.1 % hits`; two lines
 * where the screen has fewer columns than that.
 */
export function lineOf(progress: StressProgress, columns = Infinity): string {
  const { run, runs, scenario, backend, manager, limits, mappedBytes, hits, misses } = progress
  const done = (run - 1 + progress.done) / runs
  const filled = Math.min(BAR_CELLS, Math.round(done * BAR_CELLS))
  const bar = `[${'█'.repeat(filled)}${' '.repeat(BAR_CELLS - filled)}]`
  const most = limits.memoryBytes === null ? '' : ` of ${formatByteSize(limits.memoryBytes)}`
  const share = hits + misses === 0 ? 0 : (hits / (hits + misses)) * 100
  const where = [`${bar} run ${run} of ${runs}`, `${scenario}, ${backend}, ${manager}, ${limits.name}`]
  const figures = [
    `${formatCount(progress.operationsPerSecond)} ops/s`,
    `${formatByteSize(mappedBytes)}${most} mapped`,
    `${share.toFixed(1)} % hits`,
  ]
  const line = [...where, ...figures].join(' · ')
  return line.length < columns ? line : `${where.join(' · ')}\n${figures.join(' · ')}`
}
