/**
 * The contract of an engine under stress: what a module for `--engine` exports, and what its managers must have.
 *
 * packmap's own managers meet it in full. Another engine needs the methods that are not optional here, and says in its
 * `capabilities` what else it lacks: that is then not asked for.
 */
import {
  type ManagerOptions,
  type ManagerStats,
  type MapBackend,
  type MapManager,
  type PathOrFd,
  SlidingWindowMapManager,
  StaticWindowMapManager,
} from '../smmap/index.js'
import type { EngineCapabilities } from './capabilities.js'

export type ManagerKind = 'static' | 'sliding'

/** What is mapped around what a cursor points to. */
export interface EngineRegion {
  /** Offset of the first byte, and one past the last; from the start of the file. */
  readonly begin: number
  readonly end: number
  /** Whether it is mapped; absent: nobody can tell, and views may outlive it. */
  readonly mapped?: boolean
  /** Whether it counts as mapped and others may find it: false for a private copy. */
  readonly shared?: boolean
  /** Bytes that it counts for against the limit. */
  readonly cost?: number
  /** Claims of cursors, and one of the manager's. */
  clientCount?(): number
}

/** As `WindowCursor`. */
export interface EngineCursor {
  /** Bytes of the file, as it was when the cursor was made. */
  fileSize(): number
  useRegion(offset?: number, size?: number, minSize?: number): unknown
  unuseRegion(): void
  isValid(): boolean
  region(): EngineRegion | undefined
  buffer(): Uint8Array
  ofsBegin(): number
  ofsEnd(): number
  size(): number
  includesOfs(offset: number): boolean
  close(): void
  /** Capability `copies`. */
  copy?(): EngineCursor
  assign?(other: EngineCursor): EngineCursor
  /** Capability `resume`. */
  resume?(offset: number): EngineRegion | undefined
  /** Capability `copyInto`. */
  copyInto?(target: Uint8Array, offset?: number): number
  /** Capability `regionOrRead`. */
  regionOrRead?(
    offset: number,
    target: Uint8Array,
    length: number,
  ): (EngineRegion & { readonly bytes: Uint8Array }) | undefined
}

/** As `MapManager`. */
export interface EngineManager {
  makeCursor(source: PathOrFd): EngineCursor
  /** Unmaps what no cursor claims. */
  collect(): unknown
  /** Unmaps everything; cursors become invalid. */
  releaseAll(): unknown
  /** Bytes mapped now, in whole pages. */
  mappedMemorySize(): number
  /** Regions mapped now. */
  numFileHandles(): number
  close(): void
  /** Capability `statistics`. */
  stats?(): ManagerStats
}

/**
 * Makes a manager; every run makes several.
 *
 * @param options The limits that the harness checks, and the `backend` to map through, which keeps account of it.
 */
export type EngineFactory = (kind: ManagerKind, options: ManagerOptions) => EngineManager

/** What a module for `--engine` exports, or what `run()` is given. */
export interface EngineModule {
  readonly default: EngineFactory
  /** What it maps with, in place of packmap's backends: it is wrapped, and handed to the factory. */
  readonly backend?: MapBackend
  /** True: it maps by itself, without the `backend` that it is handed, and is watched through `/proc` alone. */
  readonly mapsItself?: boolean
  /** What it lacks: `{ resume: false }`. What is not named it has. */
  readonly capabilities?: Partial<EngineCapabilities>
}

export const packmapEngine = (kind: ManagerKind, options: ManagerOptions): MapManager =>
  kind === 'static' ? new StaticWindowMapManager(options) : new SlidingWindowMapManager(options)

export const PACKMAP: EngineModule = { default: packmapEngine }
