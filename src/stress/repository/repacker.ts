/** Repacks a repository again and again, with git, while it is read. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Nothing of git goes on in the background, whatever the user's configuration says. */
const SETTINGS = ['gc.auto=0', 'gc.autoDetach=false', 'maintenance.auto=false']

const IS_WINDOWS = process.platform === 'win32'

export class Repacker implements AsyncDisposable {
  private child: ChildProcess | undefined
  /** Until the last git, and all that it started, is gone. */
  private gone: Promise<unknown> = Promise.resolve()
  private rounds = 0
  private isOver = false

  /** @param path A repository that may be changed. */
  constructor(private readonly path: string) {
    this.next()
  }

  /** Stops git. Once this is over nothing writes to the repository any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.isOver = true
    this.stop()
    await this.gone
  }

  private next(): void {
    if (this.isOver) return
    // One pack and its replacement, then the same with deltas searched anew, so that names and offsets change.
    const again = this.rounds++ % 2 === 0 ? ['-f', '--depth', '10'] : []
    const settings = SETTINGS.flatMap((setting) => ['-c', setting])
    const child = spawn('git', ['-C', this.path, ...settings, 'repack', '-a', '-d', '-q', ...again], {
      // The pipe is what tells that the children of git are gone too: it is closed when the last of them is.
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own, so that they can be stopped together.
      detached: !IS_WINDOWS,
    })
    this.child = child
    child.stderr.resume()
    child.once('error', () => {
      this.isOver = true
    })
    this.gone = once(child, 'close').catch(() => undefined)
    child.once('close', () => {
      this.next()
    })
  }

  private stop(): void {
    const { child } = this
    if (child?.pid === undefined) return
    try {
      if (IS_WINDOWS) child.kill()
      else process.kill(-child.pid, 'SIGKILL')
    } catch {
      // all of them are gone already
    }
  }
}
