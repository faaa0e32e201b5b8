/** Says that a cursor includes the offset behind its last byte. */
import { overCursor } from './over-cursor.js'

export default overCursor((cursor) => {
  cursor.includesOfs = (offset) =>
    cursor.isValid() && offset >= cursor.ofsBegin() && offset <= cursor.ofsEnd()
})
