/**
 * What the system says that the process has of the files, against what the engines in it count: `/proc/self/maps` and
 * `/proc/self/fd`, where there are any. Of several threads that read the same files the sums are compared, while all
 * of them stand still.
 */
import type { Rendezvous } from '../parallel/rendezvous.js'
import { ViolationError } from '../violation.js'
import { descriptorsBelow, HAS_PROC, mappedBytesBelow } from './process-state.js'

/** What the engine of one thread counts. */
export interface Holdings {
  /** What the system must have mapped of the files, in whole pages. */
  readonly bytesInMaps: number
  /** What is unmapped, and may still be in the system's list. */
  readonly waitingBytes: number
  /** Open files; -1: they are not counted. */
  readonly descriptors: number
}

/** Threads stand still while they meet, which costs more than a look. */
const MEET_EVERY = 8

/** Figures that a thread brings to a {@link Rendezvous}. */
export const HOLDINGS_FIGURES = 3

export class SystemWatch {
  /** What the process has of the files without these engines: what others before them have leaked. */
  private calls = 0
  private atFirst = { bytes: 0, descriptors: 0 }

  /**
   * @param folder Real path of what the files are in; nothing else may map them in this process.
   * @param limitBytes Most bytes that may be in the system's list of maps; `Infinity`: as many as are claimed.
   * @param others The threads that read the same files; absent: there are none.
   * @param alsoLook Called while all threads stand still.
   */
  constructor(
    private readonly folder: string,
    private readonly limitBytes: number,
    private readonly others?: Rendezvous,
    private readonly alsoLook: () => void = () => undefined,
  ) {
    if (HAS_PROC && others === undefined) {
      this.atFirst = { bytes: mappedBytesBelow(folder), descriptors: descriptorsBelow(folder) }
    }
  }

  // Hot: asked after every operation.
  /** Whether another thread waits to compare. */
  get isAwaited(): boolean {
    return this.others?.isAwaited === true
  }

  /**
   * @param holdings What the engine of this thread has.
   * @param makeRoom Gives back what is unused, for a thread that waits for room.
   * @throws {ViolationError} The system tells otherwise.
   */
  compare(holdings: () => Holdings, makeRoom: () => void): void {
    if (this.others === undefined) {
      this.look(holdings())
      return
    }
    if (!this.isAwaited && ++this.calls % MEET_EVERY !== 0) return
    const bring = (): number[] => {
      const { bytesInMaps, waitingBytes, descriptors } = holdings()
      return [bytesInMaps, waitingBytes, descriptors]
    }
    const look = (sums: number[]): void => {
      const [bytesInMaps, waitingBytes, descriptors] = sums as [number, number, number]
      this.look({ bytesInMaps, waitingBytes, descriptors })
    }
    this.others.meet(bring, look, makeRoom)
  }

  /** No more may be in the system's list than the limit says, whatever the engine counts. */
  private checkLimit(inMaps: number): void {
    if (inMaps <= this.limitBytes) return
    const told = `/proc/self/maps shows ${inMaps} bytes of the files`
    throw new ViolationError('memory-limit', `${told}, and the limit is ${this.limitBytes}`)
  }

  private look({ bytesInMaps, waitingBytes, descriptors }: Holdings): void {
    this.alsoLook()
    if (!HAS_PROC) return
    const inMaps = mappedBytesBelow(this.folder) - this.atFirst.bytes
    if (inMaps < bytesInMaps || inMaps > bytesInMaps + waitingBytes) {
      const told = `/proc/self/maps shows ${inMaps} bytes`
      throw new ViolationError('maps-differ', `${told} of the files, the engine has mapped ${bytesInMaps}`)
    }
    this.checkLimit(inMaps)
    if (descriptors < 0) return
    const open = descriptorsBelow(this.folder) - this.atFirst.descriptors
    if (open === descriptors) return
    const told = `/proc/self/fd shows ${open} descriptors`
    throw new ViolationError('descriptors-leaked', `${told} of the files, the manager counts ${descriptors}`)
  }
}
