import { describe, expect, test } from 'vitest'
import { MemorySink } from '../../../src/cli/io/byte-sink.js'
import { Output } from '../../../src/cli/io/output.js'

describe('Output', () => {
  test('keeps what is written until it is flushed', () => {
    const sink = new MemorySink()
    const out = new Output(sink)
    out.text('ü')
    out.raw('\xfc')
    out.byte(0x0a)
    out.bytes(Buffer.from('abcdef'), 2, 4)
    expect(sink.bytes()).toHaveLength(0)
    out.flush()
    expect(sink.bytes()).toEqual(Buffer.from([0xc3, 0xbc, 0xfc, 0x0a, 0x63, 0x64]))
  })

  test('keeps the order of small and very large pieces', () => {
    const sink = new MemorySink()
    const out = new Output(sink)
    const large = Buffer.alloc(1_000_000, 'L')
    out.raw('before')
    out.bytes(large)
    out.raw('x'.repeat(500_000))
    out.text('y'.repeat(500_000))
    out.raw('after')
    out.flush()
    const expected = `before${large.toString()}${'x'.repeat(500_000)}${'y'.repeat(500_000)}after`
    expect(sink.bytes().toString() === expected).toBe(true)
  })

  test('fills its buffer to the last byte and goes on', () => {
    const sink = new MemorySink()
    const out = new Output(sink)
    let expected = ''
    for (let at = 0; at < 100_000; at++) {
      out.raw(String(at))
      expected += String(at)
    }
    out.flush()
    expect(sink.bytes().toString() === expected).toBe(true)
  })
})
