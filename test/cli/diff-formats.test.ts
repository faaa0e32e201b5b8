/** Everything that diff-tree can show of changes, beside git's: one history with all kinds of changes, many options. */
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
  i % 12 === 0 ? `function f${i}() {` : `  line ${i}${'x'.repeat(i % 5)}`,
)
const text = (edit: (lines: string[]) => void = () => undefined, end = '\n'): Buffer => {
  const lines = [...LINES]
  edit(lines)
  return Buffer.from(lines.join('\n') + end, 'latin1')
}
const bytes = (size: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, i) => (i * i * seed + (i >> 3)) % 256))

/** Of each commit the files that change: mode and content; undefined: it goes. */
type Files = Record<string, [mode: string, content: Buffer | string] | undefined>

const COMMITS: Files[] = [
  {
    'src/code.js': ['100644', text()],
    'src/old name.txt': ['100644', text((lines) => lines.splice(0, 20))],
    'src/gone.txt': ['100644', 'short\n'],
    'bin/data': ['100644', bytes(3000, 7)],
    'bin/small': ['100644', Buffer.from('\0a')],
    empty: ['100644', ''],
    script: ['100644', '#!/bin/sh\n'],
    link: ['120000', 'script'],
    sub: ['160000', '1'.repeat(40)],
    '"quoted"\t\x80 é': ['100644', 'a\nb\n'],
    'no end': ['100644', 'a\nb'],
    spaces: ['100644', 'a b\n\n  c\t\nd\r\n'],
  },
  {
    'src/code.js': [
      '100644',
      text((lines) => {
        lines[3] = 'changed'
        lines.splice(30, 2, 'two', '', 'three', '')
        lines.splice(58, 1)
      }),
    ],
    'src/old name.txt': undefined,
    'src/new name.txt': ['100644', text((lines) => lines.splice(0, 21))],
    'src/gone.txt': undefined,
    'bin/data': [
      '100644',
      Buffer.concat([bytes(1500, 7), Buffer.from('inserted'), bytes(3000, 7).subarray(1500)]),
    ],
    'bin/small': ['100755', Buffer.from('\0b')],
    empty: undefined,
    empty2: ['100644', ''],
    script: ['100755', '#!/bin/sh\n'],
    link: ['120000', 'src/code.js'],
    sub: ['160000', '2'.repeat(40)],
    '"quoted"\t\x80 é': ['100644', 'a\nc\n'],
    'no end': ['100644', 'a\nc'],
    spaces: ['100644', 'a  b\n\n\n  c\ne\n'],
  },
  {
    'src/code.js': ['100755', text((lines) => lines.push('more', '}'), '')],
    link: ['100644', text((lines) => lines.reverse())],
    script: ['120000', 'link'],
    sub: undefined,
    'no end': ['100644', 'a\nc\n'],
    'bin/data': undefined,
    'bin/big': ['100755', bytes(9000, 3)],
    spaces: ['100644', ' a b\n  c\t\nd\n\n\n'],
    ['a/very/long/path/'.repeat(6) + 'file']: ['100644', text()],
    ['a/very/long/path/'.repeat(6) + 'ünïcödé']: ['120000', 'x'],
  },
  { 'src/code.js': ['100644', text((lines) => lines.splice(10, 10, ...lines.slice(40, 45)))] },
  {
    'src/code.js': ['100644', text((lines) => lines.splice(10, 12, ...lines.slice(40, 45)))],
    'src/copy.js': ['100755', text((lines) => lines.splice(10, 14, ...lines.slice(40, 45)))],
    'lib/code.js': ['100644', text((lines) => lines.splice(10, 10, ...lines.slice(40, 45)))],
    'src/new name.txt': undefined,
    'lib/new name.txt': ['100644', text((lines) => lines.splice(0, 35))],
    'lib/"other"': ['100644', text((lines) => lines.splice(0, 21, 'other'))],
    [`${'a/very/long/path/'.repeat(6)}file`]: undefined,
    [`${'a/very/long/path/'.repeat(5)}file`]: ['100644', text((lines) => lines.push('more'))],
    link: undefined,
    'lib/link': ['100644', text((lines) => lines.reverse())],
    'bin/big': undefined,
    'bin/bigger': ['100755', Buffer.concat([bytes(9000, 3), bytes(2000, 3)])],
    empty2: undefined,
    empty3: ['100644', ''],
    script: undefined,
    'bin/script': ['120000', 'link'],
  },
]

