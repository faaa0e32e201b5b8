import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { git, run, scratchFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const sha1 = indexOf(makeHistory(join(root, 'sha1'), { commits: 20, seed: 1 }))
const sha256 = indexOf(
  makeHistory(join(root, 'sha256'), { commits: 20, seed: 1, init: ['--object-format=sha256'] }),
)
const version1 = indexOf(makeHistory(join(root, 'version1'), { commits: 20, seed: 2 }), 'pack.indexVersion=1')
const large = indexOf(makeHistory(join(root, 'large'), { commits: 20, seed: 3 }))
useLargeOffsets(large)

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** The index of the one pack, after a repack with `setting`. */
function indexOf(repository: string, setting = 'pack.indexVersion=2'): Buffer {
  git(repository, ['-c', setting, 'repack', '-adfq'])
  const folder = join(repository, '.git/objects/pack')
  return readFileSync(
    join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.idx'))!,
    ),
  )
}

/** Overwrites offsets and what follows so that two entries seem to lie beyond 4 GiB. */
function useLargeOffsets(index: Buffer): void {
  const count = index.readUInt32BE(8 + 255 * 4)
  const offsets = 8 + 256 * 4 + count * (20 + 4)
  for (const [row, entry] of [3, 7].entries()) {
    index.writeUInt32BE(0x8000_0000 + row, offsets + entry * 4)
    index.writeUInt32BE(row + 1, offsets + count * 4 + row * 8) // over the trailer, which nobody reads
  }
}

test.each([
  ['version 2', sha1, []],
  ['SHA-256', sha256, ['--object-format=sha256']],
  ['version 1', version1, []],
  ['offsets beyond 4 GiB', large, []],
  ['an unknown algorithm', Buffer.alloc(0), ['--object-format=md5']],
  ['nothing', Buffer.alloc(0), []],
  ['half a header', sha1.subarray(0, 6), []],
  ['half a fanout', sha1.subarray(0, 500), []],
  ['another version', Buffer.concat([sha1.subarray(0, 7), Buffer.from([9]), sha1.subarray(8)]), []],
])('show-index reads %s as git does', async (_, input, options) => {
  const args = ['show-index', ...options]
  const theirs = run('git', args, { cwd: root, input })
  const ours = await runPackmap(args, { cwd: root, input, inputStep: 777 })
  expect(ours.status).toBe(theirs.status)
  expect(ours.stdout.toString()).toBe(theirs.stdout.toString())
})

test('show-index refuses an index that is cut short', async () => {
  const ours = await runPackmap(['show-index'], { cwd: root, input: sha1.subarray(0, 1200) })
  expect(ours.status).toBe(128)
})
