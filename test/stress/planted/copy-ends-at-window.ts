/** Copies what the first window has, and says that it was all. */
import { overCursor } from './over-cursor.js'

export default overCursor((cursor) => {
  cursor.copyInto = (target, from) => {
    const offset = from ?? 0
    const most = Math.min(target.length, cursor.fileSize() - offset)
    if (most <= 0) return 0
    const bytes = cursor.useRegion(offset, most).buffer()
    target.set(bytes.subarray(0, most))
    return most
  }
})
