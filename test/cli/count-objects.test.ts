/** What `count-objects -v` complains of, line by line as git does. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, run, temporaryFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'
import { runPackmap } from './support/run-packmap.js'

test('count-objects -v names files that belong to no pack, and an index too short to be one', async () => {
  const path = makeHistory(join(temporaryFolder(), 'history'), { commits: 3, seed: 4 })
  git(path, ['repack', '-adq'])
  for (const name of ['foo', 'foo.keep', 'fake.pack', 'fake.idx', 'fake2.keep', 'fake3.idx'])
    writeFileSync(join(path, '.git/objects/pack', name), '')
  const theirs = run('git', ['count-objects', '-v'], { cwd: path })
  const ours = await runPackmap(['count-objects', '-v'], { cwd: path })
  expect(ours.stdout.toString()).toBe(theirs.stdout.toString())
  expect(linesOf(ours.stderr)).toEqual(linesOf(theirs.stderr))
})

/** Git names garbage in the order in which the file system lists it. */
function linesOf(text: string): string[] {
  return [...new Set(text.split('\n'))].sort()
}
