import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, gitText, temporaryFolder } from '../support/git.js'
import { everyObject, makeHistory } from '../support/repositories.js'

describe('a partial clone', () => {
  it('tells what it was promised from what is lost', () => {
    const folder = temporaryFolder()
    const full = makeHistory(join(folder, 'full'), { commits: 20, seed: 3 })
    git(full, ['config', 'uploadpack.allowFilter', 'true'])
    const partial = join(folder, 'partial')
    git(folder, ['clone', '--quiet', '--bare', '--filter=blob:none', `file://${full}`, partial])
    const truth = everyObject(full)
    const here = everyObject(partial)
    expect(here.size).toBeLessThan(truth.size)
    using db = ObjectDatabase.open(join(partial, 'objects'))
    for (const oid of truth.keys()) {
      expect(db.has(oid)).toBe(here.has(oid))
      expect(db.isPromised(oid)).toBe(true)
      if (!here.has(oid)) {
        const error: unknown = expect.objectContaining({ code: 'OBJECT_NOT_FOUND', promised: true })
        expect(() => db.read(oid)).toThrow(error)
      }
    }
    const lost = gitText(full, ['hash-object', '--stdin'], 'never written')
    expect(() => db.readHeader(lost)).toThrow(expect.objectContaining({ promised: false }))
    using whole = ObjectDatabase.open(join(full, '.git/objects'))
    expect(() => whole.read(lost)).toThrow(expect.objectContaining({ promised: false }))
  })
})
