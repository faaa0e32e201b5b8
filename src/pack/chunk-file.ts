/**
 * The table of contents of a chunk-based file: from a chunk's id to where its bytes are.
 *
 * Format: gitformat-chunk: rows of (id u32, offset u64), one more than there are chunks; the last has id 0 and says
 * where the last chunk ends. All integers big-endian.
 *
 * Checked: every chunk lies inside the file, behind the table, and none begins before the one ahead of it.
 */
import { readUint32, readUint64 } from '../base/big-endian.js'
import type { FileWindow } from './file-window.js'

const ROW_SIZE = 12

/** Where a chunk lies: bytes from the start of the file. */
export interface Chunk {
  readonly begin: number
  readonly end: number
}

/**
 * Reads a table of contents.
 *
 * @param at Where the table begins.
 * @param count Chunks, without the row that ends the table.
 * @param fileEnd One past the last byte that may belong to a chunk.
 * @returns The chunks by id, as four letters; or what is wrong.
 */
export function readChunks(
  file: FileWindow,
  at: number,
  count: number,
  fileEnd: number,
): Map<string, Chunk> | string {
  const tableEnd = at + (count + 1) * ROW_SIZE
  if (tableEnd > fileEnd) return `a table of ${count} chunks does not fit the file`
  const rows = new Uint8Array(tableEnd - at)
  file.copy(at, rows.length, rows, 0)
  const chunks = new Map<string, Chunk>()
  for (let row = 0; row < count; row++) {
    const rowAt = row * ROW_SIZE
    const id = Buffer.from(rows.subarray(rowAt, rowAt + 4)).toString('latin1')
    const begin = readUint64(rows, rowAt + 4)
    const end = readUint64(rows, rowAt + ROW_SIZE + 4)
    if (readUint32(rows, rowAt) === 0) return `chunk ${row} has the id that ends the table`
    if (!(begin >= tableEnd && begin <= end && end <= fileEnd)) return `chunk ${id} lies outside the file`
    if (chunks.has(id)) return `chunk ${id} is there twice`
    chunks.set(id, { begin, end })
  }
  return chunks
}
