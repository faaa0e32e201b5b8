/**
 * Jobs with numbers that threads claim one after another from shared memory.
 *
 * The thread that owns them never returns to its event loop meanwhile, so it learns of the others only what stands
 * there. It relies on nothing else: a job that is not done in good time, because a helper has died or never came to
 * life, it does itself. So every job must be one that may be done twice and gives the same both times.
 */

/** How long a job may take after all others are done: some hundred times what one of git's own history takes. */
const PATIENCE_MS = 2000

// The words of the shared memory: the number of the job that nobody has begun yet; not 0 where somebody has found a
// fault; how many jobs helpers have done; and from there on 1 for each job that is done.
const NEXT = 0
const FAULT = 1
const HELPED = 2
const FIRST = 3

/** Does a job; false: it was given up, because somebody has found a fault. Throws what it finds wrong itself. */
export type JobWork = (job: number) => boolean

export class SharedJobs {
  /** Can be sent to other threads, which make the same of it. */
  readonly states: Int32Array

  constructor(states: Int32Array) {
    this.states = states
  }

  /** Jobs of which none is begun. */
  static create(count: number): SharedJobs {
    return new SharedJobs(new Int32Array(new SharedArrayBuffer((FIRST + count) * 4)))
  }

  get count(): number {
    return this.states.length - FIRST
  }

  /** Whether somebody has found a fault: what the others find does not matter any more. */
  hasFault(): boolean {
    return Atomics.load(this.states, FAULT) !== 0
  }

  /** Does jobs as long as there are any that nobody has begun. Throws what `work` throws, and has all others stop. */
  run(work: JobWork): void {
    for (;;) {
      const job = Atomics.add(this.states, NEXT, 1)
      if (job >= this.count || this.hasFault() || !this.#perform(job, work)) return
    }
  }

  /** As {@link SharedJobs.run}, by another thread than the owner. */
  help(work: JobWork): void {
    this.run((job) => {
      if (!work(job)) return false
      Atomics.add(this.states, HELPED, 1)
      Atomics.notify(this.states, HELPED)
      return true
    })
  }

  /**
   * Sees to it that all jobs are done, as their owner: does what nobody has begun, and what nobody finishes in time.
   *
   * @returns False: somebody has found a fault.
   */
  finish(work: JobWork): boolean {
    this.run(work)
    for (let job = 0; job < this.count && !this.hasFault(); job++) {
      Atomics.wait(this.states, FIRST + job, 0, PATIENCE_MS)
      if (Atomics.load(this.states, FIRST + job) === 0 && !this.hasFault()) this.#perform(job, work)
    }
    return !this.hasFault()
  }

  #perform(job: number, work: JobWork): boolean {
    const { states } = this
    try {
      if (!work(job)) return false
    } catch (error) {
      this.#fail()
      throw error
    }
    Atomics.store(states, FIRST + job, 1)
    Atomics.notify(states, FIRST + job)
    return true
  }

  /** Nobody is to wait for a job that will not be done. */
  #fail(): void {
    Atomics.store(this.states, FAULT, 1)
    for (let job = 0; job < this.count; job++) Atomics.notify(this.states, FIRST + job)
  }
}

/** How many of the jobs helpers have done; and the wait for the first of them, for tests. */
export function helpedOf({ states }: SharedJobs, waitMs = 0): number {
  if (waitMs > 0) Atomics.wait(states, HELPED, 0, waitMs)
  return Atomics.load(states, HELPED)
}
