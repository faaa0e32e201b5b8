/** Refs where git has them and few look: in packed-refs outside of `refs/`, and replacements under another name. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const path = join(root, 'work')
let first = ''
let second = ''

beforeAll(() => {
  initRepository(path)
  git(path, ['commit', '--allow-empty', '-q', '-m', 'first'])
  first = gitText(path, ['rev-parse', 'HEAD'])
  second = gitText(path, ['commit-tree', '-p', first, '-m', 'second', 'HEAD^{tree}'])
  git(path, ['update-ref', `refs/instead/${first}`, second])
  // Without a header, so that it need not be sorted.
  const names = ['heads/x', 'Folder/name', 'SOME_HEAD']
  writeFileSync(join(path, '.git', 'packed-refs'), names.map((name) => `${second} ${name}\n`).join(''))
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

async function answer(line: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const result = await runPackmap(line.split(' '), { cwd: path, env: { ...GIT_ENVIRONMENT, ...env } })
  const text = result.stdout.toString() + result.stderr
  return text.replaceAll(second, 'SECOND').replaceAll(first, 'FIRST')
}

test('packed refs outside of refs/ are refs to git 2.55, and root refs are listed when asked for', async () => {
  const listed = ['SECOND commit\tFolder/name\n', 'SECOND commit\theads/x\n']
  const below = ['FIRST commit\trefs/heads/main\n', 'SECOND commit\trefs/instead/FIRST\n']
  expect(await answer('for-each-ref')).toBe([...listed, ...below].join(''))
  expect(await answer('for-each-ref --include-root-refs')).toBe(
    [listed[0], 'FIRST commit\tHEAD\n', 'SECOND commit\tSOME_HEAD\n', listed[1], ...below].join(''),
  )
  expect(await answer('for-each-ref heads Folder SOME_HEAD')).toBe(listed.join(''))
  expect(await answer('show-ref')).toBe(
    'SECOND Folder/name\nSECOND SOME_HEAD\nSECOND heads/x\nFIRST refs/heads/main\nSECOND refs/instead/FIRST\n',
  )
  expect(await answer('show-ref --verify Folder/name')).toBe("fatal: 'Folder/name' - not a valid ref\n")
  expect(await answer('show-ref --verify SOME_HEAD')).toBe('SECOND SOME_HEAD\n')
  expect(await answer('show-ref --exists heads/x')).toBe('')
  expect(await answer('rev-parse SOME_HEAD Folder/name heads/x')).toBe('SECOND\nSECOND\nSECOND\n')
  expect(await answer('rev-parse --all')).toBe('SECOND\nSECOND\nSECOND\nFIRST\nSECOND\n')
  expect(await answer('rev-list --all --count')).toBe('2\n')
  expect(await answer('rev-list --glob=heads/* --count')).toBe('1\n')
})

test('GIT_REPLACE_REF_BASE says where replacements stand', async () => {
  expect(await answer('log --format=%s main')).toBe('first\n')
  expect(await answer('log --format=%s main', { GIT_REPLACE_REF_BASE: 'refs/instead/' })).toBe('second\n')
  expect(await answer('log --format=%s main', { GIT_REPLACE_REF_BASE: 'refs/heads/' })).toBe(
    'first\nwarning: bad replace ref name: main\n',
  )
})

test.each(['diff-tree', 'show', 'log', 'rev-list'])(
  '%s ends at an oid that no object has',
  async (command) => {
    for (const oid of ['0'.repeat(40), '1'.repeat(40)]) {
      expect(await answer(`${command} ${oid}`)).toBe(`fatal: bad object ${oid}\n`)
    }
    const pair = await answer(`diff-tree main ${'1'.repeat(40)}`)
    expect(pair).toBe(`fatal: bad object ${'1'.repeat(40)}\n`)
  },
)
