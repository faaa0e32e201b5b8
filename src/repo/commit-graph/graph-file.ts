/**
 * One commit-graph file: trees, parents, dates and generation numbers of commits, sorted by oid.
 *
 * Format: gitformat-commit-graph, version 1. In file order: signature `CGPH`, version, hash version, chunk count,
 * base count, table of contents, chunks, checksum. Chunks that are read: OIDF (fanout), OIDL (oids), CDAT (a row for
 * each commit), EDGE (parents beyond the second), BASE (the layers below), GDA2 and GDO2 (corrected dates), BIDX and BDAT
 * (changed paths).
 *
 * Checked on opening: header, sizes of the chunks, fanout. Not checked until used: positions of parents. Not checked
 * at all: the checksum, which would cost reading the whole file.
 */
/* eslint no-bitwise: "off" -- flags within 32-bit words */
import { readUint32, readUint64 } from '../../base/big-endian.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import { BloomFilters } from './bloom-filter.js'
import { type Chunk, chunkId, readChunkTable } from './chunk-table.js'
import { CorruptGraphError } from './errors.js'

const SIGNATURE = 0x43475048 // 'CGPH'
const HEADER_SIZE = 8
const FANOUT_SIZE = 1024
/** After the tree's oid: two parents, then generation and date. */
const ROW_TAIL_SIZE = 16
const NO_PARENT = 0x70000000
/** In the place of the second parent: the rest is a row of EDGE. */
const HAS_EDGES = 0x80000000
const LAST_EDGE = 0x80000000
/** In the place of a correction: the rest is a row of GDO2. */
const HAS_LARGE_CORRECTION = 0x80000000
const POSITION_MASK = 0x7fffffff

/** Positions of parents, counted through all layers from the lowest up. */
export interface GraphRow {
  /** In hex. */
  readonly tree: string
  readonly parents: readonly number[]
  /** The committer's date, as 34 bits hold it. */
  readonly date: number
  /** One more than the greatest of the parents'; 0: not computed. */
  readonly generation: number
}

export class GraphFile {
  readonly commitCount: number
  /** Layers that this one builds upon. */
  readonly baseCount: number
  /** Which paths commits may have changed; undefined: nothing is written of that. */
  readonly changedPaths: BloomFilters | undefined
  readonly #fanout: Chunk
  readonly #oids: Chunk
  readonly #rows: Chunk
  readonly #edges: Chunk | undefined
  readonly #bases: Chunk | undefined
  readonly #corrections: Chunk | undefined
  readonly #largeCorrections: Chunk | undefined

  /** @throws {CorruptGraphError} Header, sizes or fanout break the format; also for versions that are not known. */
  constructor(
    readonly path: string,
    private readonly bytes: Uint8Array,
    private readonly algorithm: HashAlgorithm,
  ) {
    const end = bytes.length - algorithm.size
    if (end < HEADER_SIZE || readUint32(bytes, 0) !== SIGNATURE)
      throw this.#corrupt(0, 'not a commit-graph file')
    if (bytes[4] !== 1) throw this.#corrupt(4, `commit-graph version ${bytes[4]!} is not known`)
    if (bytes[5] !== (algorithm.size === 20 ? 1 : 2)) throw this.#corrupt(5, 'another hash function')
    this.baseCount = bytes[7]!
    const chunks = readChunkTable(bytes, HEADER_SIZE, bytes[6]!, end, path)
    this.#fanout = this.#required(chunks, 'OIDF')
    this.#oids = this.#required(chunks, 'OIDL')
    this.#rows = this.#required(chunks, 'CDAT')
    this.#edges = chunks.get(chunkId('EDGE'))
    this.#bases = chunks.get(chunkId('BASE'))
    this.#corrections = chunks.get(chunkId('GDA2'))
    this.#largeCorrections = chunks.get(chunkId('GDO2'))
    this.commitCount = this.#checkedCount()
    const [index, data] = [chunks.get(chunkId('BIDX')), chunks.get(chunkId('BDAT'))]
    this.changedPaths = index && data && new BloomFilters(bytes, index, data, this.commitCount, path)
  }

