/**
 * Damaged versions of valid input, as fast-check generates and shrinks them: fields overwritten with the numbers that
 * break parsers, pieces cut out, doubled, put elsewhere, taken from another seed.
 */
import fc from 'fast-check'
import type { FuzzTarget } from './target.js'

/** What sizes, counts and offsets are set to: edges of 7, 8, 15, 16, 31, 32 and 53 bits. */
const NUMBERS = [
  0, 1, 2, 7, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe,
  0xffff_ffff,
]

/** A place in the input: a share of its length, or one of its fields. */
interface Place {
  readonly isField: boolean
  readonly number: number
}

type Mutation =
  | { readonly kind: 'byte'; readonly at: Place; readonly value: number }
  | { readonly kind: 'bit'; readonly at: Place; readonly value: number }
  | { readonly kind: 'u32' | 'u64'; readonly at: Place; readonly value: number; readonly low: number }
  | { readonly kind: 'insert'; readonly at: Place; readonly bytes: Uint8Array }
  | { readonly kind: 'delete' | 'double'; readonly at: Place; readonly length: number }
  | { readonly kind: 'cut'; readonly at: Place }
  | {
      readonly kind: 'splice'
      readonly at: Place
      readonly from: Place
      readonly seed: number
      readonly length: number
    }

/** As much as a mutation may make of the input: doubling adds up. */
const SIZE_MAX = 1024 * 1024

/** Damaged inputs for a target. */
export function damagedInputs(target: FuzzTarget): fc.Arbitrary<Uint8Array> {
  const seeds = target.seeds()
  const fields = seeds.map((seed) => target.fields?.(seed) ?? [])
  const place = fc.record({ isField: fc.boolean(), number: fc.nat(0x7fff_ffff) })
  const length = fc.oneof(fc.nat(40), fc.nat(2000))
  const number = fc.constantFrom(...NUMBERS)
  const words = (target.words ?? []).map((word) => (typeof word === 'string' ? Buffer.from(word) : word))
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    ...(words.length > 0 ? [fc.constantFrom(...words)] : []),
  )
  const mutation: fc.Arbitrary<Mutation> = fc.oneof(
    fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.nat(255) }),
    fc.record({ kind: fc.constant('bit' as const), at: place, value: fc.nat(7) }),
    fc.record({
      kind: fc.constantFrom('u32' as const, 'u64' as const),
      at: place,
      value: number,
      low: number,
    }),
    fc.record({ kind: fc.constant('insert' as const), at: place, bytes: piece }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'double' as const), at: place, length }),
    fc.record({ kind: fc.constant('cut' as const), at: place }),
    fc.record({ kind: fc.constant('splice' as const), at: place, from: place, seed: fc.nat(99), length }),
  )
  return fc
    .record({
      seed: fc.nat(seeds.length - 1),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
      isRepaired: fc.boolean(),
    })
    .map(({ seed, mutations, isRepaired }) => {
      let bytes: Uint8Array = seeds[seed]!
      for (const one of mutations) bytes = apply(one, bytes, fields[seed]!, seeds)
      return isRepaired && target.repair ? target.repair(bytes) : bytes
    })
}

function apply(
  mutation: Mutation,
  bytes: Uint8Array,
  fields: readonly number[],
  seeds: readonly Uint8Array[],
): Uint8Array {
  const placeIn = (place: Place, size: number): number =>
    place.isField && fields.length > 0
      ? Math.min(fields[place.number % fields.length]!, size)
      : place.number % (size + 1)
  const at = placeIn(mutation.at, bytes.length)
  const changed = Buffer.from(bytes)
  switch (mutation.kind) {
    case 'byte':
      if (at < changed.length) changed[at] = mutation.value
      return changed
    case 'bit':
      if (at < changed.length) changed[at]! ^= 1 << mutation.value
      return changed
    case 'u32':
      if (at + 4 <= changed.length) changed.writeUInt32BE(mutation.value, at)
      return changed
    case 'u64':
      if (at + 8 <= changed.length) {
        changed.writeUInt32BE(mutation.value, at)
        changed.writeUInt32BE(mutation.low, at + 4)
      }
      return changed
    case 'insert':
      return joined(bytes.subarray(0, at), mutation.bytes, bytes.subarray(at))
    case 'delete':
      return joined(bytes.subarray(0, at), bytes.subarray(at + mutation.length))
    case 'double':
      return joined(bytes.subarray(0, at + mutation.length), bytes.subarray(at))
    case 'cut':
      return bytes.subarray(0, at)
    case 'splice': {
      const other = seeds[mutation.seed % seeds.length]!
      const from = placeIn(mutation.from, other.length)
      const piece = other.subarray(from, from + mutation.length)
      return joined(bytes.subarray(0, at), piece, bytes.subarray(at + piece.length))
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts).subarray(0, SIZE_MAX)
}
