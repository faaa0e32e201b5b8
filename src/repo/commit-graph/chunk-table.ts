/**
 * The table of contents of a chunked file: rows of a chunk's id (4 bytes) and offset (8 bytes), and a last row with
 * id 0 that ends the last chunk (gitformat-chunk).
 *
 * Checked: rows and chunks lie inside the file, offsets never decrease, no id comes twice.
 */
import { readUint32, readUint64 } from '../../base/big-endian.js'
import { CorruptGraphError } from './errors.js'

const ROW_SIZE = 12

/** Where a chunk lies, in bytes from the start of the file. */
export interface Chunk {
  readonly begin: number
  readonly end: number
}

/**
 * Reads a table.
 *
 * @param at Where the first row is; @param count Rows without the last.
 * @param end Where the chunks must have ended: the trailer follows.
 */
export function readChunkTable(
  bytes: Uint8Array,
  at: number,
  count: number,
  end: number,
  path: string,
): ReadonlyMap<number, Chunk> {
  const tableEnd = at + (count + 1) * ROW_SIZE
  if (tableEnd > end)
    throw new CorruptGraphError(path, at, 'the table of contents does not fit into the file')
  const chunks = new Map<number, Chunk>()
  for (let row = at; row < tableEnd - ROW_SIZE; row += ROW_SIZE) {
    const id = readUint32(bytes, row)
    const begin = readUint64(bytes, row + 4)
    const chunkEnd = readUint64(bytes, row + ROW_SIZE + 4)
    if (begin < tableEnd || chunkEnd < begin || chunkEnd > end) {
      throw new CorruptGraphError(path, row, 'a chunk lies outside of the file')
    }
    if (id === 0 || chunks.has(id)) throw new CorruptGraphError(path, row, 'a chunk has no id of its own')
    chunks.set(id, { begin, end: chunkEnd })
  }
  return chunks
}

/** A chunk's id as the number that its four letters are. */
export function chunkId(letters: string): number {
  return readUint32(Buffer.from(letters, 'latin1'), 0)
}
