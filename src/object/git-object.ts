import type { ObjectType } from './object-type.js'

/** What can be said of an object without its content. */
export interface ObjectHeader {
  /** Hex, in lower case. */
  readonly oid: string
  readonly type: ObjectType
  /** Bytes of content. */
  readonly size: number
}

/** An object as git means it: its type and its content. */
export interface GitObject extends ObjectHeader {
  /**
   * The content, `size` bytes, the caller's own: nothing changes it later. Small objects are cut from one larger
   * buffer, so keeping one of them for long keeps its neighbours too; `data.slice()` cuts that tie.
   */
  readonly data: Uint8Array
}
