/** One file, as it was when it was first seen: its identity, its regions and the descriptor kept for it. */
import type { MapBackend } from './backend/map-backend.js'
import { type FileIdentity, identityKey, nameOf } from './file-identity.js'
import type { LruLinks } from './lru-list.js'
import { MapRegionList } from './map-region-list.js'

/** How a caller named a file: an absolute path, or a descriptor that stays the caller's. */
export type FileSource = string | Buffer | number

const SECOND = 1_000_000_000n

let nextId = 0

export class MappedFile implements LruLinks<MappedFile> {
  readonly key: string
  /** A small number that no other file has. */
  readonly id = nextId++
  regions: MapRegionList
  /** Cursors made for the file and not yet disposed of. */
  cursors = 0
  /** The descriptor that the engine opened, while it is open; -1 without one. */
  fd = -1
  /** The manager's clock when the descriptor was needed last. */
  fdUsedAt = 0
  older: MappedFile | undefined = undefined
  newer: MappedFile | undefined = undefined
  /** Every path that the file was asked for by, the first one first. */
  readonly paths: (string | Buffer)[] = []
  /** The last descriptor that a caller named the file by. -1: none. The caller may have closed it since. */
  callerFd = -1
  /** What has become of the file itself, under all its names, once that is noticed. */
  change: string | undefined = undefined
  /** The time of change, in whole seconds since 1970 and nanoseconds after. */
  readonly changedSeconds: number
  readonly changedNanoseconds: number
  /** The first name, for messages. */
  readonly name: string

  /**
   * @param regionBytesMax Most bytes of a region, unless more are demanded contiguous.
   * @param cursorBytesMax Most bytes that a cursor points to, unless more are demanded contiguous.
   */
  constructor(
    source: FileSource,
    readonly identity: FileIdentity,
    public backend: MapBackend,
    public regionBytesMax: number,
    readonly cursorBytesMax: number,
  ) {
    this.key = identityKey(identity)
    this.name = nameOf(source)
    const { mtimeNs } = identity
    this.changedNanoseconds = Number(((mtimeNs % SECOND) + SECOND) % SECOND)
    this.changedSeconds = Number((mtimeNs - BigInt(this.changedNanoseconds)) / SECOND)
    this.regions = new MapRegionList(regionBytesMax + backend.granularity)
    this.alsoKnownAs(source)
  }

  /** In bytes. */
  get size(): number {
    return this.identity.size
  }

  /** Has its further regions made by another backend; those that it has stay as they are. */
  serveBy(backend: MapBackend, regionBytesMax: number): void {
    const { regions } = this
    this.backend = backend
    this.regionBytesMax = regionBytesMax
    this.regions = new MapRegionList(regionBytesMax + backend.granularity)
    for (const region of regions) this.regions.add(region)
  }

  /**
   * The file was written to. What is mapped shows that already, so that no cursor may be pointed into it any more; what
   * was read does not.
   */
  noticeChange(change: string): void {
    this.change ??= change
    for (const region of this.regions) region.current = false
  }

  /** Remembers a further way to open the file. */
  alsoKnownAs(source: FileSource): void {
    if (typeof source === 'number') this.callerFd = source
    else if (!this.paths.some((path) => path.toString() === source.toString())) this.paths.push(source)
  }
}