  /** The position of a commit in this file; -1: it is not there. */
  find(oid: Uint8Array): number {
    const { bytes } = this
    const { size } = this.algorithm
    const first = oid[0]!
    let low = first === 0 ? 0 : readUint32(bytes, this.#fanout.begin + 4 * (first - 1))
    let high = readUint32(bytes, this.#fanout.begin + 4 * first)
    while (low < high) {
      const middle = (low + high) >>> 1
      const row = this.#oids.begin + middle * size
      let i = 1 // byte 0 is the same for all of them
      while (i < size && bytes[row + i] === oid[i]) i++
      if (i === size) return middle
      if (bytes[row + i]! < oid[i]!) low = middle + 1
      else high = middle
    }
    return -1
  }

  /** @param position 0 to `commitCount - 1`. */
  oidAt(position: number): string {
    const { size } = this.algorithm
    return encodeHex(this.bytes, this.#oids.begin + position * size, size)
  }

  /** @throws {CorruptGraphError} Its further parents lie outside of EDGE. */
  rowAt(position: number): GraphRow {
    const { bytes } = this
    const { size } = this.algorithm
    const at = this.#rows.begin + position * (size + ROW_TAIL_SIZE)
    const generationAndDate = readUint32(bytes, at + size + 8)
    return {
      tree: encodeHex(bytes, at, size),
      parents: this.#parents(readUint32(bytes, at + size), readUint32(bytes, at + size + 4)),
      date: (generationAndDate & 3) * 2 ** 32 + readUint32(bytes, at + size + 12),
      generation: generationAndDate >>> 2,
    }
  }

  get hasCorrectedDates(): boolean {
    return this.#corrections !== undefined
  }

  /**
   * The corrected date of a commit: its own, or one more than the greatest of its parents' if that is later.
   *
   * @param date Of the same row.
   * @throws {CorruptGraphError} The correction lies outside of its chunk.
   */
  correctedDateAt(position: number, date: number): number {
    const corrections = this.#corrections!
    const correction = readUint32(this.bytes, corrections.begin + 4 * position)
    if (correction < HAS_LARGE_CORRECTION) return date + correction
    const large = this.#largeCorrections
    const at = large ? large.begin + 8 * (correction & POSITION_MASK) : 0
    if (!large || at + 8 > large.end)
      throw this.#corrupt(corrections.begin, 'a corrected date does not exist')
    return date + readUint64(this.bytes, at)
  }

  /** The checksums of the layers that this one builds upon, lowest first, in hex. */
  bases(): string[] {
    const { size } = this.algorithm
    const bases = this.#bases
    if (!bases || bases.end - bases.begin < this.baseCount * size) {
      if (this.baseCount > 0) throw this.#corrupt(7, 'the layers below are not named')
      return []
    }
    return Array.from({ length: this.baseCount }, (_, i) =>
      encodeHex(this.bytes, bases.begin + i * size, size),
    )
  }

  #parents(first: number, second: number): number[] {
    if (first === NO_PARENT) return []
    if (second === NO_PARENT) return [first]
    if (second < HAS_EDGES) return [first, second]
    return [first, ...this.#edgeParents(second & POSITION_MASK)]
  }

  #edgeParents(row: number): number[] {
    const edges = this.#edges
    const parents: number[] = []
    if (!edges) throw this.#corrupt(0, 'a commit has more parents than are listed')
    for (let at = edges.begin + 4 * row; at + 4 <= edges.end; at += 4) {
      const edge = readUint32(this.bytes, at)
      parents.push(edge & POSITION_MASK)
      if (edge >= LAST_EDGE) return parents
    }
    throw this.#corrupt(edges.begin, 'a list of parents does not end')
  }

  #checkedCount(): number {
    const { size } = this.algorithm
    if (this.#fanout.end - this.#fanout.begin !== FANOUT_SIZE)
      throw this.#corrupt(0, 'the fanout has a wrong size')
    let count = 0
    for (let at = this.#fanout.begin; at < this.#fanout.end; at += 4) {
      const next = readUint32(this.bytes, at)
      if (next < count) throw this.#corrupt(at, 'the fanout decreases')
      count = next
    }
    if (this.#oids.end - this.#oids.begin !== count * size)
      throw this.#corrupt(0, 'the oids have a wrong size')
    if (this.#rows.end - this.#rows.begin !== count * (size + ROW_TAIL_SIZE)) {
      throw this.#corrupt(0, 'the rows of commits have a wrong size')
    }
    const corrections = this.#corrections
    if (corrections && corrections.end - corrections.begin !== 4 * count) {
      throw this.#corrupt(0, 'the corrected dates have a wrong size')
    }
    return count
  }

  #required(chunks: ReadonlyMap<number, Chunk>, letters: string): Chunk {
    const chunk = chunks.get(chunkId(letters))
    if (!chunk) throw this.#corrupt(HEADER_SIZE, `chunk ${letters} is missing`)
    return chunk
  }

  #corrupt(offset: number, detail: string): CorruptGraphError {
    return new CorruptGraphError(this.path, offset, detail)
  }
}
