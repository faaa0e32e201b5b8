import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ObjectsElsewhere } from '../../../src/odb/indexing/objects-elsewhere.js'
import { git, gitText, scratchFolder } from '../../support/git.js'
import { makeHistory } from '../../support/repositories.js'

const root = scratchFolder()

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** A repository whose commits are in packs, and an object that is loose. */
function makeRepository(name: string): { path: string; packs: string[]; packed: Buffer; loose: Buffer } {
  const path = makeHistory(join(root, name), { commits: 5, seed: 3 })
  git(path, ['repack', '-adfq'])
  const folder = join(path, '.git/objects/pack')
  const packs = readdirSync(folder).filter((file) => file.endsWith('.pack'))
  const packed = gitText(path, ['rev-parse', 'HEAD'])
  const loose = gitText(path, ['hash-object', '-w', '--stdin'], 'loose\n')
  return {
    path: join(path, '.git/objects'),
    packs: packs.map((file) => join(folder, file)),
    packed: Buffer.from(packed, 'hex'),
    loose: Buffer.from(loose, 'hex'),
  }
}

function elsewhere(path: string, packPath: string | undefined): ObjectsElsewhere {
  return new ObjectsElsewhere({ directories: [path], algorithm: 'sha1', packPath })
}

describe('ObjectsElsewhere', () => {
  it('has the loose objects beside the only pack, and not those of that pack', () => {
    const { path, packs, packed, loose } = makeRepository('alone')
    using existing = elsewhere(path, packs[0])
    expect([existing.has(packed), existing.has(loose), existing.has(Buffer.alloc(20, 7))]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('has what is in a pack that is another one', () => {
    const { path, packed, loose } = makeRepository('other')
    using existing = elsewhere(path, join(root, 'incoming.pack'))
    expect([existing.has(packed), existing.has(loose), existing.has(Buffer.alloc(20, 7))]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('has the loose objects where there is no pack', () => {
    const { path, loose, packs, packed } = makeRepository('none')
    for (const pack of packs) rmSync(pack)
    using existing = elsewhere(path, undefined)
    expect([existing.has(packed), existing.has(loose)]).toEqual([false, true])
  })
})
