/**
 * From two contents to the lines that differ, in WebAssembly (assembly/line-diff): each content is copied into the
 * module's memory once, and neither a string nor a copy of a line is made.
 *
 * The memory is a stack: both contents, each with room after it, then what the module makes of them, then output.
 */
import { createWasmMemory, wasm, type WasmMemory, type WasmModule } from '../../base/webassembly.js'
import { DiffTooCostlyError, DiffTooLargeError } from '../errors.js'
import { LINE_DIFF_MODULE } from './line-diff-module.js'
import { LineDiff, LineTable } from './line-diff.js'
import { ALGORITHM_NUMBERS, IGNORED_SPACE_BITS, type LineDiffOptions } from './options.js'

export interface LineDiffExports {
  reserve(at: number, size: number): number
  countLines(at: number, end: number): number
  commonTail(at1: number, end1: number, at2: number, end2: number): number
  compare(
    ...numbers: [
      at1: number,
      end1: number,
      count1: number,
      at2: number,
      end2: number,
      count2: number,
      algorithm: number,
      minimal: boolean,
      byIndent: boolean,
      ignored: number,
      anchors: number,
      work: number,
    ]
  ): number
  beforeTable(): number
  afterTable(): number
  nextNameLine(starts: number, from: number, limit: number, step: number, count: number): number
  writeLines(starts: number, from: number, to: number, prefix: number, out: number): number
}

/** The first bytes are left free: address 0 means "none". */
const BEGIN = 64
/** Free bytes after each content, which are read and do not count. */
const GUARD = 16
/** Most that the module keeps for one line; assembly/line-diff names each array. */
const BYTES_A_LINE = 128
/** With white space ignored, what is left of a line is copied. */
const COPY_BYTES_A_LINE = 24
const ADDRESSES_MAX = 2 ** 32 - 2 ** 16
/** A memory that has grown beyond this is given back after use. */
const KEPT_SIZE_MAX = 64 * 1024 ** 2
const SIZE_AT_FIRST = 1024 ** 2
const WORK_MAX = Number.MAX_SAFE_INTEGER

let compiled: WasmModule | undefined

/** A memory of its own, and the module in it. What it returns is valid until it is asked again. */
export class LineDiffer {
  private memory: WasmMemory | undefined
  private module: LineDiffExports | undefined

  /**
   * Compares two contents.
   *
   * @param trimsTail Whether equal ends are left out beforehand, as git does where no context is shown: then changes may
   *   end up elsewhere.
   * @throws {DiffTooCostlyError} It takes more steps than `workMax`.
   * @throws {DiffTooLargeError} Both together are too large.
   */
  compare(before: Uint8Array, after: Uint8Array, options: LineDiffOptions = {}, trimsTail = false): LineDiff {
    const size = before.length + after.length
    this.dropIfLarge()
    const anchors = anchorBlock(options)
    const inputEnd = BEGIN + size + anchors.length + 4 * GUARD
    const module = this.loaded()
    this.grow(module, inputEnd, size)
    const at1 = BEGIN
    let end1 = at1 + before.length
    const at2 = aligned(end1 + GUARD)
    let end2 = at2 + after.length
    const anchorsAt = aligned(end2 + GUARD)
    const bytes = new Uint8Array(this.memory!.buffer)
    bytes.set(before, at1)
    bytes.set(after, at2)
    bytes.set(anchors, anchorsAt)
    if (trimsTail) {
      const tail = unsigned(module.commonTail(at1, end1, at2, end2))
      end1 -= tail
      end2 -= tail
    }
    const count1 = module.countLines(at1, end1)
    const count2 = module.countLines(at2, end2)
    const lines = count1 + count2
    const ignored = options.ignoreSpace ? IGNORED_SPACE_BITS[options.ignoreSpace] : 0
    // Twice the contents: the lines of a patch are written behind the tables.
    const needed =
      BYTES_A_LINE * (lines + 32) + (ignored === 0 ? 0 : size + COPY_BYTES_A_LINE * lines) + size + 2 * lines
    this.grow(module, anchorsAt + anchors.length + needed, size)
    module.reserve(anchorsAt + anchors.length, needed)
    const { algorithm = 'myers', indentHeuristic = true, workMax = WORK_MAX } = options
    const list = unsigned(
      module.compare(
        at1,
        end1,
        count1,
        at2,
        end2,
        count2,
        ALGORITHM_NUMBERS[algorithm],
        algorithm === 'minimal',
        indentHeuristic,
        ignored,
        anchors.length === 0 ? 0 : anchorsAt,
        workMax,
      ),
    )
    if (list === 0) throw new DiffTooCostlyError(workMax)
    const words = new Uint32Array(this.memory!.buffer)
    const changeCount = words[list / 4]!
    const changes = words.subarray(list / 4 + 2, list / 4 + 2 + 4 * changeCount)
    const out = list + 8 + 16 * changeCount
    const table = (at: number): LineTable => new LineTable(this.memory!, module, unsigned(at), out)
    return new LineDiff(table(module.beforeTable()), table(module.afterTable()), changes, options)
  }

  private loaded(): LineDiffExports {
    if (this.module) return this.module
    const memory = createWasmMemory(SIZE_AT_FIRST, ADDRESSES_MAX + 2 ** 16)
    if (!wasm || !memory) throw new Error('comparing lines needs WebAssembly, which this engine lacks')
    compiled ??= new wasm.Module(Buffer.from(LINE_DIFF_MODULE, 'base64'))
    this.memory = memory
    this.module = new wasm.Instance(compiled, { env: { memory } }).exports as unknown as LineDiffExports
    return this.module
  }

  private grow(module: LineDiffExports, end: number, size: number): void {
    if (end > ADDRESSES_MAX || !module.reserve(0, end)) throw new DiffTooLargeError(size)
  }

  private dropIfLarge(): void {
    if (this.memory && this.memory.buffer.byteLength > KEPT_SIZE_MAX) this.memory = this.module = undefined
  }
}

function aligned(address: number): number {
  return Math.ceil(address / 8) * 8
}

/** WebAssembly's numbers come as signed ones. */
function unsigned(address: number): number {
  return address < 0 ? address + 2 ** 32 : address
}

/** Each text with its length before it, and a length of 0 at the end; empty: there is none. */
function anchorBlock({ anchors = [], algorithm }: LineDiffOptions): Uint8Array {
  if (anchors.length === 0 || algorithm !== 'patience') return new Uint8Array(0)
  const parts: Buffer[] = []
  for (const anchor of anchors) {
    const text = Buffer.from(anchor as string)
    if (text.length === 0) continue
    const part = Buffer.alloc(4 * Math.ceil(text.length / 4) + 4)
    part.writeUInt32LE(text.length)
    part.set(text, 4)
    parts.push(part)
  }
  return Buffer.concat([...parts, Buffer.alloc(4)])
}
