import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { FileWindows } from '../../../src/pack/file-window.js'
import { OidTable } from '../../../src/pack/oid-table/oid-table.js'
import { ReadCore } from '../../../src/pack/read/read-core.js'
import { SlidingWindowMapManager } from '../../../src/smmap/index.js'
import { CORES } from '../../support/bare-core.js'
import { Random } from '../../support/random.js'

const WIDTH = 20
const FIRST = 0x42

const folder = mkdtempSync(join(tmpdir(), 'packmap-test-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
let files = 0

/** Oids of one fanout bucket: the first byte is the same in all. */
const oidOfBucket = fc
  .uint8Array({ minLength: WIDTH, maxLength: WIDTH })
  .map((bytes) => Uint8Array.from(bytes, (byte, i) => (i === 0 ? FIRST : byte)))

/** As hostile oids are: all alike in the bytes that interpolation looks at. */
function clustered(oid: Uint8Array): Uint8Array {
  return Uint8Array.from(oid, (byte, i) => (i > 0 && i < 12 ? 0 : byte))
}

describe.each(CORES.flatMap((core) => (['koffi', 'read'] as const).map((backend) => ({ core, backend }))))(
  'OidTable of core $core over backend $backend',
  ({ core: name, backend }) => {
    const options = { cacheSize: 0, maxObjectSize: 0, verify: 'none', inflater: 'auto' } as const
    const core = new ReadCore({ ...options, scratchSize: 65_536, core: name, hasSpace: true })
    const manager = new SlidingWindowMapManager({ backend, windowSize: 4096, space: core.memory.space })
    const windows = new FileWindows(manager, core)
    afterAll(() => {
      windows.release()
      manager[Symbol.dispose]()
      core.release()
    })

    /** What `look` sees of a table of the oids, in the order given, behind some other bytes. */
    function withTable<T>(oids: readonly Uint8Array[], stride: number, look: (table: OidTable) => T): T {
      const oidsAt = 100
      const bytes = new Uint8Array(oidsAt + oids.length * stride)
      for (const [i, oid] of oids.entries()) bytes.set(oid, oidsAt + i * stride)
      const path = join(folder, `table-${files++}`)
      writeFileSync(path, bytes)
      using file = windows.open(path)
      const fanout = new Uint32Array(256).fill(oids.length, FIRST)
      using table = new OidTable(windows, file, fanout, { oidsAt, stride, width: WIDTH })
      return look(table)
    }

    it('finds what a scan finds, in tables of any spread and stride, across the edges of windows', () => {
      const oids = fc.array(fc.oneof(oidOfBucket, oidOfBucket.map(clustered)), {
        minLength: 1,
        maxLength: 400,
      })
      fc.assert(
        fc.property(
          oids,
          oidOfBucket,
          fc.constantFrom(20, 24),
          fc.nat(40),
          (unsorted, other, stride, digits) => {
            const sorted = unsorted.toSorted((a, b) => Buffer.compare(a, b))
            withTable(sorted, stride, (table) => {
              for (const oid of [other, clustered(other), ...sorted]) {
                const begin = sorted.filter((row) => Buffer.compare(row, oid) < 0).length
                const isThere = begin < sorted.length && Buffer.compare(sorted[begin]!, oid) === 0
                expect([table.lowerBound(oid), table.find(oid)]).toEqual([begin, isThere ? begin : -1])
                const hex = Buffer.from(oid).toString('hex').slice(0, digits)
                const starts = (row: Uint8Array): boolean => Buffer.from(row).toString('hex').startsWith(hex)
                let end = begin
                while (end < sorted.length && starts(sorted[end]!)) end++
                expect(table.prefixEnd(begin, oid, digits)).toBe(end)
              }
            })
          },
        ),
        { seed: 20_050_407, numRuns: 12 },
      )
    })

    it('ends with a position of the bucket in a table that is not sorted', () => {
      const random = new Random(7)
      const oids = Array.from({ length: 600 }, () => random.bytes(WIDTH))
      withTable(oids, WIDTH, (table) => {
        for (let i = 0; i < 1_000; i++) {
          const oid = random.bytes(WIDTH)
          oid[0] = FIRST
          const position = table.lowerBound(oid)
          expect(position).toBeGreaterThanOrEqual(0)
          expect(position).toBeLessThanOrEqual(600)
        }
      })
    })
  },
)