function commitOf(files: Files, parent: string): Buffer {
  const parts: (string | Buffer)[] = [`commit refs/heads/main\ncommitter A <a> 1 +0000\ndata 0\n${parent}`]
  for (const [path, file] of Object.entries(files)) {
    const quoted = `"${path.replace(/["\\]/g, String.raw`\$&`).replace(/\t/g, String.raw`\t`)}"`
    if (!file) parts.push(`D ${quoted}\n`)
    else if (file[0] === '160000') parts.push(`M 160000 ${file[1].toString()} ${quoted}\n`)
    else {
      const content = Buffer.from(file[1] as string)
      parts.push(`M ${file[0]} inline ${quoted}\ndata ${content.length}\n`, content, '\n')
    }
  }
  return Buffer.concat([...parts, '\n'].map((part) => Buffer.from(part as string)))
}

git(cwd, ['fast-import', '--quiet'], Buffer.concat(COMMITS.map((files) => commitOf(files, ''))))
const commits = gitText(cwd, ['rev-list', 'main'])

test.each([
  [],
  ['-p'],
  ['-u', '--full-index'],
  ['-U0'],
  ['-U1', '--inter-hunk-context=4'],
  ['--unified=100'],
  ['-p', '-W'],
  ['-p', '--abbrev=10'],
  ['-p', '-a'],
  ['-p', '-R'],
  ['-p', '-D'],
  ['-p', '--src-prefix=x/', '--dst-prefix=y/'],
  ['-p', '--no-prefix'],
  ['-p', '-w'],
  ['-p', '-b'],
  ['-p', '--ignore-space-at-eol'],
  ['-p', '--ignore-cr-at-eol', '--ignore-blank-lines'],
  ['-p', '-Iline', '-I^$'],
  ['-p', '--minimal'],
  ['-p', '--patience'],
  ['-p', '--diff-algorithm=histogram'],
  ['-p', '--anchored=  line 5'],
  ['-p', '--no-indent-heuristic'],
  ['-p', '--relative=src'],
  ['--numstat', '--relative=src/'],
  ['--numstat'],
  ['--numstat', '-z'],
  ['--numstat', '-w', '--ignore-blank-lines'],
  ['--stat'],
  ['--stat=60'],
  ['--stat=200'],
  ['--stat=70,20,3'],
  ['--stat-width=50', '--stat-graph-width=10', '--stat-count=4'],
  ['--stat-name-width=10'],
  ['--shortstat'],
  ['--summary'],
  ['--compact-summary'],
  ['--patch-with-stat'],
  ['--patch-with-raw', '-z'],
  ['--raw', '--numstat', '--stat', '--shortstat', '--summary', '-p', '--abbrev'],
  ['-p', '-s'],
  ['--name-status'],
  ['--name-only', '-p'],
  ['-p', '--diff-filter=AM'],
  ['-M'],
  ['-M90%', '-p'],
  ['-M1', '--summary', '--stat'],
  ['-M', '-p', '-R', '--full-index'],
  ['-M100%', '--name-status'],
  ['-M', '-l1', '--name-status'],
  ['-M', '--no-rename-empty', '--compact-summary'],
  ['-M', '--relative=src', '--numstat'],
  ['-M', '--diff-filter=R', '--name-only'],
  ['-C', '--summary', '-p', '--stat=60'],
  ['-C', '-C', '--raw', '--abbrev', '-z'],
  ['--find-copies-harder', '-M0.3', '--numstat', '-z'],
  ['-C', '-M', '--numstat'],
])('diff-tree shows what git shows: %s %s %s %s', async (...args) => {
  const all = ['diff-tree', '--stdin', '-r', '--root', ...args]
  const theirs = run('git', all, { cwd, input: `${commits}\n` })
  const ours = await runPackmap(all, { cwd, input: `${commits}\n` })
  const [shown, expected] = [ours, theirs].map(({ stdout }) => stdout.toString('latin1').split('\n'))
  expect(shown).toEqual(expected)
  expect(ours.status).toBe(theirs.status)
})

test('diff-tree --binary makes patches that git applies', async () => {
  const commit = commits.split('\n')
  for (const [i, oid] of commit.slice(0, -1).entries()) {
    const parent = commit[i + 1]!
    const ours = await runPackmap(['diff-tree', '--binary', parent, oid], { cwd })
    const env = { ...process.env, GIT_INDEX_FILE: join(root, `index${i}`), GIT_DIR: cwd }
    expect(run('git', ['read-tree', parent], { cwd, env }).status).toBe(0)
    const applied = run('git', ['apply', '--cached', '--whitespace=nowarn'], { cwd, env, input: ours.stdout })
    expect(applied.stderr).toBe('')
    const tree = run('git', ['write-tree', '--missing-ok'], { cwd, env }).stdout.toString().trim()
    expect(tree).toBe(gitText(cwd, ['rev-parse', `${oid}^{tree}`]))
  }
})
