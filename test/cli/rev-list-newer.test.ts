/** What rev-list has since git 2.39: its output is laid down here, since the installed git may not know it. */
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { git, gitText, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

let scratch: string
let path: string
const oid: Record<string, string> = {}

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'r.git'), '--bare')
  const commit = (n: number, file: string): string =>
    `commit refs/tags/c${n}\nmark :${n}\ncommitter C <c@d> ${1_700_000_000 + n} +0000\ndata 1\nm\n` +
    `${n > 1 ? `from :${n - 1}\n` : ''}M 100644 inline ${file}\ndata 1\n${n}\n`
  git(path, ['fast-import', '--quiet', '--date-format=raw'], [commit(1, 'a'), commit(2, '"b c"')].join('\n'))
  git(path, ['update-ref', 'refs/bisect/bad', 'c2'])
  git(path, ['update-ref', 'refs/bisect/good-1', 'c1'])
  for (const name of ['c1', 'c2', 'c1:a', 'c2:b c', 'c2^{tree}', 'c1^{tree}']) {
    oid[name] = gitText(path, ['rev-parse', name])
  }
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

async function revList(args: readonly string[], input?: string, cwd = path): Promise<string> {
  const { stdout, stderr } = await runPackmap(['rev-list', ...args], {
    cwd,
    env: GIT_ENVIRONMENT,
    ...(input !== undefined && { input }),
  })
  return stdout.toString() || stderr
}

test('rev-list --objects <a>..<rev>:<path> shows the path', async () => {
  expect(await revList(['--objects', 'c1..c2:b c'])).toBe(`${oid['c2:b c']} b c\n`)
})

describe('rev-list -z', () => {
  test('parts commits, and what is said of them, by NULs', async () => {
    expect(await revList(['-z', 'c2'])).toBe(`${oid['c2']}\0${oid['c1']}\0`)
    expect(await revList(['-z', '--boundary', 'c1..c2'])).toBe(`${oid['c2']}\0${oid['c1']}\0boundary=yes\0`)
    expect(await revList(['-z', '--objects', 'c2:b c', 'c1:a'])).toBe(
      `${oid['c2:b c']}\0path=b c\0${oid['c1:a']}\0path=a\0`,
    )
  })

  test('goes with nothing that is printed before or behind', async () => {
    for (const option of [
      '--timestamp',
      '--left-right',
      '--disk-usage',
      '--bisect',
      '--objects-edge-aggressive',
    ]) {
      expect(await revList(['-z', option, 'c2'])).toContain('-z option used with unsupported option')
    }
  })
})

describe('rev-list --missing', () => {
  test.each([
    ['print', 'c1', (at: string) => `?${at}\n`],
    ['print-info', 'c1', (at: string) => `?${at} type=commit\n`],
    ['print-info', 'c2:b c', (at: string) => `?${at} path="b c" type=blob\n`],
    ['allow-any', 'c1:a', () => ''],
  ])('=%s of a missing %s', async (action, name, expected) => {
    const cwd = join(scratch, `missing-${action}-${name.replaceAll(/\W/g, '-')}.git`)
    cpSync(path, cwd, { recursive: true })
    const lost = oid[name]!
    rmSync(join(cwd, 'objects', lost.slice(0, 2), lost.slice(2)))
    const printed = await revList(['--objects', `--missing=${action}`, oid['c2']!], undefined, cwd)
    expect(printed.endsWith(expected(lost))).toBe(true)
    expect(printed.split('\n').filter((line) => line.startsWith(lost))).toEqual([])
  })
})

describe('rev-list --stdin', () => {
  test('takes the options that stand for revisions', async () => {
    expect(await revList(['--stdin'], 'c2\n--not\nc1\n')).toBe(`${oid['c2']}\n`)
    expect(await revList(['--stdin', 'c2'], '--not\n--glob=refs/tags/c1*\n')).toBe(`${oid['c2']}\n`)
    expect(await revList(['--not', '--stdin'], 'c2\n')).toBe(`${oid['c2']}\n${oid['c1']}\n`)
    expect(await revList(['--stdin', '--objects'], '--filter=tree:0\nc1\n')).toBe(`${oid['c1']}\n`)
    expect(await revList(['--stdin'], 'c2\n--\na\n')).toBe(`${oid['c1']}\n`)
  })

  test('takes no others', async () => {
    expect(await revList(['--stdin'], '--max-count=1\nc1\n')).toContain(
      "fatal: invalid option '--max-count=1' in --stdin mode",
    )
    expect(await revList(['--stdin', '--stdin'], 'c1\n')).toContain('fatal: --stdin given twice?')
  })
})

