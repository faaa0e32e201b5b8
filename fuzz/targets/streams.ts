/** Deltas and zlib streams: two implementations of each must agree about any input. */
import { constants, deflateRawSync, deflateSync } from 'node:zlib'
import { coreOver } from '../../src/pack/core/core-functions.js'
import { CONTENT_SLACK } from '../../src/pack/core/core-layout.js'
import { CoreMemory } from '../../src/pack/core/core-memory.js'
import { applyDelta } from '../../src/pack/delta/apply-delta.js'
import { createDeltaApplier } from '../../src/pack/delta/delta-applier.js'
import { DeltaSizes, readDeltaSizes } from '../../src/pack/delta/delta-sizes.js'
import { createInflater } from '../../src/pack/inflate/select.js'
import { type ByteWindow, StreamInflater } from '../../src/pack/inflate/stream-inflater.js'
import { insist } from '../refusal.js'
import type { FuzzTarget } from '../target.js'

const BASE_SIZE = 1000
const RESULT_MAX = 64 * 1024
const base = Uint8Array.from({ length: BASE_SIZE }, (_, i) => (i * 7) % 251)

const arena = new CoreMemory(0, 256 * 1024)
const core = { memory: arena, functions: coreOver(arena).functions }
const applier = createDeltaApplier(core)

/** Two sizes, then instructions: copies of every width, and inserts. */
const DELTAS = [
  [0xe8, 0x07, 0x64, 0x90, 0x64],
  [0xe8, 0x07, 0x0a, 0x91, 0x05, 0x05, 0x05, 1, 2, 3, 4, 5],
  [0xe8, 0x07, 0xe8, 0x07, 0xb0, 0xe8, 0x03],
  [0xe8, 0x07, 0x03, 0x9f, 0x00, 0x00, 0x00, 0x00, 0x03],
  [0xe8, 0x07, 0x80, 0x80, 0x04, 0x80, 0x80, 0x80],
  [0xe8, 0x07, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x90, 0x64],
]

export const delta: FuzzTarget = {
  name: 'delta',
  seeds: () => DELTAS.map((bytes) => Uint8Array.from(bytes)),
  words: [
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(0x80),
    Uint8Array.of(0),
  ],
  check: (bytes) => {
    const given = bytes.subarray(0, RESULT_MAX)
    const sizes = new DeltaSizes()
    if (!readDeltaSizes(given, 0, given.length, sizes)) return
    insist(Number.isSafeInteger(sizes.base) && Number.isSafeInteger(sizes.result), 'a size beyond 2^53')
    const size = Math.min(sizes.result, RESULT_MAX)
    const result = new Uint8Array(size)
    const fault = applyDelta(base, 0, BASE_SIZE, given, sizes.next, given.length, result, 0, size)

    const { bytes: memory, firstScratchAt, inputScratchAt } = arena
    const secondScratchAt = firstScratchAt + arena.scratchSize
    memory.set(base, firstScratchAt)
    memory.set(given, inputScratchAt)
    memory.fill(0, secondScratchAt, secondScratchAt + size)
    const behind = memory[secondScratchAt + size]
    const end = inputScratchAt + given.length
    const other = applier.apply(
      firstScratchAt,
      BASE_SIZE,
      inputScratchAt + sizes.next,
      end,
      secondScratchAt,
      size,
    )
    insist(fault === other, `the one for arrays says ${fault}, the core says ${other}`)
    insist(memory[secondScratchAt + size] === behind, 'written behind the result')
    if (fault !== undefined) return
    const made = memory.subarray(secondScratchAt, secondScratchAt + size)
    insist(Buffer.compare(result, made) === 0, 'two results of one delta')
  },
}

/** A file seen through windows of `windowSize` bytes. */
class Windows implements ByteWindow {
  bytes: Uint8Array = new Uint8Array(0)
  begin = 0
  end = 0

  constructor(
    private readonly file: Uint8Array,
    private readonly windowSize: number,
  ) {}

  seek(offset: number): void {
    this.begin = Math.floor(offset / this.windowSize) * this.windowSize
    this.end = Math.min(this.begin + this.windowSize, this.file.length)
    this.bytes = this.file.subarray(this.begin, this.end)
  }
}

const elsewhere = new Uint8Array(64 * 1024)
const inflaters = [
  { inflater: new StreamInflater(createInflater('zlib-handle')), output: elsewhere },
  { inflater: new StreamInflater(createInflater('pako')), output: elsewhere },
  { inflater: new StreamInflater(createInflater('wasm', core)), output: arena.bytes },
]
const ROOM = 8192
/** Where the arena is nobody's, behind the room in which a short content is made first. */
const BEHIND = arena.contentAt + ROOM + CONTENT_SLACK
const BEHIND_SIZE = 1024
/** Where in the output a content is made, with bytes before and behind it that are nobody's. */
const PLACE = 1024

const BROKEN = 'broken'
/** Characters of an outcome that fills the room and has not ended. */
const FULL_SIZE = 'false:'.length + ROOM

export const inflate: FuzzTarget = {
  name: 'inflate',
  seeds: () => [
    deflateSync('a short text'),
    deflateSync(Buffer.alloc(5000, 'abc')),
    deflateSync(base),
    deflateSync(base, { level: 0 }),
    deflateSync(Buffer.alloc(ROOM * 4)),
    Buffer.concat([deflateSync('one'), deflateSync('two')]),
    manyBlocks(),
  ],
  check: (bytes) => {
    const outcomes = inflaters.flatMap(({ inflater, output }) =>
      [7, 64, 1 << 20].map((windowSize) => {
        output.fill(0xee, 0, PLACE + ROOM + PLACE)
        arena.bytes.fill(0xee, BEHIND, BEHIND + BEHIND_SIZE)
        inflater.begin(new Windows(bytes, windowSize), 0, bytes.length)
        const length = inflater.fill(output, PLACE, ROOM)
        insist(length >= -1 && length <= ROOM, `inflated ${length} bytes into ${ROOM}`)
        insist(output.subarray(0, PLACE).every(isUntouched), 'written before the room')
        insist(
          output.subarray(PLACE + ROOM, PLACE + ROOM + PLACE).every(isUntouched),
          'written behind the room',
        )
        insist(
          arena.bytes.subarray(BEHIND, BEHIND + BEHIND_SIZE).every(isUntouched),
          'written far behind the first room',
        )
        insist(inflater.offset <= bytes.length, 'read past the end')
        return length < 0
          ? BROKEN
          : `${inflater.hasEnded}:${Buffer.from(output.subarray(PLACE, PLACE + length)).toString('latin1')}`
      }),
    )
    const different = new Set(outcomes)
    // Whether damage is seen behind what fills the room depends on how far a window reaches.
    if (outcomes.some((outcome) => outcome.length === FULL_SIZE && outcome.startsWith('false')))
      different.delete(BROKEN)
    insist(different.size <= 1, 'inflaters or windows disagree')
  },
}

/** A block that fills the room, and hundreds of two bytes. */
function manyBlocks(): Uint8Array {
  const block = (content: string): Uint8Array =>
    deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH })
  const small = Array.from({ length: 600 }, () => block('ab'))
  return Buffer.concat([Buffer.of(0x78, 0x9c), block('a'.repeat(ROOM - 2)), ...small])
}

function isUntouched(byte: number): boolean {
  return byte === 0xee
}
