/** Takes up a region again that does not hold the offset, at its beginning. */
import { overCursor } from './over-cursor.js'

export default overCursor((cursor) => {
  const resume = cursor.resume.bind(cursor)
  const inner = cursor as unknown as { at?: { mapped: boolean; begin: number; end: number } }
  cursor.resume = (offset) => {
    const { at } = inner
    const isInside = at === undefined || (offset >= at.begin && offset < at.end)
    return resume(isInside ? offset : at.begin)
  }
})
