/**
 * The WebAssembly module over an arena: the arena is its memory, so nothing is copied to reach it.
 *
 * Its source is assembly/. Each function has a twin in TypeScript, which runs where WebAssembly does not and is what
 * the tests hold it against.
 */
import { wasm, type WasmModule } from '../../base/webassembly.js'
import type { Arena } from '../cache/arena.js'
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
  /** See assembly/find-entry.ts: where the entry begins, {@link NOT_THERE} or {@link MALFORMED}. */
  readonly findEntry: (at: number, end: number, name: number, length: number, oidSize: number) => number
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
    functions = exports as unknown as ArenaFunctions
    instances.set(arena, functions)
  }
  return functions
}
