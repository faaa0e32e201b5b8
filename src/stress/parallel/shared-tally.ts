/**
 * Bytes that the backends of several threads have mapped. Added after a map and taken off before an unmap, so that it
 * is never above what is mapped, at no moment and in no thread.
 */

/** Counted in the smallest page, so that 32 bits are enough for 8 TiB. */
const UNIT_BYTES = 4096

export class SharedTally {
  private readonly units: Int32Array

  constructor(shared: SharedArrayBuffer) {
    this.units = new Int32Array(shared)
  }

  static create(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  }

  get bytes(): number {
    return Atomics.load(this.units, 0) * UNIT_BYTES
  }

  /** @param bytes Whole pages; negative: they are given back. */
  add(bytes: number): void {
    Atomics.add(this.units, 0, bytes / UNIT_BYTES)
  }
}
