/** Short streams are inflated by the core: as zlib would, or not at all. */
import { constants, deflateRawSync, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHORT_SIZE_MAX } from '../../../src/pack/core/core-layout.js'
import { ArenaInflater } from '../../../src/pack/inflate/arena-inflater.js'
import type { Inflater } from '../../../src/pack/inflate/inflater.js'
import { createInflater } from '../../../src/pack/inflate/select.js'
import { bareCore, CORES } from '../../support/bare-core.js'
import { Random } from '../../support/random.js'

const SEED = 19_960_501
const AROUND = 400

/** Content of every kind: random, of few letters, of runs, of repeats from near and far. */
const contents = fc
  .tuple(
    fc.integer({ min: 1, max: 2 ** 31 }),
    fc.oneof(fc.nat(300), fc.nat(4_000), fc.nat(SHORT_SIZE_MAX - 1)),
    fc.constantFrom(1, 2, 5, 30, 64, 256),
    fc.array(fc.tuple(fc.nat(70_000), fc.integer({ min: 1, max: 40_000 }), fc.nat(600)), { maxLength: 20 }),
  )
  .map(([seed, size, letters, copies]) => {
    const random = new Random(seed)
    const bytes = Uint8Array.from({ length: size }, () => random.next(letters))
    for (const [to, distance, length] of copies) {
      // Byte by byte, so that what is nearer than it is long is repeated.
      for (let i = to; i < Math.min(size, to + length); i++)
        if (i >= distance) bytes[i] = bytes[i - distance]!
    }
    return bytes
  })
const how = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.constantFrom(1, 8, 9),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FILTERED,
  ),
})

/** Bits from the lowest of each byte on, as RFC 1951 has them; a code's own bits begin with its highest. */
class BitWriter {
  readonly #bits: number[] = []

  number(value: number, count: number): this {
    for (let i = 0; i < count; i++) this.#bits.push((value >> i) & 1)
    return this
  }

  code(bits: string): this {
    for (const bit of bits) this.#bits.push(Number(bit))
    return this
  }

  /** As a zlib stream with the checksum of `content`. */
  stream(content: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8))
    this.#bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (i & 7)))
    return Buffer.concat([Buffer.from([0x78, 0x9c]), bytes, deflateSync(content).subarray(-4)])
  }
}

/** Codes of the fixed code (RFC 1951, 3.2.6). */
const A = '10010001'
const MATCH_OF_258 = '11000101'
const END_OF_BLOCK = '0000000'

/** The order in which the lengths of the codes for lengths stand (RFC 1951, 3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** A block's header with the code lengths of literals and distances as given, each written on its own with 4 bits. */
function blockWith(literals: readonly number[], distances: readonly number[]): BitWriter {
  const writer = new BitWriter().number(1, 1).number(2, 2)
  writer
    .number(literals.length - 257, 5)
    .number(distances.length - 1, 5)
    .number(ORDER.length - 4, 4)
  // Sixteen codes of four bits: those for the lengths 0 to 15, in their order.
  for (const symbol of ORDER) writer.number(symbol < 16 ? 4 : 0, 3)
  for (const length of [...literals, ...distances]) writer.code(length.toString(2).padStart(4, '0'))
  return writer
}

/** Lengths of the codes of all literals: those named have the length that is given. */
function lengthsOf(count: number, given: Record<number, number>): number[] {
  return Array.from({ length: count }, (_, symbol) => given[symbol] ?? 0)
}

