/** SHA-1 that notices collision attacks: held against Node's, and against the published collisions. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Sha1CollisionError } from '../../../src/object/errors.js'
import { DetectingSha1, detectingSha1 } from '../../../src/object/sha1/collision-detector.js'
import { hashBlocksHere } from '../../../src/object/sha1/hash-blocks.js'
import { COLLISIONS } from '../../support/sha1-collisions.js'
import { Random } from '../../support/random.js'

const native = (data: Uint8Array): string => createHash('sha1').update(data).digest('hex')

function atOnce(data: Uint8Array): string {
  const out = new Uint8Array(22)
  detectingSha1(data, out, 1)
  expect([out[0], out[21]]).toEqual([0, 0])
  return Buffer.from(out.subarray(1, 21)).toString('hex')
}

function inPieces(data: Uint8Array, size: number): string {
  const hash = new DetectingSha1()
  for (let at = 0; at < data.length; at += size) hash.update(data.subarray(at, at + size))
  return hash.digest().toString('hex')
}

test('detectingSha1() and DetectingSha1 hash as Node does, whatever the length and the pieces', () => {
  const data = new Random(7).bytes(300_000)
  const lengths = [...Array.from({ length: 200 }, (_, i) => i), 110_000, 110_271, 110_272, 110_273, 300_000]
  for (const length of lengths) {
    const part = data.subarray(0, length)
    expect([length, atOnce(part), inPieces(part, 1 + (length % 97))]).toEqual([
      length,
      native(part),
      native(part),
    ])
  }
})

test('DetectingSha1 hashes several things at a time', () => {
  const [one, other] = [new Random(1).bytes(1000), new Random(2).bytes(1000)]
  const hashes = [new DetectingSha1(), new DetectingSha1()] as const
  for (let at = 0; at < 1000; at += 100) {
    hashes[0].update(one.subarray(at, at + 100))
    hashes[1].update(other.subarray(at, at + 100))
  }
  expect(hashes.map((hash) => hash.digest().toString('hex'))).toEqual([native(one), native(other)])
})

describe.each(COLLISIONS)('%s', (_, one, other, oid) => {
  test('the two have the same hash, and are not the same', () => {
    expect([native(one), native(other)]).toEqual([oid, oid])
    expect(one.equals(other)).toBe(false)
  })

  test.each([
    ['alone', 0],
    ['with something behind it', 1000],
  ])('is refused in either, %s', (__, more) => {
    for (const begin of [one, other]) {
      const data = Buffer.concat([begin, Buffer.alloc(more, 'x')])
      const refusal = new Sha1CollisionError(native(data))
      expect(() => atOnce(data)).toThrow(refusal)
      for (const size of [1, 64, 63, 1000]) expect(() => inPieces(data, size)).toThrow(refusal)
    }
  })

  test('is found by the blocks of the attack, and by nothing less', () => {
    const cut = one.subarray(0, one.length - 64)
    expect(atOnce(cut)).toBe(native(cut))
    const changed = Buffer.from(one)
    changed[one.length - 1]! ^= 1
    expect(atOnce(changed)).toBe(native(changed))
    const moved = Buffer.concat([Buffer.alloc(64), one])
    expect(atOnce(moved)).toBe(native(moved))
  })
})

/** The state of SHA-1 before anything, as words. */
const INITIAL = Int32Array.of(0x67452301, -0x10325477, -0x67452302, 0x10325476, -0x3c2d1e10)

test('hashBlocksHere() does in TypeScript what the module does', () => {
  for (const [data, found] of [
    [new Random(3).bytes(64 * 500), 0],
    ...COLLISIONS.flatMap(([, one, other]) => [[one, 1] as const, [other, 1] as const]),
  ] as const) {
    const state = INITIAL.slice()
    const view = new DataView(data.buffer, data.byteOffset, data.length)
    expect(hashBlocksHere(view, 0, data.length, state)).toBe(found)
    // A further block, the one that ends a hash, makes of the state what Node says.
    const end = new DataView(new ArrayBuffer(64))
    end.setUint8(0, 0x80)
    end.setUint32(60, data.length * 8)
    expect(hashBlocksHere(end, 0, 64, state)).toBe(0)
    const digest = Buffer.alloc(20)
    for (const [i, word] of state.entries()) digest.writeInt32BE(word, i * 4)
    expect(digest.toString('hex')).toBe(native(data))
  }
})
