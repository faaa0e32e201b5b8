import { appendFileSync, chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AmbiguousOidError } from '../../../src/odb/errors.js'
import { UnknownRevisionError } from '../../../src/repo/errors.js'
import { Repository } from '../../../src/repo/repository.js'
import {
  git,
  GIT_ENVIRONMENT,
  gitText,
  initRepository,
  run,
  scratchFolder,
  temporaryFolder,
} from '../../support/git.js'

let scratch: string
let path: string
let repo: Repository

/** A commit of `file`, `seconds` after 2005-04-07; the clock decides the order of walks and of reflogs. */
function commit(message: string, seconds: number, ...options: string[]): string {
  const date = `${1112911993 + seconds} -0700`
  const env = { ...GIT_ENVIRONMENT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  const made = run('git', ['commit', '--quiet', '--allow-empty', '-m', message, ...options], {
    cwd: path,
    env,
  })
  if (made.status !== 0) throw new Error(made.stderr)
  return gitText(path, ['rev-parse', 'HEAD'])
}

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'work'))
  const remote = initRepository(join(scratch, 'remote.git'), '--bare')
  mkdirSync(join(path, 'folder', 'inner'), { recursive: true })
  writeFileSync(join(path, 'file'), 'content\n')
  writeFileSync(join(path, 'folder', 'inner', 'deep:file'), 'deep\n')
  writeFileSync(join(path, 'folder.txt'), 'beside\n')
  writeFileSync(join(path, 'na\u00efve'), 'not ASCII\n')
  git(path, ['add', '.'])
  commit('first commit', 0)
  git(path, ['tag', 'light'])
  git(path, ['tag', '-a', '-m', 'annotated', 'v1.0'])
  git(path, ['tag', '-a', '-m', 'a tag of a tag', 'nested', 'v1.0'])
  git(path, ['tag', '-a', '-m', 'of a tree', 'tree-tag', 'HEAD^{tree}'])
  git(path, ['tag', '-a', '-m', 'of a blob', 'blob-tag', 'HEAD:file'])
  commit('second: fix (it) [now]', 100)
  git(path, ['checkout', '--quiet', '-b', 'side/branch'])
  commit('on the side\n\nwith a body that mentions zebra', 200)
  git(path, ['checkout', '--quiet', 'main'])
  commit('third! on main', 300)
  git(path, ['merge', '--quiet', '--no-ff', '-m', 'merge of side', 'side/branch'])
  commit('after the merge', 500)
  git(path, ['branch', 'light', 'HEAD~1'])
  git(path, ['checkout', '--quiet', 'HEAD~2'])
  git(path, ['checkout', '--quiet', 'side/branch'])
  git(path, ['checkout', '--quiet', 'main'])
  git(path, ['remote', 'add', 'origin', remote])
  git(path, ['push', '--quiet', '-u', 'origin', 'main', 'side/branch'])
  git(path, ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'])
  git(path, ['symbolic-ref', 'refs/heads/alias', 'refs/heads/side/branch'])
  git(path, ['update-ref', 'refs/odd/ref', 'HEAD~1'])
  git(path, ['pack-refs', '--all'])
  git(path, ['branch', 'loose-branch', 'HEAD~3'])
  commit('newest', 600)
  writeFileSync(join(path, '.git', 'refs', 'heads', 'broken'), 'not an oid\n')
  writeFileSync(join(path, '.git', 'refs', 'heads', 'loop'), 'ref: refs/heads/loop\n')
  appendFileSync(join(path, 'file'), 'changed\n')
  repo = Repository.open(path, { env: {} })
})

afterAll(() => {
  repo.close()
  rmSync(scratch, { recursive: true, force: true })
})

/** What git makes of a revision; undefined: it refuses it. */
function byGit(revision: string, cwd = path): string | undefined {
  const result = run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', revision], { cwd })
  return result.status === 0 ? result.stdout.toString().trim() : undefined
}

function byPackmap(revision: string, repository = repo): string | undefined {
  try {
    return repository.resolve(revision)
  } catch (error) {
    if (error instanceof UnknownRevisionError || error instanceof AmbiguousOidError) return undefined
    throw error
  }
}

