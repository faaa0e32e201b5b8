/** Where bytes come from: a file descriptor of the process, or memory in a test. */
import { readSync } from 'node:fs'
import { errnoOf, pause } from './errno.js'

export interface ByteSource {
  /**
   * Waits for bytes and puts them into `into` from `at` on.
   *
   * @returns How many: at least 1 and at most `into.length - at`; 0 at the end of input.
   */
  read(into: Uint8Array, at: number): number
}

/** Reads a descriptor synchronously. */
export class DescriptorSource implements ByteSource {
  constructor(private readonly fd: number) {}

  read(into: Uint8Array, at: number): number {
    for (;;) {
      try {
        return readSync(this.fd, into, at, into.length - at, null)
      } catch (error) {
        const errno = errnoOf(error)
        if (errno === 'EOF') return 0 // Windows, at the end of a pipe
        if (errno !== 'EAGAIN') throw error
        pause()
      }
    }
  }
}

/** Gives bytes at hand, `step` at a time, as a slow pipe would. */
export class MemorySource implements ByteSource {
  private offset = 0

  constructor(
    private readonly bytes: Uint8Array,
    private readonly step = 65536,
  ) {}

  read(into: Uint8Array, at: number): number {
    const size = Math.min(this.step, into.length - at, this.bytes.length - this.offset)
    into.set(this.bytes.subarray(this.offset, this.offset + size), at)
    this.offset += size
    return size
  }
}
