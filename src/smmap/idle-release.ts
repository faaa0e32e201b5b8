/**
 * The timer that gives back what has not been used for a while, so that an idle process holds no file of others.
 *
 * It runs only while something is held, and never keeps the process alive.
 */
export class IdleRelease {
  private timer: NodeJS.Timeout | undefined

  /**
   * @param timeout Milliseconds; `Infinity` for never.
   * @param tick Called every half `timeout` while something is held; true: nothing is held any more.
   */
  constructor(
    private readonly timeout: number,
    private readonly tick: () => boolean,
  ) {}

  /** Something is held from now on. */
  wake(): void {
    if (this.timer !== undefined || this.timeout === Infinity) return
    this.timer = setInterval(() => {
      if (this.tick()) this.stop()
    }, this.timeout / 2)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }
}

/** Ticks after which a thing that was not used in between has rested for the whole timeout. */
export const TICKS_UNTIL_IDLE = 3
