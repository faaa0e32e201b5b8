import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import { helpWithTable, tableByAll, type TableWork } from '../../../src/odb/scan/shared-table.js'
import { FileWindows } from '../../../src/pack/file-window.js'
import { Pack } from '../../../src/pack/pack.js'
import { tableOf } from '../../../src/pack/traverse/pack-table.js'
import { SlidingWindowMapManager } from '../../../src/smmap/index.js'
import { PackBuilder } from '../../pack/indexing/pack-builder.js'
import { deltaOf, insert } from '../../support/delta.js'
import { git, initRepository, scratchFolder } from '../../support/git.js'
import { makeHistory } from '../../support/repositories.js'

const scratch = scratchFolder()
let stem: string

beforeAll(() => {
  const history = makeHistory(join(scratch, 'history'), { commits: 60, seed: 5 })
  git(history, ['-c', 'pack.writeReverseIndex=true', 'repack', '-adfq', '--depth=50'])
  stem = stemIn(join(history, '.git/objects/pack'))
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function stemIn(folder: string): string {
  return join(
    folder,
    readdirSync(folder)
      .find((name) => name.endsWith('.pack'))!
      .slice(0, -5),
  )
}

function withPack<T>(action: (pack: Pack) => T): T {
  using manager = new SlidingWindowMapManager()
  using pack = new Pack(new FileWindows(manager), stem, SHA1)
  return action(pack)
}

describe('tableByAll()', () => {
  it.each([
    ['nobody helps', () => undefined],
    [
      'a helper takes all it can, and leaves off with a stretch that it has claimed',
      (work: TableWork) => {
        withPack((pack) => {
          helpWithTable(pack, work, () => true)
        })
      },
    ],
    [
      'a helper has died with a stretch of each kind',
      ({ states }: TableWork) => {
        Atomics.add(states, 0, 1)
      },
    ],
  ])('makes the table that one thread makes, when %s', (_, invite) => {
    withPack((pack) => {
      const table = tableByAll(pack, invite, 0)
      expect(table).toEqual(tableOf(pack))
      expect(table.count).toBeGreaterThan(200)
    })
  })

  it('makes the table in spite of a .rev file in another order', () => {
    using manager = new SlidingWindowMapManager()
    using pack = new Pack(new FileWindows(manager), stem, SHA1)
    const expected = withPack(tableOf)
    const order = pack.order
    const { count } = order
    const lying = {
      count,
      offsetAt: (position: number) => order.offsetAt(count - 1 - position),
      indexPositionAt: (position: number) => order.indexPositionAt(count - 1 - position),
    }
    let isDistrusted = false
    Object.defineProperty(pack, 'order', { get: () => (isDistrusted ? order : lying) })
    pack.distrustRevFile = () => (isDistrusted = true)
    expect(tableByAll(pack, () => undefined, 0)).toEqual(expected)
    expect(isDistrusted).toBe(true)
  })
})

describe('ObjectDatabase.scan() over threads', () => {
  it('shows every object of a pack that is so large that all threads make its table', async () => {
    const path = join(scratch, 'large.git')
    initRepository(path, '--bare')
    const builder = new PackBuilder(SHA1)
    const trees = 200
    for (let tree = 0; tree < trees; tree++) {
      const content = Buffer.from(`tree ${tree}`)
      const root = builder.whole('blob', content)
      for (let i = 1; i < 101; i++)
        builder.ofsDelta(root, deltaOf(content, [insert(Buffer.from(`${tree}-${i}`))]))
    }
    const file = join(path, 'objects/pack/pack-large.pack')
    writeFileSync(file, builder.build())
    git(path, ['index-pack', file])
    using db = ObjectDatabase.open(join(path, 'objects'))
    const module = new URL('./visitors.ts', import.meta.url)
    const { results, objects } = await db.scan<[string, string][]>({ module }, { threads: 3 })
    expect(objects).toBe(trees * 101)
    const oids = results.flat().map(([oid]) => oid)
    expect(oids.sort().join() === [...db.oids()].join()).toBe(true)
  })
})
