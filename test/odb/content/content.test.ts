import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import { runPackmap } from '../../cli/support/run-packmap.js'
import { git, gitText, scratchFolder, temporaryFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'
import { everyObject, makeHistory, type TrueObject } from '../../support/repositories.js'

const LARGE = 3_000_000

const scratch = scratchFolder()
const history = join(scratch, 'history')
const objects = join(history, '.git/objects')
let truth: Map<string, TrueObject>
/** A large blob that is packed whole, one that is loose, and the largest that is a delta. */
let packed: string
let loose: string
let delta: string

beforeAll(() => {
  makeHistory(history, { commits: 40, seed: 41 })
  const random = new Random(42)
  const words = Array.from({ length: 1000 }, () => random.next(2 ** 31).toString(36))
  const text = (): Buffer =>
    Buffer.from(Array.from({ length: LARGE / 8 }, () => random.pick(words)).join(' '))
  packed = gitText(history, ['hash-object', '-w', '--stdin'], text())
  git(history, ['update-ref', 'refs/blobs/packed', packed])
  git(history, ['repack', '-adfq', '--depth=30'])
  loose = gitText(history, ['hash-object', '-w', '--stdin'], text())
  truth = everyObject(history)
  using db = ObjectDatabase.open(objects)
  const deltas = [...db.oids()].filter((oid) => !/^0+$/.test(db.storage(oid).deltaBase))
  delta = deltas.sort((a, b) => truth.get(b)!.data.length - truth.get(a)!.data.length)[0]!
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

describe('ObjectDatabase.read() of a range', () => {
  it('gives that part of an object, packed whole, loose or a delta, and nothing beyond its end', () => {
    using db = ObjectDatabase.open(objects)
    const position = fc.integer({ min: 0, max: LARGE + 100_000 })
    fc.assert(
      fc.property(fc.constantFrom(packed, loose, delta), position, fc.nat(300_000), (oid, offset, length) => {
        const { type, data } = truth.get(oid)!
        const part = db.read(oid, { offset, length })
        expect([part.oid, part.type, part.size]).toEqual([oid, type, data.length])
        expect(Buffer.compare(part.data, data.subarray(offset, offset + length))).toBe(0)
      }),
      { seed: 6, numRuns: 60 },
    )
    expect(Buffer.compare(db.read(packed, { offset: 5 }).data, truth.get(packed)!.data.subarray(5))).toBe(0)
  })

  it('needs no room for the whole of an object that is stored whole', () => {
    using db = ObjectDatabase.open(objects, { maxObjectSize: 1_000_000 })
    expect(() => db.read(packed)).toThrow(expect.objectContaining({ code: 'OBJECT_TOO_LARGE' }))
    for (const oid of [packed, loose]) {
      const { data } = db.read(oid, { offset: 2_000_000, length: 1000 })
      expect(Buffer.compare(data, truth.get(oid)!.data.subarray(2_000_000, 2_001_000))).toBe(0)
      expect(data.buffer.byteLength).toBeLessThan(2000)
    }
  })

  it("reads to the end of an object with verify: 'oid', as streams of a range do, and sees damage there", async () => {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    using whole = ObjectDatabase.open(objects)
    const { path: pack, offset, diskSize } = whole.explain(packed)
    const copy = pack.replace(objects, path)
    const bytes = readFileSync(copy)
    bytes[offset + Math.floor(diskSize * 0.9)]! ^= 0xff
    rmSync(copy)
    writeFileSync(copy, bytes)
    const range = { offset: 2, length: 10 }
    const front = truth.get(packed)!.data.subarray(2, 12)
    using careless = ObjectDatabase.open(path)
    expect(Buffer.compare(careless.read(packed, range).data, front)).toBe(0)
    using careful = ObjectDatabase.open(path, { verify: 'oid' })
    expect(() => careful.read(packed, range)).toThrow(expect.objectContaining({ code: 'CORRUPT_PACK' }))
    await expect(buffer(careful.createReadStream(packed, range))).rejects.toMatchObject({
      code: 'CORRUPT_PACK',
    })
    expect(Buffer.compare(careful.read(loose, range).data, truth.get(loose)!.data.subarray(2, 12))).toBe(0)
  })

  it.each([{ offset: -1 }, { length: -1 }, { offset: 0.5 }, { length: Number.NaN }])(
    'refuses %o',
    (range) => {
      using db = ObjectDatabase.open(objects)
      expect(() => db.read(packed, range)).toThrow(RangeError)
    },
  )
})

describe('ObjectDatabase.createReadStream()', () => {
  it('gives the content of every object', async () => {
    using db = ObjectDatabase.open(objects, { verify: 'oid' })
    for (const [oid, { data }] of truth)
      expect(Buffer.compare(await buffer(db.createReadStream(oid)), data)).toBe(0)
  })

  it('gives a part, in chunks, of a blob larger than maxObjectSize', async () => {
    using db = ObjectDatabase.open(objects, {
      maxObjectSize: 1_000_000,
      maxMemorySize: 1 << 20,
      windowSize: 8192,
    })
    for (const oid of [packed, loose]) {
      const part = await buffer(db.createReadStream(oid, { offset: 100, length: 1_500_000 }))
      expect(Buffer.compare(part, truth.get(oid)!.data.subarray(100, 1_500_100))).toBe(0)
      for await (const chunk of db.createReadStream(oid))
        expect((chunk as Buffer).length).toBeLessThanOrEqual(262_144)
    }
  })

  it('ends with an error where there is no object, or no sound one', async () => {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    const file = join(path, loose.slice(0, 2), loose.slice(2))
    const bytes = readFileSync(file)
    bytes[bytes.length - 100]! ^= 0xff
    rmSync(file)
    writeFileSync(file, bytes)
    using db = ObjectDatabase.open(path)
    await expect(buffer(db.createReadStream('0'.repeat(40)))).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    })
    await expect(buffer(db.createReadStream(loose))).rejects.toMatchObject({
      code: expect.stringContaining('CORRUPT') as string,
    })
  })

  it('never ends well with wrong content, and takes another copy where the damage is at once seen', async () => {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    const folder = join(path, 'pack')
    const pack = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.pack'))!,
    )
    using whole = ObjectDatabase.open(objects)
    const { offset, diskSize } = whole.explain(packed)
    const bytes = readFileSync(pack)
    for (const at of [offset + Math.floor(diskSize * 0.8), offset + 4]) {
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 0xff
      rmSync(pack)
      writeFileSync(pack, damaged)
      writeFileSync(join(path, 'info/alternates'), `${objects}\n`)
      using db = ObjectDatabase.open(path)
      const reading = buffer(db.createReadStream(packed))
      if (at === offset + 4) expect(Buffer.compare(await reading, truth.get(packed)!.data)).toBe(0)
      else await expect(reading).rejects.toMatchObject({ code: 'CORRUPT_PACK' })
    }
  })
})

