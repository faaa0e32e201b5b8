/** Merges as diff-tree shows them with -c and --cc, beside git's. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { git, gitText, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const cwd = initRepository(join(root, 'repository'), '--bare')

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const LINES = Array.from({ length: 60 }, (_, i) =>
  i % 10 === 0 ? `function number${i}() {   ` : `  line ${i}`,
)

/** The lines, some of them replaced by others. */
function text(edits: Record<number, readonly string[]>, end = '\n'): string {
  return LINES.flatMap((line, i) => edits[i] ?? [line]).join('\n') + end
}

type Files = Record<string, readonly [mode: string, content: string] | undefined>

function commit(mark: number, parents: readonly number[], files: Files): Buffer {
  const [from, ...merged] = parents.map((parent) => `:${parent}`)
  const parts = [
    `commit refs/heads/main\nmark :${mark}\ncommitter A <a> ${mark} +0000\ndata 0\n`,
    from === undefined ? '' : `from ${from}\n`,
    ...merged.map((parent) => `merge ${parent}\n`),
    ...Object.entries(files).map(([path, file]) => {
      if (!file) return `D ${path}\n`
      if (file[0] === '160000') return `M 160000 ${file[1]} ${path}\n`
      return `M ${file[0]} inline ${path}\ndata ${file[1].length}\n${file[1]}\n`
    }),
  ]
  return Buffer.from(`${parts.join('')}\n`, 'latin1')
}

const plain = (edits: Record<number, readonly string[]>, end?: string): ['100644', string] => [
  '100644',
  text(edits, end),
]

const HISTORY = [
  commit(1, [], {
    code: plain({}),
    both: plain({}),
    mode: ['100644', 'x\n'],
    binary: ['100644', 'a\0b'],
    gone: plain({}),
    sub: ['160000', '1'.repeat(40)],
    end: ['100644', 'a\nb'],
    moved: plain({ 1: ['moved'] }),
  }),
  commit(2, [1], {
    code: plain({ 3: ['one'], 20: [], 21: [], 40: ['first', 'second'], 55: ['  line 55 '] }),
    both: plain({ 10: ['a'], 30: ['x'] }),
    mode: ['100755', 'y\n'],
    binary: ['100644', 'a\0c'],
    gone: plain({ 5: ['gone'] }),
    sub: ['160000', '2'.repeat(40)],
    end: ['100644', 'a\nc'],
    new: ['100644', 'one\n'],
  }),
  commit(3, [1], {
    code: plain({ 3: ['two'], 20: ['changed'], 21: [], 22: [], 41: ['third'], 58: [] }),
    both: plain({ 10: ['b'], 30: ['x'] }),
    mode: ['100755', 'z\n'],
    binary: ['100644', 'a\0d'],
    gone: plain({ 6: ['gone'] }),
    sub: ['160000', '3'.repeat(40)],
    end: ['100644', 'a\nd\n'],
    new: ['100755', 'two\n'],
  }),
  commit(4, [1], {
    code: plain({ 3: ['three'], 59: ['last'] }),
    both: plain({}),
    moved: undefined,
    elsewhere: plain({ 2: ['m'] }),
  }),
  commit(5, [2, 3], {
    code: plain({
      3: ['one', 'two'],
      20: ['changed'],
      21: [],
      22: [],
      40: ['first', 'second'],
      41: ['third'],
      58: [],
    }),
    both: plain({ 10: ['c'], 30: ['x'], 50: ['evil'] }),
    mode: ['100644', 'w\n'],
    binary: ['100644', 'a\0e'],
    gone: undefined,
    sub: ['160000', '4'.repeat(40)],
    end: ['100644', 'a\ne'],
    new: ['100644', 'three\n'],
  }),
  commit(6, [5, 3, 4], {
    code: plain({ 3: ['four'], 20: [], 45: [], 59: ['last one'] }),
    both: plain({ 10: ['c'] }, ''),
    added: ['120000', 'code'],
    moved: undefined,
    elsewhere: plain({ 2: ['m'], 3: ['n'] }),
  }),
  commit(7, [6, 6], { code: plain({}), mode: ['120000', 'x'] }),
]

git(cwd, ['fast-import', '--quiet'], Buffer.concat(HISTORY))
const commits = gitText(cwd, ['rev-list', 'main'])

test.each([
  ['-c'],
  ['--cc'],
  ['-c', '-p'],
  ['-c', '-p', '-U0'],
  ['--cc', '-U1'],
  ['--cc', '-U20', '--full-index'],
  ['--cc', '-w'],
  ['-c', '-p', '-b', '--patience'],
  ['-c', '--raw', '--abbrev', '-p'],
  ['-c', '--name-status', '-z'],
  ['--cc', '--name-only'],
  ['-c', '--stat', '--summary', '-p'],
  ['--cc', '--numstat'],
  ['-c', '-M', '--raw'],
  ['--cc', '-M', '-p', '--shortstat'],
  ['-c', '-m'],
  ['-m', '--cc', '-a'],
])('diff-tree shows merges as git does: %s %s %s %s', async (...args) => {
  const all = ['diff-tree', '--stdin', '-r', '--root', ...args]
  const theirs = run('git', all, { cwd, input: `${commits}\n` })
  const ours = await runPackmap(all, { cwd, input: `${commits}\n` })
  const [shown, expected] = [ours, theirs].map(({ stdout }) => stdout.toString('latin1').split('\n'))
  expect(shown).toEqual(expected)
  expect(ours.status).toBe(theirs.status)
})
