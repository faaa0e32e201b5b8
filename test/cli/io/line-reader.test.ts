import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemorySource } from '../../../src/cli/io/byte-source.js'
import { LineReader } from '../../../src/cli/io/line-reader.js'

function linesOf(input: string | Uint8Array, terminator = 0x0a, step?: number): string[] {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const reader = new LineReader(new MemorySource(bytes, step), terminator, () => undefined)
  const lines: string[] = []
  while (reader.next()) lines.push(reader.buffer.toString('latin1', reader.begin, reader.end))
  return lines
}

describe('LineReader', () => {
  test('gives every line without its terminator, the last one terminated or not', () => {
    expect(linesOf('a\n\nbc\n')).toEqual(['a', '', 'bc'])
    expect(linesOf('a\nbc')).toEqual(['a', 'bc'])
    expect(linesOf('')).toEqual([])
  })

  test('counts a CR before the LF to the terminator, and no other CR', () => {
    expect(linesOf('a\r\nb\rc\n\r\nd\r')).toEqual(['a', 'b\rc', '', 'd\r'])
    expect(linesOf('a\r\0b\n\0', 0)).toEqual(['a\r', 'b\n'])
  })

  test('keeps lines whole that are longer than a piece of input', () => {
    const long = 'x'.repeat(300_000)
    expect(linesOf(`${long}\ny\n`, 0x0a, 1000)).toEqual([long, 'y'])
  })

  test('gives the same lines however the input is cut', () => {
    const byte = fc.constantFrom(0x0a, 0x0d, 0x61, 0xff)
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.array(byte, { maxLength: 60 }),
        fc.nat(9),
        (a, b, step) => {
          const input = Buffer.concat([a, Buffer.from(b)])
          expect(linesOf(input, 0x0a, step + 1)).toEqual(linesOf(input))
        },
      ),
      { seed: 1 },
    )
  })

  test('tells its caller before it waits, and not while a complete line is at hand', () => {
    let waits = 0
    const reader = new LineReader(new MemorySource(Buffer.from('a\nb\nc\nd\n'), 4), 0x0a, () => waits++)
    const waitsAt: number[] = []
    while (reader.next()) waitsAt.push(waits)
    expect(waitsAt).toEqual([1, 1, 2, 2])
  })
})
