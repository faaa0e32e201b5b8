/** `cat-file` where versions of git differ: the answers of git 2.55, whichever is installed. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gitText, initRepository, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = initRepository(join(scratchFolder(), 'repository'))
const COMMIT = '1'.repeat(40)
const TREE = gitText(root, ['mktree', '--missing'], `160000 commit ${COMMIT}\tsub\n`)
const HELLO = gitText(root, ['hash-object', '-w', '--stdin'], 'hello\n')
gitText(root, ['update-ref', 'refs/heads/main', gitText(root, ['commit-tree', '-m', '1', TREE])])
gitText(root, ['update-ref', 'refs/heads/foo{bar', gitText(root, ['commit-tree', '-m', '2', TREE])])
writeFileSync(join(root, '.mailmap'), 'Ada Lovelace <ada@lovelace.example> <author@example.com>\n')

const cannotBeTogether = (one: string, other: string): string =>
  `error: options '${one}' and '${other}' cannot be used together`

/** The command, its input, and status, standard output and first line of standard error. */
const ANSWERS: readonly (readonly [string, string, number, string, string])[] = [
  ['-e -p', '', 129, '', cannotBeTogether('-p', '-e')],
  ['-s --textconv', '', 129, '', cannotBeTogether('--textconv', '-s')],
  ['--batch-all-objects -e', '', 129, '', cannotBeTogether('-e', '--batch-all-objects')],
  ['--batch-check', `${TREE}:sub\n`, 0, `${COMMIT} submodule\n`, ''],
  ['--batch', `${TREE}:sub\n`, 0, `${COMMIT} submodule\n`, ''],
  ['--batch-check=%(objectmode)', `${TREE}:sub\n${HELLO}\n`, 0, `${COMMIT} submodule\n\n`, ''],
  ['--batch-check -Z', `${HELLO}\0x\ny\0`, 0, `${HELLO} blob 6\0x\ny missing\0`, ''],
  ['--allow-unknown-type -p', HELLO, 0, 'hello\n', ''],
  ['-p foo{bar:sub', '', 128, '', 'fatal: Not a valid object name foo{bar:sub'],
  ['--batch-check', 'foo{bar:sub\n', 0, `${COMMIT} submodule\n`, ''],
  ['--batch-check --filter=blob:none', `${HELLO}\n${TREE}\n`, 0, `${HELLO} excluded\n${TREE} tree 31\n`, ''],
  ['--batch-check --filter=blob:limit=6', `${HELLO}\n`, 0, `${HELLO} excluded\n`, ''],
  ['--batch-check --filter=object:type=tree', `${HELLO}\n`, 0, `${HELLO} excluded\n`, ''],
  ['--filter=unknown', '', 128, '', "fatal: invalid filter-spec 'unknown'"],
  ['--filter=tree:x', '', 128, '', "fatal: expected 'tree:<depth>'"],
  ['--filter=tree:1', '', 129, '', "usage: objects filter not supported: 'tree'"],
  ['--filter=sparse:oid=1234', '', 129, '', "usage: objects filter not supported: 'sparse:oid'"],
  ['--filter=sparse:path=x', '', 128, '', 'fatal: sparse:path filters support has been dropped'],
  ['--filter=combine:blob:none+tree:1', '', 129, '', "usage: objects filter not supported: 'combine'"],
  ['--filter=blob:none -e x', '', 129, '', 'usage: objects filter only supported in batch mode'],
]

describe('cat-file answers as git 2.55 does', () => {
  test.each(ANSWERS)('cat-file %s', async (line, input, status, stdout, stderr) => {
    const args = ['cat-file', ...line.split(' ')]
    if (input === HELLO) args.push(HELLO)
    const ours = await runPackmap(args, { cwd: root, input })
    expect([ours.status, ours.stdout.toString(), ours.stderr.split('\n', 1)[0]]).toEqual([
      status,
      stdout,
      stderr,
    ])
  })
})

test('cat-file --use-mailmap -s has the size of what -p prints', async () => {
  const printed = await runPackmap(['cat-file', '--use-mailmap', '-p', 'main'], { cwd: root })
  const size = await runPackmap(['cat-file', '--use-mailmap', '-s', 'main'], { cwd: root })
  expect(printed.stdout.toString()).toContain('author Ada Lovelace <ada@lovelace.example> ')
  expect(size.stdout.toString()).toBe(`${printed.stdout.length}\n`)
})

test('cat-file says in the words of git that a loose object needs a dictionary of zlib', async () => {
  const blob = gitText(root, ['hash-object', '-w', '--stdin'], 'content that will be recompressed\n')
  const path = join(root, '.git/objects', blob.slice(0, 2), blob.slice(2))
  rmSync(path)
  writeFileSync(path, Buffer.from([0x78, 0xbb, 0x0f, 0x4a, 0x03, 0x63]))
  const { status, stderr } = await runPackmap(['cat-file', 'blob', blob], { cwd: root })
  expect(status).toBe(128)
  expect(stderr).toContain('error: inflate: needs dictionary')
  expect(stderr).toContain(`error: unable to unpack ${blob} header`)
})
