/**
 * The WebAssembly module over an arena: the arena is its memory, so nothing is copied to reach it.
 *
 * Its source is assembly/. Each function has a twin in TypeScript, which runs where WebAssembly does not and is what
 * the tests hold it against.
 */
import { wasm, type WasmModule } from '../../base/webassembly.js'
import { type Arena, INFLATE_WORKSPACE } from '../cache/arena.js'
import { WASM_MODULE } from './wasm-module.js'

/** All addresses are bytes of the arena. */
export interface ArenaFunctions {
  /** See assembly/apply-delta.ts. */
  readonly applyDelta: (
    base: number,
    baseSize: number,
    at: number,
    end: number,
    result: number,
    resultSize: number,
  ) => number
  /**
   * See assembly/inflate.ts: one past the last byte of the stream at `from…end`, and its content at `target`; or below 0.
   * What it works with is that of the arena.
   */
  readonly inflate: (
    from: number,
    end: number,
    room: number,
    roomEnd: number,
    target: number,
    work: number,
  ) => number
  /** Where in the tables for inflating the size of the content is left. */
  readonly madeSizeAt: () => number
  /** See assembly/find-entry.ts: where the entry begins, {@link NOT_THERE} or {@link MALFORMED}. */
  readonly findEntry: (at: number, end: number, name: number, length: number, oidSize: number) => number
}

/** What has to be done once over each memory. */
interface Preparation {
  /** Bytes of the tables for inflating. */
  readonly inflateWorkspace: () => number
  readonly prepareInflate: (work: number) => void
}

/** The answer of `findEntry` for a name that the tree does not have. */
export const NOT_THERE = -1
/** The answer of `findEntry` for a tree that breaks the format before the name is found. */
export const MALFORMED = -2

let compiled: WasmModule | undefined
const instances = new WeakMap<Arena, ArenaFunctions>()

/**
 * The functions over an arena; undefined where the arena is no WebAssembly memory.
 *
 * @throws {Error} The module does not run here.
 */
export function arenaFunctions(arena: Arena): ArenaFunctions | undefined {
  if (!wasm || !arena.memory) return undefined
  let functions = instances.get(arena)
  if (!functions) {
    compiled ??= new wasm.Module(Buffer.from(WASM_MODULE, 'base64'))
    const { exports } = new wasm.Instance(compiled, { env: { memory: arena.memory } })
    const all = exports as unknown as ArenaFunctions & Preparation
    if (all.inflateWorkspace() > INFLATE_WORKSPACE)
      throw new RangeError('the tables for inflating have no room')
    all.prepareInflate(arena.inflateTablesAt)
    functions = all
    instances.set(arena, functions)
  }
  return functions
}
