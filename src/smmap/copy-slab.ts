/** Memory for many small private copies: cut from larger pieces, since allocating each takes a microsecond. */

const SLAB_BYTES = 65_536
const SHARE_MAX = SLAB_BYTES / 4

export class CopySlab {
  private slab: ArrayBuffer | undefined
  private used = 0

  /** Fresh bytes, which nobody else is given; they are freed with the last view into their slab. */
  take(length: number): Uint8Array {
    if (length > SHARE_MAX) return allocate(length)
    if (this.slab === undefined || this.used + length > SLAB_BYTES) {
      this.slab = allocate(SLAB_BYTES).buffer
      this.used = 0
    }
    const bytes = new Uint8Array(this.slab, this.used, length)
    this.used += length
    return bytes
  }
}

/**
 * Bytes of one's own.
 *
 * @throws {Error} V8 gets no memory for them; the code is `ENOMEM`, as when a map is refused.
 */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length)
  } catch (error) {
    throw Object.assign(new Error(`no memory for ${length} bytes`, { cause: error }), { code: 'ENOMEM' })
  }
}