test('rev-list --bisect begins from what git bisect has noted', async () => {
  expect(await revList(['--bisect'])).toBe(`${oid['c2']}\n`)
  expect(await revList(['--bisect-vars', '--bisect'])).toBe(
    `bisect_rev='${oid['c2']}'\nbisect_nr=0\nbisect_good=-1\nbisect_bad=0\nbisect_all=1\nbisect_steps=0\n`,
  )
})

test('rev-list --maximal-only and --max-count-oldest', async () => {
  expect(await revList(['--maximal-only', 'c1', 'c2'])).toBe(`${oid['c2']}\n`)
  expect(await revList(['--maximal-only', '--count', 'c1', 'c2'])).toBe('1\n')
  expect(await revList(['--maximal-only', '--boundary', 'c1..c2'])).toContain('cannot be used together')
  expect(await revList(['--max-count-oldest=1', 'c2'])).toBe(`${oid['c1']}\n`)
  expect(await revList(['--default', 'c2', '-n1'])).toBe(`${oid['c2']}\n`)
})

test('rev-list sorts and prints dates that are no exact numbers', async () => {
  const cwd = initRepository(join(scratch, 'dates.git'), '--bare')
  const tree = gitText(cwd, ['mktree'], '')
  const dates = [
    2n ** 53n + 2n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 64n - 2n,
    5n,
    2n ** 64n - 1n,
    2n ** 53n + 3n,
  ]
  const commits = dates.map((date) => {
    const content = `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter C <c@d> ${date} +0000\n\nm\n`
    return gitText(cwd, ['hash-object', '-w', '-t', 'commit', '--stdin', '--literally'], content)
  })
  const newestFirst = [...dates].sort((a, b) => (a < b ? 1 : -1))
  const expected = newestFirst.map((date) => `${date} ${commits[dates.indexOf(date)]!}\n`).join('')
  expect(await revList(['--timestamp', ...commits], undefined, cwd)).toBe(expected)
  const plainly = newestFirst.map((date) => `${commits[dates.indexOf(date)]!}\n`).join('')
  expect(await revList([...commits], undefined, cwd)).toBe(plainly)
})

test('rev-list takes counts that are whole numbers, and no others', async () => {
  for (const option of [
    '--max-parents=1q',
    '--min-parents=',
    '--max-count=x',
    '--skip=1.5',
    '-n2147483648',
  ]) {
    expect(await revList([option, 'c2'])).toContain('not an integer')
  }
  expect(await revList(['--max-parents=-1', '--min-parents=-1', 'c1'])).toBe(`${oid['c1']}\n`)
  expect(await revList(['--max-count=-1', 'c1'])).toBe(`${oid['c1']}\n`)
})

describe('reflogs', () => {
  let cwd: string
  const at: string[] = []
  const compare = async (line: string): Promise<void> => {
    const args = line.split(' ')
    const theirs = run('git', args, { cwd })
    const ours = await runPackmap(args, { cwd, env: GIT_ENVIRONMENT })
    expect([ours.status, ours.stdout.toString()], line).toEqual([theirs.status, theirs.stdout.toString()])
  }

  beforeAll(() => {
    cwd = initRepository(join(scratch, 'reflogs.git'), '--bare')
    git(cwd, ['config', 'core.logAllRefUpdates', 'always'])
    const tree = gitText(cwd, ['mktree'], '')
    for (let n = 0; n < 6; n++) {
      const parent = n === 0 ? [] : ['-p', at[n - 1]!]
      at.push(gitText(cwd, ['commit-tree', '-m', `${n}`, ...parent, tree]))
      git(cwd, ['update-ref', 'refs/heads/main', at[n]!])
    }
    git(cwd, ['update-ref', 'refs/heads/topic', gitText(cwd, ['commit-tree', '-m', 't', '-p', at[4]!, tree])])
    git(cwd, ['update-ref', 'refs/heads/main', at[1]!])
    git(cwd, ['update-ref', 'refs/heads/topic', at[2]!])
  })

  test.each([
    'rev-list -g main',
    'rev-list -g main topic',
    'rev-list -g main@{2}',
    'rev-list -g --skip=1 -n3 main',
    'rev-list --walk-reflogs --count --branches',
    'rev-list -g --parents main',
    'rev-list -g main ^topic',
    'rev-list -g --ancestry-path main',
    'rev-list --reflog --count',
    'rev-list --reflog --count --not topic@{1}',
    'merge-base --fork-point main topic',
    'merge-base --fork-point main topic@{1}',
    'merge-base --fork-point topic main',
    'merge-base --fork-point nosuch main',
    'merge-base --fork-point main nosuch',
  ])('%s answers as git does', compare)

  test('edges are told once, and not again as a boundary', async () => {
    for (const edge of ['--objects-edge', '--objects-edge-aggressive']) {
      await compare(`rev-list ${edge} --boundary main..topic@{1}`)
      await compare(`rev-list ${edge} topic --not --all`)
    }
  })

  test('--reverse does not go with them', async () => {
    expect(await revList(['-g', '--reverse', 'main'], undefined, cwd)).toContain('cannot be used together')
  })
})

