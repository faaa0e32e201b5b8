/** What git 2.55 does with packs that older ones refuse, or say otherwise: answers that hold whichever git is installed. */
import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { encodeHex } from '../../../src/object/oid.js'
import { runPackmap } from '../../cli/support/run-packmap.js'
import { copy, deltaOf, insert } from '../../support/delta.js'
import { git, gitText, initRepository, temporaryFolder } from '../../support/git.js'
import { oidOf, PackBuilder } from './pack-builder.js'

const A = Buffer.from('content of the one blob, some bytes long')
const B = Buffer.from('content of the other blob, some bytes more')
const [OID_A, OID_B] = [oidOf('blob', A, SHA1), oidOf('blob', B, SHA1)]

function makeRepository(): string {
  return initRepository(join(temporaryFolder(), 'repository'))
}

/** A delta on B that makes A, and the other way round. */
function circle(): PackBuilder {
  const pack = new PackBuilder(SHA1)
  pack.refDelta(OID_B, deltaOf(B, [insert(A)]))
  pack.refDelta(OID_A, deltaOf(A, [insert(B)]))
  return pack
}

test('index-pack takes deltas in a circle whose objects are in the repository', async () => {
  const cwd = makeRepository()
  for (const blob of [A, B]) git(cwd, ['hash-object', '-w', '--stdin'], blob)
  const input = circle().build()
  const { status } = await runPackmap(['index-pack', '--stdin', '--fix-thin'], { cwd, input })
  expect(status).toBe(0)
  expect(gitText(cwd, ['cat-file', '-p', encodeHex(OID_A)])).toBe(A.toString())
})

test('index-pack takes deltas in a circle of which the pack has one object whole', async () => {
  const cwd = makeRepository()
  const pack = circle()
  pack.whole('blob', A)
  const args = ['index-pack', '--stdin', '--fix-thin']
  expect((await runPackmap(args, { cwd, input: pack.build() })).status).toBe(0)
  const shown = await runPackmap(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'], { cwd })
  expect(shown.stdout.toString().split('\n', 2).sort()).toEqual(
    [OID_A, OID_B].map((oid) => encodeHex(oid)).sort(),
  )
})

test('index-pack takes a ref-delta whose base is there twice, and refuses such a pack with --strict', async () => {
  const cwd = makeRepository()
  const pack = new PackBuilder(SHA1)
  pack.whole('blob', A)
  pack.refDelta(OID_A, deltaOf(A, [copy(0, 5)]))
  pack.whole('blob', A)
  const input = pack.build()
  const strict = await runPackmap(['index-pack', '--strict', '--stdin'], { cwd, input })
  expect(strict.status).toBe(128)
  expect(readdirSync(join(cwd, '.git/objects/pack'))).toEqual([])
  expect((await runPackmap(['index-pack', '--stdin'], { cwd, input })).status).toBe(0)
})

test('index-pack --check-self-contained-and-connected says by its status whether the pack names objects it lacks', async () => {
  const cwd = makeRepository()
  writeFileSync(join(cwd, 'file'), 'x')
  git(cwd, ['add', '.'])
  git(cwd, ['commit', '-qm', '1'])
  const objects = { all: ['HEAD', 'HEAD^{tree}', 'HEAD:file'], some: ['HEAD', 'HEAD:file'] }
  for (const [name, status] of [
    ['all', 0],
    ['some', 1],
  ] as const) {
    const oids = gitText(cwd, ['rev-parse', ...objects[name]])
    const input = git(cwd, ['pack-objects', '-q', '--stdout'], `${oids}\n`)
    const args = ['index-pack', '--stdin', '--check-self-contained-and-connected']
    expect((await runPackmap(args, { cwd, input })).status).toBe(status)
    expect((await runPackmap(args, { cwd: makeRepository(), input })).status).toBe(status === 0 ? 0 : 128)
  }
})

test.each([['index-pack'], ['index-pack', '--verify'], ['verify-pack']])(
  '%s %s does not wait for a pipe that nobody writes to',
  async (...args) => {
    const cwd = makeRepository()
    spawnSync('mkfifo', [join(cwd, 'x.pack'), join(cwd, 'x.idx')])
    const { status } = await runPackmap([...args, 'x.pack'], { cwd })
    expect(status).toBeGreaterThan(0)
  },
)
