/** Accesses in the order in which they were made: which file, from where, how many bytes. */

const FIRST_CAPACITY = 4096

export class AccessLog {
  length = 0
  /** Parallel arrays, valid up to {@link AccessLog.length}. */
  files = new Uint32Array(FIRST_CAPACITY)
  offsets = new Float64Array(FIRST_CAPACITY)
  /** Bytes, at least 1. */
  sizes = new Float64Array(FIRST_CAPACITY)

  /** @param lengthMax Accesses after so many are left out. */
  constructor(private readonly lengthMax = Infinity) {}

  add(file: number, offset: number, size: number): void {
    if (this.length === this.lengthMax) return
    if (this.length === this.files.length) this.grow()
    this.files[this.length] = file
    this.offsets[this.length] = offset
    this.sizes[this.length++] = Math.max(1, size)
  }

  private grow(): void {
    const files = new Uint32Array(this.length * 2)
    const offsets = new Float64Array(this.length * 2)
    const sizes = new Float64Array(this.length * 2)
    files.set(this.files)
    offsets.set(this.offsets)
    sizes.set(this.sizes)
    this.files = files
    this.offsets = offsets
    this.sizes = sizes
  }
}
