/**
 * As much of WebAssembly as packmap uses. TypeScript declares it with the DOM only, which is not ours to pull in.
 */
import { addressesLeft } from './process-limits.js'

/** Linear memory that several parties may share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
}

interface WasmNamespace {
  Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => WasmMemory
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (
    module: WasmModule,
    imports: Record<string, Record<string, WasmMemory>>,
  ) => { readonly exports: Record<string, unknown> }
}

/** A compiled module, which can be instantiated any number of times. */
export type WasmModule = object

/** The engine's own `WebAssembly`. It may be missing: V8 without a compiler (`--jitless`) has none. */
export const wasm = (globalThis as unknown as { WebAssembly?: WasmNamespace }).WebAssembly

const PAGE_SIZE = 65_536

/**
 * V8 reserves 10 GiB for each memory. Where it cannot, that costs 20 ms and a quarter of a GiB: it collects garbage in
 * vain, with threads that the C library gives arenas to.
 */
const ADDRESSES_MIN = 16 * 1024 ** 3

/**
 * Memory of at least `size` bytes, all zeros; undefined where there is no WebAssembly or no room for it.
 *
 * @param sizeMax What code in it may have it grow to; views of it then have to be made anew to see all of it.
 */
export function createWasmMemory(size: number, sizeMax = size): WasmMemory | undefined {
  const [initial, maximum] = [size, sizeMax].map((bytes) => Math.ceil(bytes / PAGE_SIZE)) as [number, number]
  if (addressesLeft() < ADDRESSES_MIN) return undefined
  try {
    return wasm && new wasm.Memory({ initial, maximum, shared: true })
  } catch {
    return undefined
  }
}
