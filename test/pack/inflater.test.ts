import fc from 'fast-check'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Inflater } from '../../src/pack/inflate/inflater.js'
import { createInflater, selfTest } from '../../src/pack/inflate/select.js'
import { BROKEN, type ByteWindow, StreamInflater } from '../../src/pack/inflate/stream-inflater.js'

const SEED = 20_050_407

/** A file that shows `windowSize` bytes at a time, as a mapped one does. */
function windowed(content: Uint8Array, windowSize: number): ByteWindow {
  return {
    bytes: new Uint8Array(0),
    begin: 0,
    end: 0,
    seek(offset) {
      if (offset >= this.begin && offset < this.end) return
      const begin = offset - (offset % windowSize)
      Object.assign(this, { begin, end: Math.min(begin + windowSize, content.length) })
      Object.assign(this, { bytes: content.slice(this.begin, this.end) })
    },
  }
}

describe.each(['zlib-handle', 'pako'] as const)('inflater %s', (name) => {
  const inflater = createInflater(name)
  const stream = new StreamInflater(inflater)

  it('passes its self-test', () => {
    expect(() => {
      selfTest(inflater)
    }).not.toThrow()
    expect(inflater.name).toBe(name)
  })

  it('inflates a stream through windows of any size into pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 700 }),
        fc.nat(20),
        fc.constantFrom('', 'more'),
        (content, windowSize, piece, before, behind) => {
          const deflated = deflateSync(content)
          const file = Buffer.concat([Buffer.alloc(before), deflated, Buffer.from(behind)])
          stream.begin(windowed(file, windowSize), before, file.length)
          const output = new Uint8Array(content.length + piece)
          let produced = 0
          while (!stream.hasEnded) produced += stream.fill(output, produced, piece)
          expect(Buffer.from(output.subarray(0, produced))).toEqual(Buffer.from(content))
          expect(stream.offset).toBe(before + deflated.length)
        },
      ),
      { seed: SEED, numRuns: 300 },
    )
  })

  const content = Buffer.from('content '.repeat(50))
  const deflated = deflateSync(content)
  const fill = (bytes: Uint8Array, limit = bytes.length, room = content.length + 1): number => {
    stream.begin(windowed(bytes, 32), 0, limit)
    return stream.fill(new Uint8Array(room), 0, room)
  }

  it('says that a stream is cut short', () => {
    expect(fill(deflated.subarray(0, -1))).toBe(BROKEN)
    expect(stream.fault).toBe('zlib stream is cut short')
  })

  it('does not read past the limit', () => {
    expect(fill(deflated, deflated.length - 1)).toBe(BROKEN)
    expect(stream.fault).toBe('zlib stream is cut short')
  })

  it('finds a wrong Adler-32', () => {
    const damaged = Buffer.from(deflated)
    damaged[damaged.length - 2]! += 1
    expect(fill(damaged)).toBe(BROKEN)
    expect(stream.fault).toMatch(/^broken zlib stream: /)
  })

  it('finds bytes that are no zlib stream', () => {
    expect(fill(Buffer.from('no zlib stream at all'))).toBe(BROKEN)
    expect(stream.fault).toMatch(/^broken zlib stream: /)
  })

  it('fills no more than the room it is given', () => {
    const output = new Uint8Array(20)
    stream.begin(windowed(deflated, 10), 0, deflated.length)
    expect(stream.fill(output, 4, 8)).toBe(8)
    expect(Buffer.from(output).toString('latin1')).toBe('\0\0\0\0content \0\0\0\0\0\0\0\0')
    expect(stream.hasEnded).toBe(false)
  })

  it('inflates an empty stream', () => {
    expect(fill(deflateSync(''), undefined, 1)).toBe(0)
    expect(stream.hasEnded).toBe(true)
  })
})

describe('selfTest()', () => {
  const real = createInflater('zlib-handle')
  const spoiled = (spoil: (inflater: Inflater) => Partial<Inflater>): Inflater =>
    Object.assign(Object.create(real) as Inflater, {
      step: real.step.bind(real),
      reset: real.reset.bind(real),
      ...spoil(real),
    })

  it('refuses an inflater that calls an unfinished stream complete', () => {
    expect(() => {
      selfTest(spoiled(() => ({ step: () => 'end' })))
    }).toThrow('self-test')
  })

  it('refuses an inflater that does not forget', () => {
    expect(() => {
      selfTest(createForgetless())
    }).toThrow('self-test')
  })

  function createForgetless(): Inflater {
    const inflater = createInflater('pako')
    let resets = 0
    const reset = inflater.reset.bind(inflater)
    inflater.reset = () => {
      if (resets++ === 0) reset()
    }
    return inflater
  }
})
