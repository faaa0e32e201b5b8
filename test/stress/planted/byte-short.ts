/** Gives a byte less than was asked for, of which nothing had to be contiguous. */
import { overCursor } from './over-cursor.js'

export default overCursor((cursor) => {
  const useRegion = cursor.useRegion.bind(cursor)
  cursor.useRegion = (offset, size, minSize) =>
    useRegion(offset, size !== undefined && size > 1 ? size - 1 : size, minSize)
})
