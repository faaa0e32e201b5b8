/** Where bytes go: a file descriptor of the process, or memory in a test. */
import { writeSync } from 'node:fs'
import { BrokenPipeError, FatalError } from '../failure.js'
import { reasonOf } from '../text/system-error.js'
import { errnoOf, pause } from './errno.js'

export interface ByteSink {
  /** Takes all bytes from `begin` to `end`; they may be overwritten when this returns. */
  write(bytes: Uint8Array, begin: number, end: number): void
}

/** Writes to a descriptor synchronously, whatever the other end does. */
export class DescriptorSink implements ByteSink {
  /** @param name For errors. */
  constructor(
    private readonly fd: number,
    private readonly name: string,
  ) {}

  /**
   * @throws {BrokenPipeError} Nobody reads any more.
   * @throws {FatalError} The system takes nothing: the disk is full, or fails.
   */
  write(bytes: Uint8Array, begin: number, end: number): void {
    while (begin < end) {
      try {
        begin += writeSync(this.fd, bytes, begin, end - begin) // a pipe may take a part only
      } catch (error) {
        const errno = errnoOf(error)
        // EOF is what Windows calls a closed pipe.
        if (errno === 'EPIPE' || errno === 'EOF') throw new BrokenPipeError()
        if (errno !== 'EAGAIN') throw new FatalError(`write failure on ${this.name}: ${reasonOf(error)}`)
        pause()
      }
    }
  }
}

/** Keeps what was written. */
export class MemorySink implements ByteSink {
  private readonly parts: Buffer[] = []

  write(bytes: Uint8Array, begin: number, end: number): void {
    this.parts.push(Buffer.from(bytes.subarray(begin, end)))
  }

  /** All bytes so far. */
  bytes(): Buffer {
    return Buffer.concat(this.parts)
  }
}
