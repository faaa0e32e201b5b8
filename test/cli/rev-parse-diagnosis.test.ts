/** What rev-parse says on standard error is git's, word for word: people act on it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const path = join(root, 'work')
const bare = join(root, 'bare.git')
const sparse = join(root, 'sparse')

/** The same arguments to both; everything must be equal. */
async function expectSame(cwd: string, args: readonly string[], env = GIT_ENVIRONMENT): Promise<void> {
  const theirs = run('git', ['rev-parse', ...args], { cwd, env })
  const ours = await runPackmap(['rev-parse', ...args], { cwd, env })
  const shown = ({ stdout, stderr, status }: typeof ours): object => ({
    status,
    stdout: stdout.toString(),
    stderr,
  })
  expect(shown(ours)).toEqual(shown(theirs))
}

beforeAll(() => {
  initRepository(path)
  mkdirSync(join(path, 'sub'))
  writeFileSync(join(path, 'file'), 'one\n')
  writeFileSync(join(path, 'sub', 'file'), 'two\n')
  writeFileSync(join(path, 'sub', 'below'), 'three\n')
  git(path, ['add', '.'])
  git(path, ['commit', '--quiet', '-m', 'first commit'])
  git(path, ['tag', '-a', '-m', 'annotated', 'v1'])
  writeFileSync(join(path, 'staged'), 'four\n')
  git(path, ['add', 'staged'])
  writeFileSync(join(path, 'on-disk'), 'five\n')
  const blob = gitText(path, ['rev-parse', 'HEAD:file'])
  const lines = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tconflict\n`)
  git(path, ['update-index', '--index-info'], lines.join(''))
  git(path, ['update-ref', '--create-reflog', '-m', 'made', 'refs/heads/logged', 'HEAD'])
  git(root, ['clone', '--quiet', '--bare', path, bare])
  git(root, ['clone', '--quiet', path, sparse])
  git(sparse, ['sparse-checkout', 'set', '--cone', '--sparse-index', 'nothing'])
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const REVISIONS = [
  ':file',
  ':sub/below',
  ':staged',
  ':./file',
  ':0:./file',
  ':../file',
  ':0:../file',
  ':0:file',
  ':1:file',
  ':3:nothing',
  ':4:file',
  ':nothing',
  ':below',
  ':2:below',
  ':on-disk',
  ':sub',
  ':sub/',
  ':conflict',
  ':1:conflict',
  ':2:conflict',
  ':0',
  ':',
  ':./nothing',
  ':file/nothing',
  'HEAD:nothing',
  'HEAD:staged',
  'HEAD:below',
  'HEAD:./below',
  'HEAD:../file',
  'HEAD:file/nothing',
  'nothing:file',
  'nothing',
  'logged@{9}',
  'nothing@{0}',
  '^HEAD:nothing',
  'HEAD:nothing..HEAD',
]

describe.each([
  ['at the root of a work tree', path],
  ['in a folder of it', join(path, 'sub')],
  ['in a bare repository', bare],
  ['with a sparse index', sparse],
])('%s, rev-parse explains as git does', (_, cwd) => {
  test.each(REVISIONS)('%s', async (revision) => {
    await expectSame(cwd, [revision])
  })

  test.each(REVISIONS)('--verify -q %s', async (revision) => {
    await expectSame(cwd, ['--verify', '-q', revision])
  })
})

test('rev-parse explains nothing once a path has been given', async () => {
  await expectSame(path, ['file', 'HEAD:file'])
})

test('rev-parse reads the index that GIT_INDEX_FILE names, from the root of the work tree', async () => {
  const env = { ...GIT_ENVIRONMENT, GIT_INDEX_FILE: 'another' }
  const blob = gitText(path, ['rev-parse', 'HEAD:file'])
  const made = run('git', ['update-index', '--add', '--cacheinfo', `100644,${blob},only-there`], {
    cwd: path,
    env,
  })
  expect(made.status).toBe(0)
  for (const cwd of [path, join(path, 'sub')]) {
    await expectSame(cwd, [':only-there'], env)
    await expectSame(cwd, [':file'], env)
  }
})

test('rev-parse refuses a work tree that cannot exist', async () => {
  const env = { ...GIT_ENVIRONMENT, GIT_WORK_TREE: join(root, 'no', 'such', 'folder') }
  const theirs = run('git', ['rev-parse'], { cwd: path, env })
  const ours = await runPackmap(['rev-parse'], { cwd: path, env })
  expect([ours.status, ours.stdout.length]).toEqual([theirs.status, theirs.stdout.length])
  expect(ours.stderr).toMatch(/^fatal: Invalid path '.*': No such file or directory\n$/)
})

describe('of an abbreviation that several objects begin with, rev-parse lists', () => {
  const crowded = join(root, 'crowded')

  beforeAll(() => {
    initRepository(crowded, '--bare')
    // Two pairs of blobs whose SHA-1 begin alike: dead…, beef…
    for (const text of ['brocdnra', 'brigddsv', '1agllotbh', '1bbfctrkc']) {
      git(crowded, ['hash-object', '-w', '--stdin'], `${text}\n`)
    }
    // Enough commits for some to share four digits with one another, and with trees and tags.
    const chunks: string[] = []
    for (let n = 0; n < 700; n++) {
      chunks.push(
        `commit refs/heads/main\ncommitter C <c> ${1112911993 + n * 86400} -0700\ndata <<X\nno ${n}\nX\n`,
      )
      chunks.push(`M 100644 inline file\ndata <<X\n${n}\nX\n`)
      if (n % 3 === 0)
        chunks.push(`tag t${n}\nfrom refs/heads/main\ntagger C <c> ${1112911993 + n} -0700\ndata 0\n`)
    }
    git(crowded, ['fast-import', '--quiet'], chunks.join(''))
  })

  test.each(['dead', 'beef', 'beef^{commit}', 'beef:file', 'dead..beef'])(
    'the candidates of %s',
    async (revision) => {
      await expectSame(crowded, [revision])
      await expectSame(crowded, ['-q', '--verify', revision])
    },
  )

  test('commits with date and subject, tags with date and name, in order', async () => {
    const oids = gitText(crowded, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).split(
      '\n',
    )
    const prefixes = oids.map((oid) => oid.slice(0, 4))
    const shared = [...new Set(prefixes.filter((prefix, at) => prefixes.indexOf(prefix) !== at))]
    expect(shared.length).toBeGreaterThan(10)
    for (const prefix of shared.slice(0, 24)) {
      await expectSame(crowded, [prefix])
      await expectSame(crowded, [`${prefix}^{commit}`])
      await expectSame(crowded, [`${prefix}^{tree}`])
    }
  })
})

test('a ref that is named as an object is: rev-parse warns and takes the object, a batch does not look', async () => {
  const head = gitText(path, ['rev-parse', 'HEAD'])
  git(path, ['update-ref', `refs/heads/${head}`, 'v1^{commit}'])
  const ours = await runPackmap(['rev-parse', head], { cwd: path })
  expect(ours.stderr).toBe(`warning: refname '${head}' is ambiguous.\n`)
  expect(ours.stdout.toString()).toBe(`${head}\n`)
  const input = `${head}\n${head}^{tree}\n${head}:\n`
  const batch = await runPackmap(['cat-file', '--batch-check'], { cwd: path, input })
  expect(batch.stderr).toBe('')
  expect(batch.stdout.toString()).toBe(git(path, ['cat-file', '--batch-check'], input).toString())
  git(path, ['update-ref', '-d', `refs/heads/${head}`])
})

test('refs that lead nowhere are warned of, and passed over for those that another rule finds', async () => {
  git(path, ['symbolic-ref', 'refs/tags/shadow', 'refs/heads/nowhere'])
  git(path, ['update-ref', 'refs/heads/shadow', 'v1^{commit}'])
  writeFileSync(join(path, '.git/refs/tags/broken'), 'no oid\n')
  await expectSame(path, ['--verify', 'shadow'])
  await expectSame(path, ['--verify', 'broken'])
  writeFileSync(join(path, '.git/refs/tags/broken'), 'ref: refs/heads/no...name\n')
  await expectSame(path, ['--verify', 'broken'])
  rmSync(join(path, '.git/refs/tags/broken'))
  git(path, ['symbolic-ref', '-d', 'refs/tags/shadow'])
  git(path, ['update-ref', '-d', 'refs/heads/shadow'])
})
