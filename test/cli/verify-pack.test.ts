import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { git, run, scratchFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const ofs = packOf(makeHistory(join(root, 'ofs'), { commits: 40, seed: 1 }))
const ref = packOf(
  makeHistory(join(root, 'ref'), { commits: 40, seed: 2 }),
  'repack.useDeltaBaseOffset=false',
)
const version1 = packOf(makeHistory(join(root, 'v1'), { commits: 20, seed: 3 }), 'pack.indexVersion=1')
const sha256 = packOf(
  makeHistory(join(root, 'sha256'), { commits: 20, seed: 4, init: ['--object-format=sha256'] }),
)

/** The path of a repository's one pack without its ending, after a repack with `setting`. */
function packOf(repository: string, setting = 'pack.indexVersion=2'): string {
  git(repository, ['-c', setting, 'repack', '-adfq', '--depth=50'])
  const folder = join(repository, '.git/objects/pack')
  return join(
    folder,
    readdirSync(folder)
      .find((name) => name.endsWith('.pack'))!
      .slice(0, -'.pack'.length),
  )
}

/** A copy of a pack and its index in which one byte of one of the files is another. */
function damaged(stem: string, ending: '.pack' | '.idx', at: number): string {
  const copy = join(root, `damaged-${ending.slice(1)}-${at}`)
  copyFileSync(`${stem}.pack`, `${copy}.pack`)
  copyFileSync(`${stem}.idx`, `${copy}.idx`)
  const bytes = readFileSync(copy + ending)
  const offset = at < 0 ? bytes.length + at : at
  bytes[offset] = 255 - bytes[offset]!
  writeFileSync(copy + ending, bytes)
  return copy
}

test.each([
  ['ofs-deltas', ofs],
  ['ref-deltas', ref],
  ['index version 1', version1],
  ['a missing pack', join(root, 'nothing')],
  ['a byte changed in the pack', damaged(ofs, '.pack', 5000)],
  ['a byte changed in the checksum of the pack', damaged(ofs, '.pack', -3)],
  ['a byte changed in the header of the pack', damaged(ofs, '.pack', 2)],
  ['a byte changed in the index', damaged(ofs, '.idx', 3000)],
  ['a byte changed in the fanout of the index', damaged(ofs, '.idx', 300)],
  ['a byte changed in the checksum of the index', damaged(ofs, '.idx', -3)],
  ['a byte changed in the version of the index', damaged(ofs, '.idx', 7)],
])('verify-pack judges %s as git does', async (_, stem) => {
  for (const args of [
    [`${stem}.idx`],
    ['-v', `${stem}.pack`],
    ['-s', stem],
    ['-sv', `${stem}.idx`, `${ofs}.idx`],
  ]) {
    const theirs = run('git', ['verify-pack', ...args], { cwd: root })
    const ours = await runPackmap(['verify-pack', ...args], { cwd: root })
    expect(ours.stdout.toString()).toBe(theirs.stdout.toString())
    expect(ours.status).toBe(theirs.status)
  }
})

test('verify-pack reads SHA-256 where it is asked for, and where the repository says so', async () => {
  const theirs = run('git', ['verify-pack', '--object-format=sha256', '-v', sha256], { cwd: root })
  const asked = await runPackmap(['verify-pack', '--object-format=sha256', '-v', sha256], { cwd: root })
  const found = await runPackmap(['-C', join(root, 'sha256'), 'verify-pack', '-v', sha256], { cwd: root })
  expect(asked.stdout.toString()).toBe(theirs.stdout.toString())
  expect(found.stdout.toString()).toBe(theirs.stdout.toString())
})

test('verify-pack wants a pack', async () => {
  expect((await runPackmap(['verify-pack'], { cwd: root })).status).toBe(129)
})

test('verify-pack lists the same over threads, whether the option or configuration wants them', async () => {
  for (const stem of [ofs, ref]) {
    const theirs = run('git', ['verify-pack', '-v', stem], { cwd: root }).stdout.toString()
    for (const threads of ['--threads=1', '--threads=3', '--threads=0']) {
      const ours = await runPackmap(['verify-pack', threads, '-v', stem], { cwd: root })
      expect(ours.stdout.toString()).toBe(theirs)
    }
    const configured = await runPackmap(
      ['-c', 'pack.threads=2', '-C', join(root, 'ofs'), 'verify-pack', '-v', stem],
      { cwd: root },
    )
    expect(configured.stdout.toString()).toBe(theirs)
  }
})

test.each(['', 'two', '-1', '1x'])('verify-pack takes --threads=%s for no number', async (text) => {
  const { status } = await runPackmap(['verify-pack', `--threads=${text}`, ofs], { cwd: root })
  expect(status).toBe(129)
})
