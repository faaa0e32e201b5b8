/** `packmap blame` against git's, over a generated history with renames, moved and copied lines, and merges. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Random } from '../../src/stress/random.js'
import { git, gitText, initRepository, run, scratchFolder, temporaryFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const SEED = 20_261_201
const COMMITS = 60
const WORDS = ['lamp', 'lens', 'tower', 'keeper', 'fog', 'signal', 'harbour', 'stone', 'stair', 'glass']

let repository: string
const folder = scratchFolder()

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A history by fast-import: lines come, go and move, files are renamed and copied, branches are merged. */
function history(random: Random): string {
  const out: string[] = []
  const line = (): string =>
    `${' '.repeat(random.below(3) * 2)}${Array.from({ length: 1 + random.below(6) }, () => random.pick(WORDS)).join(' ')} ${random.below(40)}`
  let files = new Map<string, string[]>([['a.txt', Array.from({ length: 40 }, line)]])
  const branches: { mark: number; files: Map<string, string[]> }[] = []
  for (let mark = 1; mark <= COMMITS; mark++) {
    const from = mark === 1 ? undefined : random.onceIn(6) ? random.pick(branches) : branches.at(-1)!
    files = new Map([...(from?.files ?? files)].map(([name, lines]) => [name, [...lines]]))
    const other = mark > 4 && random.onceIn(5) ? random.pick(branches) : undefined
    for (const [name, lines] of [...files]) {
      for (let edits = random.below(4); edits > 0; edits--) edit(lines, random, line)
      if (random.onceIn(12)) {
        files.delete(name)
        files.set(`${name.replace(/\d*\.txt$/, '')}${mark}.txt`, lines)
      } else if (random.onceIn(10)) files.set(`copy${mark}.txt`, [...lines.slice(3, 25), line()])
    }
    const text = `commit ${mark}\n`
    out.push('commit refs/heads/main', `mark :${mark}`)
    const who = `Keeper ${random.below(3)} <k${random.below(3)}@example.org> ${1_600_000_000 + mark * 5000} +0${random.below(4)}30`
    out.push(`author ${who}`, `committer ${who}`, `data ${text.length}`, text)
    if (from) out.push(`from :${from.mark}`)
    if (other && other.mark !== from?.mark) out.push(`merge :${other.mark}`)
    out.push('deleteall')
    for (const [name, lines] of files) {
      const content = lines.join('\n') + (random.onceIn(4) ? '' : '\n')
      out.push(`M 100644 inline ${name}`, `data ${content.length}`, content)
    }
    branches.push({ mark, files })
  }
  return `${out.join('\n')}\n`
}

function edit(lines: string[], random: Random, line: () => string): void {
  const at = random.below(lines.length + 1)
  switch (random.below(5)) {
    case 0:
      lines.splice(at, random.below(3))
      break
    case 1:
      lines.splice(at, 0, ...lines.splice(random.below(lines.length), 4))
      break
    case 2:
      if (lines[at] !== undefined) lines[at] = `  ${lines[at]}`
      break
    default:
      lines.splice(at, 0, line(), line())
  }
}

beforeAll(() => {
  repository = initRepository(join(folder, 'history'))
  git(repository, ['fast-import', '--quiet'], history(new Random(SEED)))
  git(repository, ['checkout', '-q', 'main'])
})

const OPTIONS = [
  [],
  ['--porcelain'],
  ['--line-porcelain'],
  ['--incremental'],
  ['-w'],
  ['-M'],
  ['-C'],
  ['-C', '-C'],
  ['-M5', '--porcelain'],
  ['-L', '5,12'],
  ['-L', '10,+4', '-L', '/lamp/,+2'],
  ['-L', ',6'],
  ['--first-parent'],
  ['--root', '-e', '-n'],
  ['-s', '-l', '-f'],
  ['-t', '-b'],
  ['-c'],
  ['--date=short', '--abbrev=12'],
  ['--since=1600100000'],
  ['--minimal'],
] as const

