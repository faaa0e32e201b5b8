/** Repacks a repository again and again, with git, while it is read. */
import { type ChildProcess, spawn } from 'node:child_process'

export class Repacker implements Disposable {
  private child: ChildProcess | undefined
  private rounds = 0
  private isOver = false

  /** @param path A repository that may be changed. */
  constructor(private readonly path: string) {
    this.next()
  }

  [Symbol.dispose](): void {
    this.isOver = true
    this.child?.kill()
  }

  private next(): void {
    if (this.isOver) return
    // One pack and its replacement, then the same with deltas searched anew, so that names and offsets change.
    const again = this.rounds++ % 2 === 0 ? ['-f', '--depth', '10'] : []
    const child = spawn('git', ['-C', this.path, 'repack', '-a', '-d', '-q', ...again], { stdio: 'ignore' })
    this.child = child
    child.once('error', () => {
      this.isOver = true
    })
    child.once('exit', () => {
      this.next()
    })
  }
}