/** Has a multi-pack-index say of each object that it lies where the one after it does. */
function turnOffsets(file: string): void {
  const bytes = readFileSync(file)
  const rows = Array.from({ length: bytes[6]! }, (_, chunk) => 12 + 12 * chunk)
  const row = rows.find((at) => bytes.toString('latin1', at, at + 4) === 'OOFF')!
  const [begin, end] = [row, row + 12].map((at) => bytes.readUInt32BE(at + 8))
  const turned = Buffer.concat([bytes.subarray(begin! + 8, end), bytes.subarray(begin, begin! + 8)])
  rmSync(file)
  writeFileSync(file, Buffer.concat([bytes.subarray(0, begin), turned, bytes.subarray(end)]))
}

describe.each(['crc', 'oid'] as const)(
  'a database with verify %s under a wrong multi-pack-index',
  (verify) => {
    const path = join(scratch, verify)

    beforeAll(() => {
      cpSync(history, path, { recursive: true })
      git(path, ['multi-pack-index', 'write'])
      turnOffsets(join(path, '.git/objects/pack/multi-pack-index'))
    })

    it('gives ranges, pieces and streams of the object that was asked for', async () => {
      using db = ObjectDatabase.open(join(path, '.git/objects'), { verify })
      for (const [oid, { type, data }] of truth) {
        const part = db.read(oid, { offset: 3 })
        expect([part.oid, part.type, part.size]).toEqual([oid, type, data.length])
        expect(Buffer.compare(part.data, data.subarray(3))).toBe(0)
        const pieces = Array.from(db.pieces(oid), (piece) => piece.slice())
        expect(Buffer.compare(Buffer.concat(pieces), data)).toBe(0)
        expect(Buffer.compare(await buffer(db.createReadStream(oid)), data)).toBe(0)
      }
    })
  },
)

describe('ObjectDatabase.readAsync()', () => {
  it('reads as read() does, many at once, while timers run', async () => {
    using db = ObjectDatabase.open(objects)
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const read = await Promise.all([...truth.keys()].map((oid) => db.readAsync(oid)))
    clearInterval(timer)
    for (const { oid, type, data } of read) {
      expect(type).toBe(truth.get(oid)!.type)
      expect(Buffer.compare(data, truth.get(oid)!.data)).toBe(0)
    }
    expect(ticks).toBeGreaterThan(0)
  })

  it('rejects as read() throws', async () => {
    using db = ObjectDatabase.open(objects, { maxObjectSize: 1_000_000 })
    await expect(db.readAsync('0'.repeat(40))).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
    await expect(db.readAsync(packed)).rejects.toMatchObject({
      code: 'OBJECT_TOO_LARGE',
      size: truth.get(packed)!.data.length,
    })
    await expect(db.readAsync('abc')).rejects.toMatchObject({ code: 'INVALID_OID' })
  })

  it('answers what was asked before the database was closed', async () => {
    const db = ObjectDatabase.open(objects)
    await db.readAsync(loose)
    const read = db.readAsync(delta)
    await setImmediate() // the request is on its way
    db.close()
    expect(Buffer.compare((await read).data, truth.get(delta)!.data)).toBe(0)
    await expect(db.readAsync(delta)).rejects.toThrow('closed')
  })
})

describe('cat-file of a blob beyond core.bigFileThreshold', () => {
  it.each([['-p'], ['blob']])('%s prints it', async (option) => {
    const args = ['-c', 'core.bigFileThreshold=1m', 'cat-file', option]
    for (const oid of [packed, loose]) {
      const { stdout, status } = await runPackmap([...args, oid], { cwd: history })
      expect([status, Buffer.compare(stdout, truth.get(oid)!.data)]).toEqual([0, 0])
    }
  })
})