test('rev-list --exclude-promisor-objects ends where a partial clone has, or was promised, what lies behind', async () => {
  const cwd = join(scratch, 'partial.git')
  git(path, ['config', 'uploadpack.allowFilter', 'true'])
  git(scratch, ['clone', '--quiet', '--bare', '--filter=blob:none', pathToFileURL(path).href, cwd])
  const blob = gitText(cwd, ['hash-object', '-w', '--stdin'], 'mine')
  const tree = gitText(
    cwd,
    ['mktree', '--missing'],
    `100644 blob ${blob}\tmine\n100644 blob ${oid['c1:a']}\ta\n`,
  )
  const mine = gitText(cwd, ['commit-tree', '-p', oid['c2']!, '-m', 'mine', tree])
  const flag = '--exclude-promisor-objects'
  expect(await revList([flag, mine], undefined, cwd)).toBe(`${mine}\n`)
  expect(await revList([flag, '--objects', mine], undefined, cwd)).toBe(`${mine}\n${tree} \n${blob} mine\n`)
  expect(await revList([flag, '--objects', 'c2'], undefined, cwd)).toBe('')
  expect(await revList([flag, '--missing=print', mine], undefined, cwd)).toContain('cannot be used together')
})

test('rev-list --unpacked --objects leaves out objects that packs have', async () => {
  const cwd = initRepository(join(scratch, 'unpacked.git'), '--bare')
  const tree = gitText(cwd, ['mktree'], '')
  const blob = gitText(cwd, ['hash-object', '-w', '--stdin'], 'x')
  const packed = gitText(cwd, ['commit-tree', '-m', 'packed', tree])
  git(cwd, ['pack-objects', '-q', 'objects/pack/pack'], `${packed}\n${tree}\n`)
  const loose = gitText(cwd, ['mktree'], `100644 blob ${blob}\tx\n`)
  const commit = gitText(cwd, ['commit-tree', '-p', packed, '-m', 'loose', loose])
  expect(await revList(['--objects', '--unpacked', commit], undefined, cwd)).toBe(
    `${commit}\n${loose} \n${blob} x\n`,
  )
})

test('rev-list --no-kept-objects leaves out commits of packs with a .keep file, also where other packs have them', async () => {
  const cwd = initRepository(join(scratch, 'kept.git'), '--bare')
  const commit = (message: string, ...parents: string[]): string =>
    gitText(cwd, ['commit-tree', '-m', message, ...parents.flatMap((parent) => ['-p', parent]), tree])
  const tree = gitText(cwd, ['mktree'], '')
  const first = commit('first')
  const second = commit('second', first)
  for (const oids of [first, `${first}\n${second}`]) {
    const pack = gitText(cwd, ['pack-objects', '-q', 'objects/pack/pack'], `${oids}\n`)
    if (oids === first) writeFileSync(join(cwd, `objects/pack/pack-${pack}.keep`), '')
  }
  git(cwd, ['multi-pack-index', 'write'])
  expect(await revList(['--no-kept-objects', second], undefined, cwd)).toBe(`${second}\n`)
  expect(await revList(['--no-kept-objects=on-disk', second], undefined, cwd)).toBe(`${second}\n`)
  expect(await revList(['--no-kept-objects=in-core', second], undefined, cwd)).toBe(`${second}\n${first}\n`)
})
