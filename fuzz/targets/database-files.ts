/** Files of an objects directory: each is damaged while the others stay whole, and everything is then read. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { crc32 } from '../../src/base/crc32.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { insist, mayRefuse } from '../refusal.js'
import { filesOf, git, scratchFolder, smallRepository } from '../seeds.js'
import type { FuzzTarget } from '../target.js'

const MIB = 1024 ** 2
const FANOUT_SIZE = 1024

/** An objects directory of which one file is the input, and the oids that it should have. */
interface Workplace {
  readonly objects: string
  readonly file: string
  readonly content: Uint8Array
  readonly oids: readonly string[]
}

/** Copies the small repository's packs; the file with the ending `suffix` is the one to be damaged. */
function workplace(suffix: string, kept: readonly string[]): Workplace {
  const repository = smallRepository()
  const objects = scratchFolder()
  mkdirSync(join(objects, 'pack'))
  const from = join(repository, '.git/objects/pack')
  let file = ''
  for (const name of readdirSync(from)) {
    const ending = extname(name) || '.midx'
    if (!kept.includes(ending)) continue
    const copy = join(objects, 'pack', name)
    writeFileSync(copy, readFileSync(join(from, name)))
    if (ending === suffix) file = copy
  }
  const listing = git(repository, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname)')
  const oids = listing.toString().trim().split('\n')
  return { objects, file, content: readFileSync(file), oids }
}

/** How many ways {@link readAll} has. */
const WAYS = 8

/** Reads every object in one of several ways, and one in every way: `way` is any whole number, the choice. */
function readAll({ objects, oids }: Workplace, way: number): void {
  const verify = way % 2 === 0 ? 'oid' : 'none'
  const options = { verify, backend: 'read', cacheSize: 0, maxObjectSize: 16 * MIB } as const
  using db = ObjectDatabase.open(objects, options)
  for (const oid of oids) {
    const object = mayRefuse(() => db.tryRead(oid))
    if (object && verify === 'oid') {
      const hash = createHash('sha1').update(`${object.type} ${object.size}\0`).update(object.data)
      insist(hash.digest('hex') === oid, `${oid} is read wrong`)
    }
    const header = mayRefuse(() => db.tryReadHeader(oid))
    if (object && header && verify === 'oid') insist(header.oid === oid, 'a header has another oid')
  }
  const one = oids[way % oids.length]!
  if (verify === 'oid') readInParts(db, one)
  mayRefuse(() => db.explain(one))
  mayRefuse(() => db.storage(one))
  mayRefuse(() => db.candidates(one.slice(0, 4)))
  const order = way % 4 < 2 ? 'oid' : 'pack'
  if (way % 8 < 4) mayRefuse(() => Array.from(db.objects({ order, onDamage: () => undefined })).length)
  else mayRefuse(() => Array.from(db.readMany(oids)).length)
}

/** Parts of an object that is held against its oid agree with the whole. */
function readInParts(db: ObjectDatabase, oid: string): void {
  const whole = mayRefuse(() => db.tryRead(oid))
  const pieces = mayRefuse(() => Buffer.concat(Array.from(db.pieces(oid), (piece) => piece.slice())))
  const part = mayRefuse(() => db.read(oid, { offset: 2, length: 20 }))
  if (whole && pieces) insist(pieces.equals(whole.data), 'pieces and object differ')
  if (!whole || !part) return
  insist(part.size === whole.size && part.type === whole.type, 'a part is of another object')
  insist(Buffer.compare(part.data, whole.data.subarray(2, 22)) === 0, 'a part and its object differ')
}

function fileTarget(
  name: string,
  suffix: string,
  kept: readonly string[],
  more: Pick<FuzzTarget, 'fields' | 'repair'>,
): FuzzTarget {
  let place: Workplace | undefined
  const at = (): Workplace => (place ??= workplace(suffix, kept))
  return {
    name,
    seeds: () => [at().content],
    ...more,
    check: (bytes) => {
      writeFileSync(at().file, bytes)
      // The same input is always read in the same way; inputs that differ, mostly in different ones.
      readAll(at(), crc32(bytes))
    },
    checkAllWays: (bytes) => {
      writeFileSync(at().file, bytes)
      for (let way = 0; way < WAYS; way++) readAll(at(), way)
    },
  }
}

/** Every fourth byte from `begin` to `end`. */
function words(begin: number, end: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((end - begin) / 4)) }, (_, i) => begin + i * 4)
}

export const idx = fileTarget('idx', '.idx', ['.pack', '.idx'], {
  fields: (seed) => [0, 4, ...words(8, 8 + FANOUT_SIZE), ...words(8 + FANOUT_SIZE, seed.length)],
})

export const rev = fileTarget('rev', '.rev', ['.pack', '.idx', '.rev'], {
  fields: (seed) => words(0, seed.length),
})

export const midx = fileTarget('midx', '.midx', ['.pack', '.idx', '.midx'], {
  fields: (seed) => words(0, seed.length),
})

/** The pack's own checksum and count stay right: they are compared on opening, and the entries are what is meant. */
export const pack = fileTarget('pack', '.pack', ['.pack', '.idx'], {
  fields: () => entryOffsets(),
  repair: (bytes) => {
    const whole = pack.seeds()[0]!
    const length = Math.max(bytes.length, 32)
    const repaired = Buffer.alloc(length)
    repaired.set(bytes)
    repaired.set(whole.subarray(0, 12))
    repaired.set(whole.subarray(-20), length - 20)
    return repaired
  },
})

/** Where entries begin, and the bytes behind: headers, distances, the beginnings of streams. */
function entryOffsets(): number[] {
  const folder = join(smallRepository(), '.git/objects/pack')
  const index = readdirSync(folder).find((name) => name.endsWith('.idx'))!
  const lines = git(smallRepository(), 'verify-pack', '-v', join(folder, index)).toString().split('\n')
  return lines
    .filter((line) => /^[0-9a-f]{40} (commit|tree|blob|tag)/.test(line))
    .map((line) => Number(line.split(/ +/)[4]))
    .flatMap((offset) => [0, 1, 2, 3, 4].map((more) => offset + more))
}

const LOOSE_OID = '0123456789abcdef0123456789abcdef01234567'
let looseObjects: string | undefined

export const loose: FuzzTarget = {
  name: 'loose',
  seeds: () => {
    const folder = join(smallRepository(), '.git/objects')
    const folders = readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name))
    return [...folders.flatMap((name) => filesOf(join(folder, name), '')), deflateSync('tag 5\0short')]
  },
  check: (bytes) => {
    looseObjects ??= scratchFolder()
    mkdirSync(join(looseObjects, LOOSE_OID.slice(0, 2)), { recursive: true })
    writeFileSync(join(looseObjects, LOOSE_OID.slice(0, 2), LOOSE_OID.slice(2)), bytes)
    const options = { backend: 'read', cacheSize: 0, maxObjectSize: 16 * MIB } as const
    using db = ObjectDatabase.open(looseObjects, options)
    const object = mayRefuse(() => db.tryRead(LOOSE_OID))
    const header = mayRefuse(() => db.tryReadHeader(LOOSE_OID))
    if (object)
      insist(header?.size === object.size && header.type === object.type, 'header and object differ')
    mayRefuse(() => db.storage(LOOSE_OID))
  },
}
