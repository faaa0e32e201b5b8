/**
 * Where the threads of a run wait for each other, so that what all of them have can be summed up and compared with
 * what the system says of the process. Whoever comes last does it, while the others stand still.
 */

/** The words of the shared memory. */
const STATE = 0
/** Changes when a meeting is over; what waiting threads sleep on. */
const MEETINGS = 1
const WORDS_BYTES = 8

/**
 * {@link STATE}, in one word so that it changes in one step: who has come in the lowest ten bits, who takes part in the
 * next ten, and a count of the meetings above, so that nobody takes back an arrival that belongs to another.
 */
const MEMBER = 2 ** 10
const MEETING = 2 ** 20
const STATE_END = 2 ** 30

/** Milliseconds between two looks at whether others need what this thread could give back. */
const SLICE = 2
/** Milliseconds after which a thread that does not come is taken for one that never will. */
const PATIENCE = 60_000

const OVER = -1

export class Rendezvous implements Disposable {
  private readonly words: Int32Array
  /** Of each member, as many figures as they bring. */
  private readonly figures: Float64Array
  private hasLeft = false

  /**
   * @param shared Made by {@link Rendezvous.create}.
   * @param member From 0.
   */
  constructor(
    shared: SharedArrayBuffer,
    private readonly member: number,
    private readonly members: number,
    private readonly figuresEach: number,
  ) {
    this.words = new Int32Array(shared, 0, WORDS_BYTES / 4)
    this.figures = new Float64Array(shared, WORDS_BYTES)
  }

  /** Memory for so many threads, each of which takes part until it leaves. */
  static create(members: number, figuresEach: number): SharedArrayBuffer {
    const shared = new SharedArrayBuffer(WORDS_BYTES + members * figuresEach * 8)
    new Int32Array(shared)[STATE] = members * MEMBER
    return shared
  }

  // Hot: asked after every operation.
  /** Whether another thread waits. */
  get isAwaited(): boolean {
    return Atomics.load(this.words, STATE) % MEMBER > 0
  }

  /**
   * Waits until all threads have come.
   *
   * @param bring What this thread brings; asked again when it has changed.
   * @param look Called in one of the threads, with the sums of what they all brought, while none of them moves.
   * @param makeRoom Called now and then while it waits, since another may need room before it can come.
   * @throws What `look` throws, in that thread.
   */
  meet(bring: () => readonly number[], look: (sums: number[]) => void, makeRoom: () => void): void {
    if (this.hasLeft) return
    const deadline = performance.now() + PATIENCE
    for (let meeting = this.arrive(bring, look); meeting !== OVER;) {
      if (Atomics.wait(this.words, MEETINGS, meeting, SLICE) !== 'timed-out') return
      if (performance.now() > deadline) throw new Error('another thread of the run has stopped')
      if (!this.stepBack(meeting)) continue
      makeRoom()
      meeting = this.arrive(bring, look)
    }
  }

  /** Takes no part any more; what this thread had must be given back. */
  [Symbol.dispose](): void {
    if (this.hasLeft) return
    this.hasLeft = true
    this.figures.fill(0, this.member * this.figuresEach, (this.member + 1) * this.figuresEach)
    // Those who wait were waiting for this thread alone: they go on, without a look.
    if (isComplete(Atomics.sub(this.words, STATE, MEMBER) - MEMBER)) this.end()
  }

  /** @returns The meeting to wait for; {@link OVER}: this thread was the last to come, and has looked. */
  private arrive(bring: () => readonly number[], look: (sums: number[]) => void): number {
    this.figures.set(bring(), this.member * this.figuresEach)
    const meeting = Atomics.load(this.words, MEETINGS)
    if (!isComplete(Atomics.add(this.words, STATE, 1) + 1)) return meeting
    try {
      look(this.sums())
    } finally {
      this.end()
    }
    return OVER
  }

  /** Takes an arrival back; false: all have come meanwhile, and one of them looks or has looked. */
  private stepBack(meeting: number): boolean {
    const state = Atomics.load(this.words, STATE)
    const isOver = Math.floor(state / MEETING) !== meeting % (STATE_END / MEETING)
    if (isOver || isComplete(state)) return false
    return Atomics.compareExchange(this.words, STATE, state, state - 1) === state
  }

  private sums(): number[] {
    return Array.from({ length: this.figuresEach }, (_, figure) => {
      let sum = 0
      for (let member = 0; member < this.members; member++) {
        sum += this.figures[member * this.figuresEach + figure]!
      }
      return sum
    })
  }

  /** All have come, so that nobody else changes the state now. */
  private end(): void {
    const state = Atomics.load(this.words, STATE)
    Atomics.store(this.words, STATE, (state - (state % MEMBER) + MEETING) % STATE_END)
    Atomics.add(this.words, MEETINGS, 1)
    Atomics.notify(this.words, MEETINGS)
  }
}

/** Whether all that take part have come, and somebody has. */
function isComplete(state: number): boolean {
  const here = state % MEMBER
  return here > 0 && here === Math.floor(state / MEMBER) % (MEETING / MEMBER)
}