describe(`packmap blame over a history of seed ${SEED}`, () => {
  test.each(OPTIONS.map((options) => [options.join(' '), options] as const))(
    'tells with %s what git tells of every file',
    async (_, options) => {
      const files = gitText(repository, ['ls-tree', '--name-only', 'main']).split('\n')
      for (const file of files) {
        const args = ['blame', ...options, 'main', '--', file]
        const expected = git(repository, args)
        const { stdout, stderr } = await runPackmap([...args], { cwd: repository })
        expect([file, stderr, stdout.toString()]).toEqual([file, '', expected.toString()])
      }
    },
  )

  test('ends where a range begins', async () => {
    for (const range of ['main~5..main', 'main~12..main~2']) {
      const tip = range.split('..')[1]!
      const [file] = gitText(repository, ['ls-tree', '--name-only', tip]).split('\n')
      const args = ['blame', '--porcelain', range, '--', file!]
      const { stdout } = await runPackmap([...args], { cwd: repository })
      expect(stdout.toString()).toBe(git(repository, args).toString())
    }
  })

  test('tells what is not committed', async () => {
    const [file] = gitText(repository, ['ls-tree', '--name-only', 'main']).split('\n')
    appendFileSync(join(repository, file!), 'not yet\n')
    const args = ['blame', '-s', file!]
    const { stdout } = await runPackmap([...args], { cwd: repository })
    expect(stdout.toString()).toBe(git(repository, args).toString())
    git(repository, ['checkout', '-q', '--', '.'])
  })

  test('takes the content from a file', async () => {
    const [file] = gitText(repository, ['ls-tree', '--name-only', 'main']).split('\n')
    const contents = join(temporaryFolder(), 'contents')
    writeFileSync(contents, `first\n${gitText(repository, ['cat-file', 'blob', `main:${file!}`])}\nlast`)
    const args = ['blame', '-s', '--contents', contents, '--', file!]
    const { stdout } = await runPackmap([...args], { cwd: repository })
    expect(stdout.toString()).toBe(git(repository, args).toString())
  })
})

test('packmap blame takes the file before the revision, too', async () => {
  const [file] = gitText(repository, ['ls-tree', '--name-only', 'main']).split('\n')
  const args = ['blame', '--abbrev=12', file!, 'main']
  const { stdout } = await runPackmap([...args], { cwd: repository })
  expect(stdout.toString()).toBe(git(repository, args).toString())
})

test('packmap blame has room for the mark of a boundary beside a whole id, as git 2.55', async () => {
  const [file] = gitText(repository, ['ls-tree', '--name-only', 'main']).split('\n')
  const { stdout } = await runPackmap(['blame', '--abbrev=9000', '^main', 'main', '--', file!], {
    cwd: repository,
  })
  const lines = stdout.toString().trimEnd().split('\n')
  for (const line of lines) expect(line).toMatch(/^\^[0-9a-f]{40} /)
})

test('packmap blame of a bare repository without a revision is that of HEAD', async () => {
  const bare = join(temporaryFolder(), 'bare')
  git(repository, ['clone', '-q', '--bare', '.', bare])
  const [file] = gitText(bare, ['ls-tree', '--name-only', 'HEAD']).split('\n')
  const args = ['blame', '-p', file!]
  const { stdout } = await runPackmap([...args], { cwd: bare })
  expect(stdout.toString()).toBe(git(bare, args).toString())
})

describe('packmap blame fails as git does', () => {
  test.each([
    ['with a file that nobody tracks', ['blame', 'untracked'], 128],
    ['without a commit of that name', ['blame', 'nowhere', '--', 'x'], 128],
    ['without such a file', ['blame', 'main', '--', 'no-file'], 128],
    ['beyond the end of the file', ['blame', '-L', '5000,5001', 'main', '--', 'FILE'], 128],
    ['with an expression that nothing matches', ['blame', '-L', '/zzz/,+1', 'main', '--', 'FILE'], 128],
  ])('%s', async (_, args, status) => {
    const [file] = gitText(repository, ['ls-tree', '--name-only', 'main']).split('\n')
    const given = args.map((arg) => (arg === 'FILE' ? file! : arg))
    const found = await runPackmap([...given], { cwd: repository })
    expect(found.status).toBe(status)
    const real = run('git', given, { cwd: repository })
    expect(found.stderr).toBe(real.stderr)
  })
})
