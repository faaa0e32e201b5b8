/** Signals that end a run before its time: the first ends it with what it has, the second at once. */
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export class Interrupt implements Disposable {
  /** 128 and the number of the signal, as shells report it; undefined: none came. */
  status: number | undefined
  private readonly listener = (signal: NodeJS.Signals): void => {
    const status = 128 + constants.signals[signal]
    if (this.status !== undefined) process.exit(status) // what is left behind is cleared as it exits
    this.status = status
  }

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.listener)
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.listener)
  }
}