describe('resolve() agrees with git on', () => {
  test.each([
    ['HEAD'],
    ['@'],
    ['main'],
    ['heads/main'],
    ['refs/heads/main'],
    ['side/branch'],
    ['alias'],
    ['origin'],
    ['origin/main'],
    ['remotes/origin/main'],
    ['light'],
    ['heads/light'],
    ['tags/light'],
    ['odd/ref'],
    ['loose-branch'],
    ['v1.0'],
    ['nested'],
    ['FETCH_HEAD'],
    ['ORIG_HEAD'],
    ['broken'],
    ['loop'],
    ['nothing'],
    ['config'],
    ['index'],
    ['objects'],
    ['refs'],
    [''],
    ['.'],
    ['..'],
    ['refs/heads/../heads/main'],
    ['main/'],
    ['/main'],
    ['main.lock'],
    ['ma in'],
    ['-x'],
  ])('the ref %j', (revision) => {
    expect(byPackmap(revision)).toBe(byGit(revision))
  })

  test.each([
    ['HEAD^'],
    ['HEAD^0'],
    ['HEAD^1'],
    ['HEAD^2'],
    ['HEAD~'],
    ['HEAD~0'],
    ['HEAD~2'],
    ['HEAD~1^'],
    ['HEAD~2^2'],
    ['HEAD~2^2~1'],
    ['HEAD^^^'],
    ['HEAD~99'],
    ['HEAD^3'],
    ['HEAD~99999999999'],
    ['HEAD^99999999999'],
    ['@~1'],
    ['@^'],
    ['~1'],
    ['^'],
    ['HEAD^{}'],
    ['HEAD^{commit}'],
    ['HEAD^{tree}'],
    ['HEAD^{tree}^{tree}'],
    ['HEAD^{blob}'],
    ['HEAD^{tag}'],
    ['HEAD^{object}'],
    ['HEAD^{nonsense}'],
    ['HEAD^{tree}^'],
    ['v1.0^{}'],
    ['v1.0^0'],
    ['v1.0~'],
    ['v1.0^{tag}'],
    ['v1.0^{object}'],
    ['v1.0^{tree}'],
    ['nested^{}'],
    ['nested^{commit}~0'],
    ['nested^{tag}'],
    ['tree-tag^{}'],
    ['tree-tag^{tree}'],
    ['tree-tag^{commit}'],
    ['blob-tag^{}'],
    ['blob-tag^{blob}'],
    ['blob-tag^{tree}'],
    ['^{commit}'],
    ['HEAD^{'],
    ['HEAD^}'],
    ['HEAD{}'],
  ])('the steps of %j', (revision) => {
    expect(byPackmap(revision)).toBe(byGit(revision))
  })

  test.each([
    ['HEAD:'],
    ['HEAD:file'],
    ['HEAD:folder'],
    ['HEAD:folder/'],
    ['HEAD:folder/inner/'],
    ['HEAD:folder/inner/deep:file'],
    ['HEAD:folder//inner'],
    ['HEAD:/file'],
    ['HEAD:file/'],
    ['HEAD:file/x'],
    ['HEAD:folder.txt'],
    ['HEAD:na\u00efve'],
    ['HEAD:nothing'],
    ['HEAD:folder/nothing'],
    ['HEAD~1:file'],
    ['HEAD^{tree}:file'],
    ['v1.0:file'],
    ['tree-tag:folder'],
    ['tree-tag:'],
    ['blob-tag:'],
    ['HEAD:file:x'],
    ['nothing:file'],
    ['HEAD:./file'],
    ['HEAD:./folder'],
    ['HEAD:../file'],
    ['HEAD:./folder/../file'],
    ['HEAD:file~1'],
    ['HEAD:file^{}'],
    [':nothing'],
  ])('the path in %j', (revision) => {
    expect(byPackmap(revision)).toBe(byGit(revision))
  })

  test.each([
    ['HEAD:./inner'],
    ['HEAD:../file'],
    ['HEAD:../../file'],
    ['HEAD:./'],
    ['HEAD:./inner/deep:file'],
    ['HEAD:.././folder/inner'],
    ['HEAD:file'],
    ['HEAD:inner'],
  ])('the path in %j, from a sub-folder', (revision) => {
    const folder = join(path, 'folder')
    using inFolder = Repository.open(folder, { env: {} })
    expect(inFolder.prefix).toBe('folder/')
    expect(byPackmap(revision, inFolder)).toBe(byGit(revision, folder))
  })

  test.each([
    ['HEAD^{/merge}'],
    ['HEAD^{/fix \\(it\\)}'],
    ['HEAD^{/^second}'],
    ['HEAD^{/zebra$}'],
    ['HEAD^{/[[:upper:]]}'],
    ['HEAD^{/!-newest}'],
    ['HEAD^{/!-.}'],
    ['HEAD^{/!!}'],
    ['HEAD^{/!x}'],
    ['HEAD^{/third!}'],
    ['HEAD^{/}'],
    ['HEAD^{/nowhere to be found}'],
    ['HEAD^{/(}'],
    ['HEAD^{/first|second}'],
    ['HEAD^{/(first|second) c}~0'],
    ['HEAD^{/s.c+o?nd{1}}'],
    ['side/branch^{/main}'],
    ['v1.0^{/first}'],
    [':/side'],
    [':/first'],
    [':/third!'],
    [':/!-newest'],
    [':/'],
    [':/no such words'],
    [':/body.*zebra'],
    [':/^on the'],
    [':/*on'],
    [':/\\bfix\\b'],
    [':/[]x[]'],
    [':/m{2,}'],
    [':/e{'],
    [':/{x'],
    [':/^*on'],
    [':/(*on)'],
    [':/x|*on'],
    [':/e**d'],
    [':/o(n)*+'],
    [':/a)'],
    [':/()'],
    [':/o{,3}n'],
    [':/o{1'],
    [':/\\<on\\>'],
    [':/[o-]n'],
    [':/[[:space:][:punct:]]i'],
    [':/[[:nope:]]'],
    [':/.[^]o]n'],
    [':/(s)i\\1'],
    [':/$'],
    [':/wi.h'],
    [':/\\w+\\W+\\S+\\s'],
    [':/\\'],
    [':/[z-a]'],
  ])('the search of %j', (revision) => {
    expect(byPackmap(revision)).toBe(byGit(revision))
  })

  test.each([
    ['HEAD@{0}'],
    ['HEAD@{1}'],
    ['HEAD@{5}'],
    ['HEAD@{11}'],
    ['main@{0}'],
    ['main@{1}'],
    ['main@{4}'],
    ['main@{5}'],
    ['refs/heads/main@{1}'],
    ['side/branch@{1}'],
    ['alias@{0}'],
    ['@{0}'],
    ['@{1}'],
    ['@{1}^'],
    ['@{1}:file'],
    ['main@{1}^{tree}'],
    ['main@{2005-04-07 15:16:00 -0700}'],
    ['main@{2005-04-07 22:18:13 +0000}'],
    ['main@{1112912493}'],
    ['main@{1112912494}'],
    ['main@{now}'],
    ['main@{yesterday}'],
    ['main@{1 Jan 2004}'],
    ['main@{3.weeks.ago}'],
    ['main@{nonsense}'],
    ['main@{}'],
    ['nothing@{0}'],
    ['v1.0@{0}'],
    ['@{-1}'],
    ['@{-2}'],
    ['@{-3}'],
    ['@{-4}'],
    ['@{-99}'],
    ['@{-0}'],
    ['@{-1}~1'],
    ['@{-1}@{0}'],
    ['x@{-1}'],
    ['@{u}'],
    ['@{upstream}'],
    ['@{UPSTREAM}'],
    ['main@{u}'],
    ['@@{u}'],
    ['HEAD@{u}'],
    ['side/branch@{upstream}~1'],
    ['main@{push}'],
    ['@{push}'],
    ['@{-1}@{u}'],
    ['loose-branch@{u}'],
    ['nothing@{u}'],
    ['main@{u}@{0}'],
  ])('the braces of %j', (revision) => {
    expect(byPackmap(revision)).toBe(byGit(revision))
  })

  test('oids, abbreviations of every length, and outputs of git describe', () => {
    const head = gitText(path, ['rev-parse', 'HEAD'])
    const lengths = [3, 4, 5, 7, 10, 20, 39, 40, 41].map((length) => head.padEnd(41, '0').slice(0, length))
    const described = [`v1.0-7-g${head.slice(0, 9)}`, `any/thing-af-g${head.slice(0, 7)}`]
    const forms = [
      ...lengths,
      ...described,
      head.toUpperCase(),
      head.slice(0, 8).toUpperCase(),
      `${head.slice(0, 8)}~2`,
      `${head.slice(0, 8)}:file`,
      `${head}^{tree}`,
      `v1.0-0-g${head.slice(0, 8)}^`,
      '0'.repeat(40),
      'f'.repeat(40),
      `${'f'.repeat(40)}^{commit}`,
      `${'f'.repeat(40)}^{object}`,
      `${'f'.repeat(40)}:file`,
    ]
    expect(forms.map((form) => byPackmap(form))).toEqual(forms.map((form) => byGit(form)))
  })

  test('no name of a file is taken for an output of git describe, since git 2.50', () => {
    const hex = gitText(path, ['rev-parse', 'HEAD']).slice(0, 8)
    for (const name of ['file', '', '-7', 'v1.0-x', 'v1..0-7', 'HEAD:v1.0-7', 'v1.0/-7', 'v1.0-7-']) {
      expect(byPackmap(`${name}-g${hex}`), name).toBeUndefined()
    }
  })
})

