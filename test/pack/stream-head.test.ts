import { constants, deflateRawSync, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInflater } from '../../src/pack/inflate/select.js'
import { inflateHead, NOT_SURE } from '../../src/pack/inflate/stream-head.js'
import { Random } from '../support/random.js'

const SEED = 1_951

/** The head of a stream, or {@link NOT_SURE}. */
function headOf(stream: Uint8Array, room: number): Uint8Array | number {
  const output = new Uint8Array(room)
  const length = inflateHead(stream, 0, stream.length, output, room)
  return length === NOT_SURE ? NOT_SURE : output.subarray(0, length)
}

/** Content of every kind: random, of few letters, of runs, of text-like repeats. */
const content = fc
  .tuple(
    fc.integer({ min: 1, max: 2 ** 31 }),
    fc.integer({ min: 0, max: 3_000 }),
    fc.constantFrom(2, 5, 64, 256),
  )
  .map(([seed, size, letters]) => {
    const random = new Random(seed)
    const bytes = Uint8Array.from({ length: size }, () => random.next(letters))
    if (size > 100 && seed % 2 === 0) bytes.copyWithin(size >> 1, 0, size >> 2)
    return bytes
  })
const how = fc.record({
  level: fc.constantFrom(0, 1, 6, 9),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
  ),
})

describe('inflateHead()', () => {
  it('gives what zlib gives, of stored, fixed and dynamic blocks', () => {
    fc.assert(
      fc.property(content, how, fc.integer({ min: 0, max: 40 }), (bytes, options, room) => {
        const head = headOf(deflateSync(bytes, options), room)
        expect(head).toEqual(bytes.subarray(0, room))
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  it('goes on behind blocks that end within a byte, where a stored one begins at the next', () => {
    fc.assert(
      fc.property(content, content, how, (first, second, options) => {
        // A flush ends with a stored block without content.
        const flushed = deflateRawSync(first, { ...options, finishFlush: constants.Z_SYNC_FLUSH })
        const stream = Buffer.concat([Buffer.from([0x78, 0x9c]), flushed, deflateRawSync(second, options)])
        const head = headOf(stream, 7_000)
        expect(head).not.toBe(NOT_SURE)
        expect(Buffer.concat([first, second]).equals(head as Uint8Array)).toBe(true)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('gives the whole of a stream that is shorter than its room, in several blocks too', () => {
    const parts = [Buffer.from('abcabcabc'), Buffer.alloc(0), Buffer.from([0, 255, 7])]
    const whole = Buffer.concat(parts)
    for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED]) {
      expect(headOf(deflateSync(whole, { strategy }), 500)).toEqual(new Uint8Array(whole))
      expect(headOf(storedBlocks(parts), 500)).toEqual(new Uint8Array(whole))
    }
  })

  it('is never sure of a stream that is cut before its head, and never wrong about one cut behind it', () => {
    fc.assert(
      fc.property(content, how, fc.nat(), (bytes, options, cut) => {
        const stream = deflateSync(bytes, options)
        const head = headOf(stream.subarray(0, cut % stream.length), 8)
        if (head !== NOT_SURE) expect(head).toEqual(bytes.subarray(0, 8))
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  it('agrees with zlib on every damaged stream of which it is sure', () => {
    fc.assert(
      fc.property(content, how, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, options, at, flip) => {
        const stream = new Uint8Array(deflateSync(bytes, options))
        const place = at % Math.min(stream.length, 120)
        stream[place] = stream[place]! ^ flip
        const head = headOf(stream, 8)
        if (!(head instanceof Uint8Array) || head.length === 0) return
        // zlib looks at what follows the head, too, and may refuse that.
        const truth = zlibHead(stream, head.length)
        if (truth) expect(head).toEqual(truth)
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  it('is sure of nothing that is no zlib stream', () => {
    const random = new Random(SEED)
    for (let i = 0; i < 1_000; i++) {
      const bytes = random.bytes(60)
      bytes[0] = 0x79
      expect(headOf(bytes, 8)).toBe(NOT_SURE)
    }
  })
})

/** The first `room` bytes of a stream as zlib inflates them, whatever comes behind; undefined if it cannot. */
function zlibHead(stream: Uint8Array, room: number): Uint8Array | undefined {
  const inflater = createInflater('zlib-handle')
  const output = new Uint8Array(room)
  inflater.reset()
  const status = inflater.step(stream, 0, stream.length, output, 0, room, true)
  return status === 'output-full' ? output : undefined
}

function storedBlocks(parts: readonly Buffer[]): Buffer {
  const blocks = parts.map((part, i) => {
    const header = Buffer.alloc(5)
    header[0] = i === parts.length - 1 ? 1 : 0
    header.writeUInt16LE(part.length, 1)
    header.writeUInt16LE(0xffff - part.length, 3)
    return Buffer.concat([header, part])
  })
  return Buffer.concat([Buffer.from([0x78, 0x01]), ...blocks, Buffer.alloc(4)])
}
