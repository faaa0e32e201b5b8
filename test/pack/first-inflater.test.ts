/** The first streams of a reader are inflated without zlib, and as zlib would. */
import fc from 'fast-check'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FirstInflater } from '../../src/pack/inflate/first-inflater.js'
import { createInflater } from '../../src/pack/inflate/select.js'
import { type ByteWindow, StreamInflater } from '../../src/pack/inflate/stream-inflater.js'

const SEED = 20_050_407
const PLACE = 7

/** One step over a whole stream with `room` bytes of room, and all that it says. */
function stepOver(inflater: ReturnType<typeof createInflater>, stream: Uint8Array, room: number): unknown {
  const output = new Uint8Array(PLACE + room + 3)
  inflater.reset()
  const status = inflater.step(stream, 0, stream.length, output, PLACE, room, true)
  if (status === 'input-used' || status === 'corrupt') return status // what else there is to see is undefined
  const { inputLeft, outputLeft } = inflater
  return { status, inputLeft, outputLeft, output }
}

function withoutZlib(): FirstInflater {
  return new FirstInflater(() => {
    throw new Error('zlib was asked for')
  })
}

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc.string({ maxLength: 40 }).map((text) => Buffer.from(text.repeat(9))),
)

describe('FirstInflater', () => {
  it('gives what zlib gives, whatever follows the stream, is missing or is damaged, and however little room there is', () => {
    const zlib = createInflater('zlib-handle')
    fc.assert(
      fc.property(
        contents,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -3, max: 3 }),
        fc.option(fc.nat(), { nil: undefined }),
        (content, level, behind, more, damage) => {
          const deflated = deflateSync(content, { level })
          const stream =
            behind < 0 ? deflated.subarray(0, behind) : Buffer.concat([deflated, Buffer.alloc(behind, 0xa5)])
          if (damage !== undefined && stream.length > 0) stream[damage % stream.length]! ^= 1 << (damage % 8)
          const room = Math.max(1, content.length + more)
          expect(stepOver(createInflater('auto'), stream, room)).toEqual(stepOver(zlib, stream, room))
        },
      ),
      { seed: SEED, numRuns: 1_500 },
    )
  })

  it('needs no zlib for short streams with room to spare, stored, fixed and dynamic', () => {
    const text = Buffer.from('The lamp is lit at dusk. The lamp is out at dawn.')
    const inflater = withoutZlib()
    for (const content of [Buffer.alloc(0), text, Buffer.alloc(2_000, text)]) {
      for (const level of [0, 1, 9]) {
        const answer = stepOver(inflater, deflateSync(content, { level }), content.length + 1) as {
          status: string
          output: Uint8Array
        }
        expect(answer.status).toBe('end')
        expect(Buffer.compare(answer.output.subarray(PLACE, PLACE + content.length), content)).toBe(0)
      }
    }
  })

  it('needs no zlib for a short stream that lies in two windows, and finds the next one', () => {
    const texts = ['The lamp is lit at dusk.', 'The lamp is out at dawn. '.repeat(40), 'The keeper sleeps.']
    const streams = texts.map((text) => deflateSync(text))
    const bytes = Buffer.concat(streams)
    const size = 9
    const window: ByteWindow = {
      bytes: new Uint8Array(0),
      begin: 0,
      end: 0,
      seek(offset) {
        const begin = offset - (offset % size)
        const end = Math.min(begin + size, bytes.length)
        Object.assign(this, { begin, end, bytes: bytes.subarray(begin, end) })
      },
      copy: (offset, length, out, at) => {
        out.set(bytes.subarray(offset, offset + length), at)
      },
    }
    const inflater = new StreamInflater(withoutZlib())
    const output = new Uint8Array(2_000)
    let at = 0
    for (const [i, text] of texts.entries()) {
      inflater.begin(window, at, bytes.length)
      const made = inflater.fill(output, 0, text.length + 1)
      expect(Buffer.from(output.subarray(0, made)).toString()).toBe(text)
      expect(inflater.hasEnded).toBe(true)
      expect(inflater.offset).toBe((at += streams[i]!.length))
    }
  })

  it('leaves long streams and all after the first sixteen to zlib', () => {
    const short = deflateSync('short')
    const inflater = withoutZlib()
    expect(() => stepOver(inflater, deflateSync(Buffer.alloc(5_000)), 5_001)).toThrow('zlib was asked for')
    for (let i = 0; i < 16; i++) expect(stepOver(inflater, short, 6)).toHaveProperty('status', 'end')
    expect(() => stepOver(inflater, short, 6)).toThrow('zlib was asked for')
  })
})
