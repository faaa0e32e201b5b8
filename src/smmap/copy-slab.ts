/** Memory for many small private copies: cut from larger pieces, since allocating each takes a microsecond. */

const SLAB_BYTES = 65_536
const SHARE_MAX = SLAB_BYTES / 4

export class CopySlab {
  private slab: ArrayBuffer | undefined
  private used = 0

  /** Fresh bytes, which nobody else is given; they are freed with the last view into their slab. */
  take(length: number): Uint8Array {
    if (length > SHARE_MAX) return new Uint8Array(length)
    if (this.slab === undefined || this.used + length > SLAB_BYTES) {
      this.slab = new ArrayBuffer(SLAB_BYTES)
      this.used = 0
    }
    const bytes = new Uint8Array(this.slab, this.used, length)
    this.used += length
    return bytes
  }
}
