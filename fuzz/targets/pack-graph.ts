/**
 * Packs whose entries are deltas of one another in every way that can be: forwards, backwards, of themselves, in
 * circles, of what is nowhere. The input is a recipe: for each entry a kind, a base, a size and an instruction.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { type BuiltEntry, entryHeader, writePack } from '../../test/support/pack-builder.js'
import { insist, mayRefuse } from '../refusal.js'
import { scratchFolder } from '../seeds.js'
import type { FuzzTarget } from '../target.js'

const BYTES_PER_ENTRY = 4
const ENTRIES_MAX = 64
const ENTRY_SPACING = 128
const PACK_HEADER_SIZE = 12
const OBJ_OFS_DELTA = 6
const OBJ_REF_DELTA = 7

/** Oids in no relation to the content: nothing here is verified. */
const oidOf = (entry: number): string => (entry * 4).toString(16).padStart(2, '0').repeat(20)

function entryOf(recipe: Uint8Array, entry: number, count: number): BuiltEntry {
  const [kind, target, size, instruction] = recipe.subarray(entry * BYTES_PER_ENTRY) as unknown as number[]
  const offset = PACK_HEADER_SIZE + entry * ENTRY_SPACING
  const oid = oidOf(entry)
  const base = target! % (count + 1) // one more than there are: a base that is nowhere
  const delta = Buffer.from([size! & 0x7f, instruction! & 0x7f, 0x90, size! & 0x7f, instruction!])
  switch (kind! % 4) {
    case 0:
      return {
        offset,
        oid,
        bytes: Buffer.concat([entryHeader(3, size! & 0x7f), deflateSync(Buffer.alloc(size! & 0x7f))]),
      }
    case 1: {
      const distance = distanceBytes(Math.max(0, (entry - base) * ENTRY_SPACING))
      return {
        offset,
        oid,
        bytes: Buffer.concat([entryHeader(OBJ_OFS_DELTA, delta.length), distance, deflateSync(delta)]),
      }
    }
    default: {
      const name = Buffer.from(oidOf(base), 'hex')
      return {
        offset,
        oid,
        bytes: Buffer.concat([entryHeader(OBJ_REF_DELTA, delta.length), name, deflateSync(delta)]),
      }
    }
  }
}

/** A distance in the encoding of ofs-deltas. */
function distanceBytes(distance: number): Buffer {
  const bytes = [distance % 128]
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor((rest - 1) / 128)) {
    bytes.unshift(128 + ((rest - 1) % 128))
  }
  return Buffer.from(bytes)
}

let objects: string | undefined

export const packGraph: FuzzTarget = {
  name: 'pack-graph',
  seeds: () => [
    Uint8Array.from([0, 0, 10, 10, 1, 0, 10, 10, 2, 1, 10, 10]),
    Uint8Array.from([2, 1, 4, 4, 2, 0, 4, 4]),
    Uint8Array.from(Array.from({ length: 160 }, (_, i) => [1, (i >> 2) & 63, 10, 10][i % 4]!)),
  ],
  check: (bytes) => {
    if (!objects) {
      objects = scratchFolder()
      mkdirSync(join(objects, 'pack'))
    }
    const count = Math.min(ENTRIES_MAX, Math.floor(bytes.length / BYTES_PER_ENTRY))
    writePack(
      join(objects, 'pack/pack-fuzzed'),
      Array.from({ length: count }, (_, entry) => entryOf(bytes, entry, count)),
    )
    using db = ObjectDatabase.open(objects, { backend: 'read', cacheSize: 64 * 1024 })
    for (let entry = 0; entry < count; entry++) {
      const object = mayRefuse(() => db.tryRead(oidOf(entry)))
      const header = mayRefuse(() => db.tryReadHeader(oidOf(entry)))
      if (object)
        insist(header?.size === object.size && header.type === object.type, 'header and object differ')
      mayRefuse(() => db.explain(oidOf(entry)))
    }
  },
}
