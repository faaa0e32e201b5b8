/**
 * A mapped range of a file, and who claims it.
 *
 * It is counted as smmap counts: one claim by the manager that keeps it, and one by every cursor that points
 * into it. Only a region with the manager's claim alone may be unmapped to make room.
 */
import type { AccessAdvice, Mapping } from './backend/map-backend.js'
import type { LruLinks } from './lru-list.js'
import type { MappedFile } from './mapped-file.js'

export class MapRegion implements LruLinks<MapRegion> {
  /** The whole region, one object for its life; its length is 0 once the region is unmapped. */
  readonly bytes: Uint8Array
  /** Offset one past the last byte, from the start of the file. */
  readonly end: number
  /** The manager's claim and the cursors'. */
  clients = 1
  /** How often a cursor was pointed into it: tells at its end whether mapping it has paid. */
  uses = 0
  /** False once it is given back; a cursor may still remember it then. */
  mapped = true
  /** Whether cursors may be pointed into it: it is mapped, and shows the file as it was when it was first seen. */
  current = true
  /** The manager's clock when the last claim ended. */
  idleSince = 0
  /** The manager's number of misses then. */
  idleSinceMiss = 0
  older: MapRegion | undefined = undefined
  newer: MapRegion | undefined = undefined

  /**
   * @param begin Offset of the first byte, from the start of the file.
   * @param cost What it counts against the limit on memory: its length in whole pages, in bytes.
   * @param shared False: a copy for one cursor and those copied from it, which no other cursor finds.
   * @param maps Maps of the system that it takes.
   */
  constructor(
    readonly file: MappedFile,
    readonly mapping: Mapping,
    readonly begin: number,
    readonly cost: number,
    readonly shared: boolean,
    readonly maps = 0,
  ) {
    this.bytes = mapping.bytes
    this.end = begin + mapping.bytes.length
  }

  /** Offset of the first byte, from the start of the file. */
  ofsBegin(): number {
    return this.begin
  }

  /** Offset one past the last byte. */
  ofsEnd(): number {
    return this.end
  }

  /** In bytes; what the region was mapped with, also when it is unmapped by now. */
  size(): number {
    return this.end - this.begin
  }

  /** Whether the byte at `offset` of the file lies in the region. */
  includesOfs(offset: number): boolean {
    return offset >= this.begin && offset < this.end
  }

  /** Claims: the manager's, which is one as long as the region is kept, and those of cursors. */
  clientCount(): number {
    return this.clients
  }

  /**
   * Tells the system how the region, or `length` bytes from `offset` of the file on, will be read.
   *
   * @returns False when the backend cannot pass advice on, or the system refused it.
   * @throws {RangeError} The region does not hold that range.
   */
  advise(advice: AccessAdvice, offset = this.begin, length = this.end - offset): boolean {
    if (!(offset >= this.begin && length >= 0 && offset + length <= this.end)) {
      throw new RangeError(
        `the region holds bytes ${this.begin} to ${this.end}, not ${length} from ${offset} on`,
      )
    }
    if (!this.mapped || length === 0) return false
    return this.mapping.advise?.(advice, offset - this.begin, length) ?? false
  }

  /** As {@link MapRegion.advise} for advice that is only a hint: a backend that throws has refused it. */
  tryAdvise(advice: AccessAdvice): boolean {
    try {
      return this.advise(advice)
    } catch {
      return false
    }
  }

  /** Bytes of the region that are in memory now, in whole pages; -1 when that cannot be known. */
  residentBytes(): number {
    if (!this.mapped) return 0
    return this.mapping.residentBytes?.(0, this.size()) ?? -1
  }
}
