/**
 * The table of contents of a chunk-based file: from a chunk's id to where its bytes are.
 *
 * Format: gitformat-chunk: rows of (id u32, offset u64), one more than there are chunks; the last has id 0 and says
 * where the last chunk ends. All integers big-endian.
 *
 * Checked: every chunk lies inside the file, behind the table, none begins before the one ahead of it, none is there
 * twice, and the table ends where the header says. What is wrong is said in git's words.
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
    const number = readUint32(rows, rowAt)
    if (number === 0) return 'terminating chunk id appears earlier than expected'
    if (!(begin <= end && end <= fileEnd)) return improperOffsets({ begin, end })
    if (chunks.has(id)) return `duplicate chunk ID ${number.toString(16)} found`
    chunks.set(id, { begin, end })
  }
  const last = readUint32(rows, count * ROW_SIZE)
  if (last !== 0) return `final chunk has non-zero id ${last.toString(16)}`
  for (const chunk of chunks.values()) if (chunk.begin < tableEnd) return improperOffsets(chunk)
  return chunks
}

function improperOffsets({ begin, end }: Chunk): string {
  return `improper chunk offset(s) ${begin.toString(16)} and ${end.toString(16)}`
}
