/**
 * The core over a memory: its functions, whose source is assembly/, in WebAssembly where that works, and as the plain
 * JavaScript that is generated of the same source elsewhere.
 */
import { createRequire } from 'node:module'
import type * as Vm from 'node:vm'
import type * as Zlib from 'node:zlib'
import { wasm, type WasmModule } from '../../base/webassembly.js'
import { WORK_AT, WORK_SIZE } from './core-layout.js'
import type { CoreMemory } from './core-memory.js'
import { CORE_MODULE } from './core-module.js'
import { CORE_SCRIPT } from './core-script.js'

export type CoreName = 'wasm' | 'script'

/** What the core asks of its host: see assembly/host.ts, which says more. */
export interface CoreHost {
  /** Makes a window hold the byte at `offset` of the file whose row is `file`; returns its address. */
  need(file: number, offset: number, wanted: number): number
  /** Inflates a stream that is not short or not well-formed; returns where it ends. */
  inflateLong(pack: number, entry: number, stream: number, to: number, size: number): number
  /** Compares the CRC-32 of an entry with the index's. */
  verifyEntry(pack: number, entry: number, end: number): void
  /** Throws the error of a fault. */
  fail(fault: number, pack: number, at: number, found: number, expected: number): never
}

/**
 * Addresses are bytes of the memory. `table` and `pack` are those of rows, `oid` that of a raw oid; offsets are bytes from
 * the start of a file. Whatever reads files may throw what {@link CoreHost} throws.
 */
export interface CoreFunctions {
  /** The position of an oid in a table, or `NOT_THERE`. */
  findOid(table: number, oid: number): number
  /** The position of the first oid that is not below one; the number of oids if there is none. */
  lowerBound(table: number, oid: number): number
  /** One past the last position, from `position` on, of the oids that begin with `digits` hex digits of one. */
  prefixEnd(table: number, position: number, oid: number, digits: number): number
  /** Makes an object: `MADE`, `IS_WHOLE` or `DOES_NOT_FIT`. */
  makeObject(pack: number, offset: number, isWantedAgain: number): number
  /** The `OBJ_…` number of an object, whose size is then at `STATE_NUMBER`. */
  readHeader(pack: number, offset: number): number
  /** The `OBJ_…` number at the end of a chain, whose links are then in the memory, none of them from the cache. */
  followThroughPack(pack: number, offset: number): number
  makeForWalk(pack: number, offset: number, type: number, isKept: number): number
  noteKept(slot: number, pack: number, offset: number, note: number): void
  findKept(pack: number, offset: number, type: number): number
  /** 0, or the number of what is wrong: see core-faults.ts. */
  applyDelta(
    base: number,
    baseSize: number,
    at: number,
    end: number,
    result: number,
    resultSize: number,
  ): number
  /** One past the last byte of the stream at `from…end`, and its content at `target`; or below 0. */
  inflate(from: number, end: number, room: number, roomEnd: number, target: number, work: number): number
  /** Bytes of content that {@link CoreFunctions.inflate} made last. */
  inflatedSize(): number
  /** Where in a tree the entry of a name begins, `NOT_THERE` or `MALFORMED`. */
  findEntry(at: number, end: number, name: number, length: number, oidSize: number): number
  clearCache(): void
  limitDepth(depth: number): void
  limitObjects(size: number, work: number, short: number, isVerified: number): void
}

/** What is done once over each memory. */
interface Preparation {
  inflateWorkspace(): number
  prepareInflate(work: number): void
  prepareChain(at: number, capacity: number): void
  prepareScratch(at: number, size: number): void
  prepareCache(
    ring: number,
    ringSize: number,
    slots: number,
    slotCount: number,
    buckets: number,
    bucketBits: number,
    passed: number,
    passedCount: number,
  ): void
}

/** The functions over one memory, and who answers them at present. */
export interface Core {
  readonly name: CoreName
  readonly functions: CoreFunctions
  host: CoreHost | undefined
}

const cores = new WeakMap<CoreMemory, Core>()
const requireNode = createRequire(import.meta.url)
let compiled: WasmModule | undefined

/**
 * The core over a memory, made when it is first asked for.
 *
 * @throws {Error} It runs neither way: WebAssembly is another than ours, or Node's `vm` is forbidden.
 */
export function coreOver(memory: CoreMemory): Core {
  const known = cores.get(memory)
  if (known) return known
  const name = memory.memory ? 'wasm' : 'script'
  const core: { name: CoreName; functions: CoreFunctions; host: CoreHost | undefined } = {
    name,
    functions: undefined as unknown as CoreFunctions,
    host: undefined,
  }
  const host = (): CoreHost => {
    if (core.host === undefined) throw new Error('the core has no host')
    return core.host
  }
  const imports = {
    env: { memory: memory.memory ?? { buffer: memory.bytes.buffer } },
    host: {
      need: (file: number, offset: number, wanted: number) => host().need(file, offset, wanted),
      inflateLong: (pack: number, entry: number, stream: number, to: number, size: number) =>
        host().inflateLong(pack, entry, stream, to, size),
      verifyEntry: (pack: number, entry: number, end: number) => {
        host().verifyEntry(pack, entry, end)
      },
      fail: (fault: number, pack: number, at: number, found: number, expected: number) =>
        host().fail(fault, pack, at, found, expected),
    },
  }
  const functions = name === 'wasm' ? instantiate(imports) : scriptFunctions(imports)
  prepare(functions, memory)
  core.functions = functions
  cores.set(memory, core)
  return core
}

type AllFunctions = CoreFunctions & Preparation

function instantiate(imports: object): AllFunctions {
  compiled ??= new wasm!.Module(Buffer.from(CORE_MODULE, 'base64'))
  return new wasm!.Instance(compiled, imports as never).exports as unknown as AllFunctions
}

function scriptFunctions(imports: object): AllFunctions {
  const { inflateRawSync } = requireNode('node:zlib') as typeof Zlib
  const { Script } = requireNode('node:vm') as typeof Vm
  const source: string = inflateRawSync(Buffer.from(CORE_SCRIPT, 'base64')).toString('latin1')
  const make: unknown = new Script(`(function (imports) {${source}})`, {
    filename: 'packmap-core.js',
  }).runInThisContext()
  return (make as (imports: object) => AllFunctions)(imports)
}

function prepare(functions: AllFunctions, memory: CoreMemory): void {
  if (functions.inflateWorkspace() > WORK_SIZE) throw new RangeError('the tables for inflating have no room')
  functions.prepareInflate(WORK_AT)
  functions.prepareChain(memory.linksAt, memory.linkCount)
  functions.prepareScratch(memory.firstScratchAt, memory.scratchSize)
  functions.prepareCache(
    memory.ringAt,
    memory.ringSize,
    memory.slotsAt,
    memory.slotCount,
    memory.bucketsAt,
    memory.bucketBits,
    memory.passedAt,
    memory.passedCount,
  )
}
