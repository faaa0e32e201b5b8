/** `rev-list --filter` where trees and blobs come up more than once: git's own output is what is expected. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git, gitText, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const scratch = scratchFolder()
let path: string

beforeAll(() => {
  path = initRepository(join(scratch, 'folders.git'), '--bare')
  const file = (name: string, text: string): string =>
    `M 100644 inline ${name}\ndata ${text.length}\n${text}\n`
  const commit = (n: number, ...changes: string[]): string =>
    `commit refs/heads/main\nmark :${n}\ncommitter C <c@d> ${1_700_000_000 + n} +0000\ndata 1\nm\n${changes.join('')}\n`
  git(
    path,
    ['fast-import', '--quiet', '--date-format=raw'],
    [
      // 'same' lies deep in a folder that comes before the one with the copy that lies higher.
      commit(1, file('a/b/deep', 'same'), file('c', 'other'), file('dir/sub/x', 'x'), file('dir/y', 'y')),
      commit(2, file('z', 'same'), file('dir/sub/w', 'w')),
      commit(3, file('dir/v', 'a longer blob')),
    ].join(''),
  )
  git(path, ['repack', '-adq']) // what was walked is looked at again only in packs
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Exit status and lines; those of what is left out come in no order. */
function outcomeOf(status: number | null, stdout: Buffer): [number | null, string[]] {
  const lines = stdout.toString().split('\n')
  const isOmitted = (line: string): boolean => line.startsWith('~')
  return [status, [...lines.filter((line) => !isOmitted(line)), ...lines.filter(isOmitted).sort()]]
}

async function expectAsGit(repo: string, args: readonly string[]): Promise<void> {
  const command = ['rev-list', '--objects', ...args]
  const [ours, theirs] = [await runPackmap(command, { cwd: repo }), run('git', command, { cwd: repo })]
  expect(outcomeOf(ours.status, ours.stdout)).toEqual(outcomeOf(theirs.status, theirs.stdout))
}

describe('rev-list --filter is what git makes of it', () => {
  it.each([
    ['object:type=tree'],
    ['object:type=blob'],
    ['tree:0'],
    ['tree:2'],
    ['blob:limit=5'],
    ['combine:tree:2+object:type=blob'],
    ['combine:tree:2+blob:limit=5'],
    ['combine:blob:none+tree:2'],
  ])('%s tells what it leaves out', async (spec) => {
    await expectAsGit(path, [`--filter=${spec}`, '--filter-print-omitted', 'main'])
  })

  it.each([
    ['combine:tree:2+blob:limit=100'],
    ['combine:blob:none+tree:2'],
    ['combine:tree:3+tree:2'],
    ['combine:object:type=tree+tree:2'],
  ])('%s, of which one is done with what another holds back', async (spec) => {
    for (const tips of [['main'], ['main:a', 'main'], ['main~1', '--filter-provided-objects']]) {
      await expectAsGit(path, [`--filter=${spec}`, ...tips])
    }
  })

  it.each([
    ['one of them in the other', ['main^{tree}', 'main:dir', 'main:z']],
    ['the inner one first', ['main:dir', 'main^{tree}']],
    ['at the same path, in more folders at first', ['main~2^{tree}', 'main:dir']],
  ])('trees that are asked for, %s', async (_, tips) => {
    for (const spec of ['tree:0', 'tree:1', 'tree:2', 'object:type=tag']) {
      await expectAsGit(path, [`--filter=${spec}`, ...tips])
    }
  })

  it('a tree that is missing is missing, even if only what is in it would be shown', async () => {
    const broken = join(scratch, 'broken.git')
    git(scratch, ['init', '--quiet', '--bare', broken])
    git(broken, ['unpack-objects', '-q'], git(path, ['pack-objects', '--all', '--stdout', '-q'], ''))
    git(broken, ['update-ref', 'refs/heads/main', gitText(path, ['rev-parse', 'main'])])
    const oid = gitText(path, ['rev-parse', 'main:dir/sub'])
    rmSync(join(broken, 'objects', oid.slice(0, 2), oid.slice(2)))
    const args = ['rev-list', '--objects', '--filter=object:type=blob', 'main']
    const { status, stderr } = await runPackmap(args, { cwd: broken, env: GIT_ENVIRONMENT })
    expect([status, stderr]).toEqual([128, `fatal: bad tree object ${oid}\n`])
    for (const missing of ['allow-any', 'print']) {
      await expectAsGit(broken, ['--filter=object:type=blob', `--missing=${missing}`, 'main'])
    }
  })
})