describe.each(CORES)('inflate() in %s', (name) => {
  const core = bareCore(name)
  const arena = core.memory
  const PLACE = arena.firstScratchAt + 4096
  const alone = new ArenaInflater(core, () => {
    throw new Error('a general inflater was asked for')
  })
  const zlib = createInflater('zlib-handle')
  const withZlib = new ArenaInflater(core, () => createInflater('zlib-handle'))

  /** One step over a whole stream with `room` bytes of room in the arena, and all that it says. */
  function stepOver(inflater: Inflater, stream: Uint8Array, room: number): unknown {
    const { bytes } = arena
    bytes.fill(0xee, PLACE - AROUND, PLACE + room + AROUND)
    inflater.reset()
    const status = inflater.step(stream, 0, stream.length, bytes, PLACE, room, true)
    for (const begin of [PLACE - AROUND, PLACE + room]) {
      const around = bytes.subarray(begin, begin + AROUND)
      expect(around.every((byte) => byte === 0xee)).toBe(true)
    }
    if (status === 'input-used' || status === 'corrupt') return status // what else there is to see is undefined
    const { inputLeft, outputLeft } = inflater
    const output = bytes.slice(PLACE, PLACE + room - outputLeft)
    return { status, inputLeft, outputLeft, output: Buffer.from(output).toString('latin1') }
  }

  it('inflates every short stream that zlib makes without a general inflater, and writes nothing around its content', () => {
    fc.assert(
      fc.property(contents, how, fc.nat(40), fc.nat(9), (content, options, behind, before) => {
        const deflated = deflateSync(content, options)
        // At any distance from a multiple of eight bytes.
        const input = Buffer.concat([Buffer.alloc(before), deflated, Buffer.alloc(behind, 0xa5)]).subarray(
          before,
        )
        const answer = stepOver(alone, input, content.length + 1)
        const output = Buffer.from(content).toString('latin1')
        expect(answer).toEqual({ status: 'end', inputLeft: behind, outputLeft: 1, output })
      }),
      { seed: SEED, numRuns: name === 'wasm' ? 800 : 100 },
    )
  })

  it('inflates streams of several blocks, empty and stored ones among them', () => {
    fc.assert(
      fc.property(contents, contents, how, how, (first, second, one, other) => {
        const content = Buffer.concat([first, second]).subarray(0, SHORT_SIZE_MAX - 1)
        const split = Math.min(first.length, content.length)
        const flush = { finishFlush: constants.Z_SYNC_FLUSH }
        const stream = Buffer.concat([
          Buffer.from([0x78, 0x9c]),
          deflateRawSync(content.subarray(0, split), { ...one, windowBits: 15, ...flush }),
          deflateRawSync(content.subarray(split), { ...other, windowBits: 15 }),
          deflateSync(content).subarray(-4),
        ])
        expect(stepOver(alone, stream, content.length + 1)).toEqual(
          stepOver(zlib, stream, content.length + 1),
        )
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('agrees with zlib about damaged and shortened streams, and whatever room there is', () => {
    const outcomes = new Set<string>()
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(
        contents,
        how,
        fc.array(change, { maxLength: 3 }),
        fc.option(fc.nat(), { nil: undefined, freq: 2 }),
        fc.integer({ min: -40, max: 40 }),
        (content, options, changes, cut, more) => {
          let stream = new Uint8Array(deflateSync(content, options))
          if (cut !== undefined) stream = stream.subarray(0, cut % stream.length)
          for (const [at, flip] of changes) {
            // Most of what can be wrong is in the header of the first block.
            const place = at % Math.min(stream.length, at % 2 === 0 ? 80 : Infinity)
            if (stream.length > 0) stream[place]! ^= flip
          }
          const room = Math.min(Math.max(1, content.length + more), SHORT_SIZE_MAX)
          const expected = stepOver(zlib, stream, room)
          outcomes.add(typeof expected === 'string' ? expected : (expected as { status: string }).status)
          expect(stepOver(withZlib, stream, room)).toEqual(expected)
        },
      ),
      { seed: SEED, numRuns: name === 'wasm' ? 1_500 : 300 },
    )
    expect([...outcomes].sort()).toEqual(['corrupt', 'end', 'input-used', 'output-full'])
  })

  it('agrees with zlib about codes that no compressor makes', () => {
    const end = lengthsOf(257, { 97: 1, 256: 1 }) // 'a' is 0, the end of the block is 1
    const withLengths = lengthsOf(258, { 97: 2, 256: 2, 257: 1 }) // a match of three is 0, 'a' is 10, the end 11
    const a = Buffer.from('a')
    const aaaa = Buffer.from('aaaa')
    const streams: Record<string, Uint8Array> = {
      'no distances': blockWith(end, [0]).code('01').stream(a),
      'no distances, and one used': blockWith(withLengths, [0])
        .code('10')
        .code('0')
        .number(0, 1)
        .code('11')
        .stream(aaaa),
      'a single distance of one bit': blockWith(withLengths, [1])
        .code('10')
        .code('00')
        .code('11')
        .stream(aaaa),
      'the other bit of a single distance': blockWith(withLengths, [1])
        .code('10')
        .code('01')
        .code('11')
        .stream(aaaa),
      'a single distance of two bits': blockWith(withLengths, [2])
        .code('10')
        .code('000')
        .code('11')
        .stream(aaaa),
      'a single literal': blockWith(lengthsOf(257, { 256: 1 }), [0])
        .code('0')
        .stream(new Uint8Array()),
      'a single literal of two bits': blockWith(lengthsOf(257, { 256: 2 }), [0])
        .code('00')
        .stream(new Uint8Array()),
      'no end of the block': blockWith(lengthsOf(257, { 97: 1, 98: 1 }), [0])
        .code('0')
        .stream(a),
      'too many literals': blockWith(lengthsOf(257, { 97: 1, 98: 1, 256: 1 }), [0])
        .code('0')
        .stream(a),
      'too few literals': blockWith(lengthsOf(257, { 97: 2, 256: 1 }), [0])
        .code('100')
        .stream(a),
      'too many distances': blockWith(withLengths, [1, 1, 1]).code('10').code('00').code('11').stream(aaaa),
      'too few distances': blockWith(withLengths, [1, 2]).code('10').code('00').code('11').stream(aaaa),
      'a distance before the beginning': blockWith(withLengths, [1, 1])
        .code('10')
        .code('01')
        .code('11')
        .stream(aaaa),
      'the longest codes': blockWith(
        // 'a' to 'n' have 1 to 14 bits.
        Array.from({ length: 272 }, (_, symbol) =>
          symbol === 255 || symbol === 256 ? 15 : symbol > 96 && symbol < 111 ? symbol - 96 : 0,
        ),
        [0],
      )
        .code('0')
        .code('1'.repeat(14) + '0')
        .code('1'.repeat(15))
        .stream(Buffer.from([97, 255])),
      'symbol 286 of the fixed code': new BitWriter().number(1, 1).number(1, 2).code('11000110').stream(a),
      'distance 30 of the fixed code': new BitWriter()
        .number(1, 1)
        .number(1, 2)
        .code('10010001') // 'a'
        .code('0000001') // a match of three
        .code('11110')
        .code('0000000')
        .stream(aaaa),
      'a block of the fourth kind': new BitWriter().number(1, 1).number(3, 2).stream(a),
    }
    const answers = Object.entries(streams).map(([name, stream]) => [name, stepOver(withZlib, stream, 100)])
    const expected = Object.entries(streams).map(([name, stream]) => [name, stepOver(zlib, stream, 100)])
    expect(answers).toEqual(expected)
    const accepted = expected.filter(([, answer]) => typeof answer !== 'string').map(([name]) => name)
    expect(accepted).toEqual([
      'no distances',
      'a single distance of one bit',
      'a single literal',
      'the longest codes',
    ])
  })

  it('writes nothing far behind the room, though it is full and no block that follows makes more than two bytes', () => {
    const writer = new BitWriter().number(0, 1).number(1, 2).code(A)
    for (let size = 1; size + 258 < SHORT_SIZE_MAX; size += 258) writer.code(MATCH_OF_258).code('00000')
    writer.code(END_OF_BLOCK)
    for (let block = 0; block < 21_000; block++) {
      writer.number(0, 1).number(1, 2).code(A).code(A).code(END_OF_BLOCK)
    }
    const stream = writer.stream(new Uint8Array())
    const { bytes, inflateTablesAt } = arena
    // What never changes is first among the tables.
    const tables = bytes.slice(inflateTablesAt, inflateTablesAt + 4096)
    const { status } = stepOver(withZlib, stream, SHORT_SIZE_MAX) as { status: string }
    expect(status).toBe('output-full')
    expect(Buffer.compare(bytes.subarray(inflateTablesAt, inflateTablesAt + 4096), tables)).toBe(0)
  })

  it('leaves to the general inflater what is long, and the rest of what it has begun, and inflates to anywhere', () => {
    const long = Buffer.alloc(SHORT_SIZE_MAX)
    expect(() => stepOver(alone, deflateSync(long), long.length + 1)).toThrow(
      'a general inflater was asked for',
    )
    const stream = deflateSync('short')
    const elsewhere = new Uint8Array(10)
    alone.reset()
    expect(alone.step(stream, 0, stream.length, elsewhere, 2, 8, true)).toBe('end')
    expect(Buffer.from(elsewhere).toString('latin1')).toBe('\0\0short\0\0\0')

    withZlib.reset()
    const half = stream.length >> 1
    const { bytes } = arena
    expect(withZlib.step(stream, 0, half, bytes, PLACE, 10, false)).toBe('input-used')
    const made = 10 - withZlib.outputLeft
    const rest = stream.length - half
    expect(withZlib.step(stream, half, rest, bytes, PLACE + made, 10 - made, true)).toBe('end')
    expect(Buffer.from(bytes.subarray(PLACE, PLACE + 5)).toString()).toBe('short')
  })
})
