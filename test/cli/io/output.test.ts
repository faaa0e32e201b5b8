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

  test('writes bytes as hexadecimal, and numbers as decimal digits', () => {
    const sink = new MemorySink()
    const out = new Output(sink)
    const numbers = [0, 9, 10, 99, 100, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER]
    for (const number of numbers) {
      out.decimal(number)
      out.byte(0x20)
    }
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    out.hex(bytes)
    out.flush()
    const expected = `${numbers.join(' ')} ${Buffer.from(bytes).toString('hex')}`
    expect(sink.bytes().toString()).toBe(expected)
  })

  test('copies what lies anywhere in shared memory, whatever its length', () => {
    const sink = new MemorySink()
    const out = new Output(sink)
    const memory = new Uint8Array(new SharedArrayBuffer(70_000)).map((_, i) => (i * 7) % 251)
    const parts: Uint8Array[] = []
    for (const size of [0, 1, 7, 255, 256, 257, 4099, 65_535, 65_536]) {
      for (const at of [0, 1, 8, 13]) {
        out.bytes(memory.subarray(at, at + size))
        out.bytes(memory, at, at + size)
        parts.push(memory.slice(at, at + size), memory.slice(at, at + size))
      }
    }
    out.flush()
    expect(sink.bytes().equals(Buffer.concat(parts))).toBe(true)
  })

  test('writes small pieces together, and large ones without a copy', () => {
    const sizes: number[] = []
    const large = new Uint8Array(80_000)
    const seen: Uint8Array[] = []
    const out = new Output({
      write(bytes, begin, end) {
        sizes.push(end - begin)
        if (end - begin === large.length) seen.push(bytes)
      },
    })
    for (let i = 0; i < 1000; i++) out.bytes(large, 0, 1000)
    out.bytes(large)
    out.flush()
    // 262 pieces of 1,000 bytes fit into 256 KiB.
    expect(sizes).toEqual([262_000, 262_000, 262_000, 214_000, 80_000])
    expect(seen).toEqual([large])
    expect(seen[0]).toBe(large)
  })
})
