/** Where bytes go: a file descriptor of the process, or memory in a test. */
import { writeSync } from 'node:fs'
import { BrokenPipeError } from '../failure.js'
import { errnoOf, pause } from './errno.js'

export interface ByteSink {
  /** Takes all bytes from `begin` to `end`; they may be overwritten when this returns. */
  write(bytes: Uint8Array, begin: number, end: number): void
}

/** Writes to a descriptor synchronously, whatever the other end does. */
export class DescriptorSink implements ByteSink {
  constructor(private readonly fd: number) {}

  /** @throws {BrokenPipeError} Nobody reads any more. */
  write(bytes: Uint8Array, begin: number, end: number): void {
    while (begin < end) {
      try {
        begin += writeSync(this.fd, bytes, begin, end - begin) // a pipe may take a part only
      } catch (error) {
        const errno = errnoOf(error)
        // EOF is what Windows calls a closed pipe.
        if (errno === 'EPIPE' || errno === 'EOF') throw new BrokenPipeError()
        if (errno !== 'EAGAIN') throw error
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
