/** Goes back to the second window where a copy goes across three. */
import { overCursor } from './over-cursor.js'

export default overCursor((cursor) => {
  cursor.copyInto = (target, begin) => {
    const offset = begin ?? 0
    const most = Math.max(0, Math.min(target.length, cursor.fileSize() - offset))
    let second = 0
    for (let done = 0, windows = 0; done < most; windows++) {
      const from = windows < 2 ? done : second
      const bytes = cursor
        .useRegion(offset + from, most - from)
        .buffer()
        .subarray(0, most - done)
      target.set(bytes, done)
      if (windows === 1) second = done
      done += bytes.length
    }
    return most
  }
})