test('resolve() agrees with git on every object of a repository, by its shortest abbreviations', () => {
  const listed = gitText(path, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'])
  const oids = listed.split('\n')
  for (const oid of oids) {
    for (const length of [4, 6]) {
      const prefix = oid.slice(0, length)
      const expected = run('git', ['rev-parse', '--verify', '--quiet', prefix], { cwd: path })
      expect(byPackmap(prefix), prefix).toBe(
        expected.status === 0 ? expected.stdout.toString().trim() : undefined,
      )
    }
  }
})

describe('UnknownRevisionError says what git says', () => {
  test.each([
    ['HEAD:nothing'],
    ['HEAD:folder/nothing'],
    ['nothing:file'],
    ['main@{999}'],
    ['HEAD:../x'],
    ['loose-branch@{u}'],
    ['nothing@{u}'],
  ])('of %j', (revision) => {
    const expected = run('git', ['rev-parse', revision], { cwd: path }).stderr
    expect(() => repo.resolve(revision)).toThrow(UnknownRevisionError)
    expect(expected).toContain(`fatal: ${diagnosisOf(revision)}\n`)
  })

  test('of a file that is on disk and not in the commit', () => {
    writeFileSync(join(path, 'untracked'), '')
    const expected = run('git', ['rev-parse', 'HEAD:untracked'], { cwd: path }).stderr
    expect(expected).toContain(diagnosisOf('HEAD:untracked'))
  })
})

function diagnosisOf(revision: string): string | undefined {
  try {
    repo.resolve(revision)
  } catch (error) {
    return (error as UnknownRevisionError).diagnosis
  }
  return undefined
}

test('resolveEntry() keeps mode, type and path of the tree entry', () => {
  const entry = repo.resolveEntry('HEAD:folder/inner/')
  expect(entry).toMatchObject({ mode: 0o40000, type: 'tree' })
  expect(Buffer.from(entry.path!).toString()).toBe('folder/inner/')
  expect(repo.resolveEntry('HEAD:file')).toMatchObject({ mode: 0o100644, type: 'blob' })
  expect(repo.resolveEntry('HEAD:').mode).toBeUndefined()
  expect(repo.resolveEntry('HEAD').path).toBeUndefined()
})

test('resolve() of a hundred thousand steps neither recurses nor hangs', () => {
  expect(byPackmap(`HEAD${'^0'.repeat(100_000)}`)).toBe(repo.resolve('HEAD'))
  expect(byPackmap(`HEAD${'^'.repeat(100_000)}`)).toBeUndefined()
  expect(byPackmap('HEAD~2147483647')).toBeUndefined()
  expect(byPackmap(`HEAD${'^{'.repeat(10_000)}`)).toBeUndefined()
  expect(byPackmap(`HEAD${'@{'.repeat(10_000)}${'}'.repeat(10_000)}`)).toBeUndefined()
})

describe('of what comes round to itself', () => {
  test('a reflog that says @{-1} was checked out names nothing', () => {
    const own = initRepository(join(scratch, 'circles'))
    git(own, ['commit', '--allow-empty', '-q', '-m', 'x'])
    using opened = Repository.open(own, { env: {} })
    for (const from of ['@{-1}', '@{-1}@{-1}', '@{u}', '@', '..']) {
      const line = `${'0'.repeat(40)} ${'1'.repeat(40)} A <a> 1 +0000\tcheckout: moving from ${from} to x\n`
      writeFileSync(join(own, '.git', 'logs', 'HEAD'), line)
      for (const revision of ['@{-1}', '@{-1}@{-1}', '@{-1}^{commit}', '@{-1}@{u}']) {
        expect(() => opened.resolve(revision), `${from} ${revision}`).toThrow(UnknownRevisionError)
      }
    }
  })

  test('marks of an upstream one after another name nothing, however many there are', () => {
    for (const count of [2, 30_000]) {
      for (const start of ['main', '@{-1}', '@', '']) {
        const revision = start + '@{u}'.repeat(count)
        expect(() => repo.resolve(revision), start).toThrow(UnknownRevisionError)
      }
    }
    expect(run('git', ['rev-parse', '--verify', 'main@{u}@{u}'], { cwd: path }).status).toBe(128)
  })
})

describe('a revision of what is malformed', () => {
  const STEPS = [
    '',
    '^{commit}',
    '^{tree}',
    '^{}',
    '^{object}',
    '^{tag}',
    ':file',
    '^',
    '^0',
    '~0',
    '~1',
    '~2',
    '^{/m}',
    '^{commit}~1',
  ]

  test('names what it names to git: nothing, and with damage that cannot be read the end of the command', () => {
    const path = initRepository(join(temporaryFolder(), 'work'))
    git(path, ['commit', '--allow-empty', '-q', '-m', 'm'])
    const commit = gitText(path, ['rev-parse', 'HEAD'])
    const tree = gitText(path, ['rev-parse', 'HEAD^{tree}'])
    const write = (type: string, text: string): string =>
      gitText(path, ['hash-object', '-t', type, '-w', '--literally', '--stdin'], text)
    const people = 'author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nm\n'
    const badCommit = write('commit', 'tree abcd\n')
    const badTree = write('tree', 'garbage')
    const oids = [
      badCommit,
      badTree,
      write('commit', ''),
      write('commit', `tree ${badTree}\n${people}`),
      write('commit', `tree ${tree}\nparent ${badCommit}\n${people}`),
      write('tag', 'object abc\n'),
      write('tag', `object ${badCommit}\ntype commit\ntag x\n\n`),
      write('tag', `object ${commit}\ntype tree\ntag x\n\n`),
      write('tag', `object ${tree}\ntype commit\ntag x\ntagger A <a@b> 1 +0000\n\nx\n`),
    ]
    const unreadable = write('commit', `tree ${tree}\n${people}\nunreadable`)
    const file = join(path, '.git/objects', unreadable.slice(0, 2), unreadable.slice(2))
    chmodSync(file, 0o644)
    writeFileSync(file, 'garbage')
    using repo = Repository.open(path, { env: {} })
    const answer = (revision: string): string => {
      try {
        return repo.resolve(revision)
      } catch (error) {
        return error instanceof UnknownRevisionError ? 'nothing' : 'damage'
      }
    }
    const byGit = (revision: string): string => {
      const { status, stdout } = run('git', ['rev-parse', '--verify', '-q', revision], { cwd: path })
      return status === 0 ? stdout.toString().trim() : status === 1 ? 'nothing' : 'damage'
    }
    for (const revision of [...oids, unreadable].flatMap((oid) => STEPS.map((step) => oid + step))) {
      // Git 2.55 says 1 here, and has said 128 before.
      if (revision.startsWith(unreadable) && /(?:\^|~[12])$/.test(revision))
        expect(answer(revision)).toBe('damage')
      else expect(answer(revision), revision).toBe(byGit(revision))
    }
  })
})
