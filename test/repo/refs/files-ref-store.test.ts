import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { FilesRefStore } from '../../../src/repo/refs/files-ref-store.js'
import { listLooseRefs } from '../../../src/repo/refs/loose-refs.js'
import { Repository } from '../../../src/repo/repository.js'
import { git, gitText, initRepository, run, temporaryFolder } from '../../support/git.js'

function makeRepository(): string {
  const path = initRepository(join(temporaryFolder(), 'work'))
  git(path, ['commit', '--allow-empty', '-q', '-m', 'first'])
  git(path, ['commit', '--allow-empty', '-q', '-m', 'second'])
  return path
}

const open = (path: string): Repository => Repository.open(path, { env: {} })

const FORMAT = '--format=%(objectname) %(refname) %(symref)'

/** The same lines as `git for-each-ref`. */
function listed(repo: Repository, prefix?: string): string[] {
  return [...repo.refs(prefix)].map(({ oid, name, symbolic }) => `${oid} ${name} ${symbolic ?? ''}`)
}

test('Repository.refs() lists loose, packed and symbolic refs as git for-each-ref does', () => {
  const path = makeRepository()
  for (const name of ['b', 'a', 'a-b', 'a.b', 'a0', 'dir/x', 'dir/y', 'dir-z', 'gr\u00fcn', 'Z']) {
    git(path, ['branch', name])
  }
  git(path, ['tag', '-a', '-m', 'one', 'v1', 'HEAD~1'])
  git(path, ['pack-refs', '--all'])
  git(path, ['branch', '-f', 'a', 'HEAD~1'])
  git(path, ['branch', 'dir/w'])
  git(path, ['tag', '-a', '-m', 'two', 'v2'])
  git(path, ['symbolic-ref', 'refs/heads/sym', 'refs/heads/b'])
  git(path, ['symbolic-ref', 'refs/heads/dangling', 'refs/heads/nowhere'])
  git(path, ['branch', '-D', 'a0'])
  using repo = open(path)
  expect(listed(repo)).toEqual(gitText(path, ['for-each-ref', FORMAT]).split('\n'))
  expect(listed(repo, 'refs/heads/dir/')).toEqual(
    gitText(path, ['for-each-ref', FORMAT, 'refs/heads/dir/']).split('\n'),
  )
  expect(listed(repo, 'refs/none/')).toEqual([])
})

test('Repository.refs() sees refs that change, are packed or go while it is open', () => {
  const path = makeRepository()
  using repo = open(path)
  const check = (): void => {
    expect(listed(repo)).toEqual(gitText(path, ['for-each-ref', FORMAT]).split('\n'))
  }
  check()
  git(path, ['branch', 'one'])
  check()
  git(path, ['pack-refs', '--all'])
  check()
  git(path, ['branch', '-f', 'one', 'HEAD~1'])
  check()
  git(path, ['pack-refs', '--all'])
  check()
  git(path, ['branch', '-D', 'one'])
  check()
})

describe('Repository.head()', () => {
  test('on a branch, detached, and before the first commit', () => {
    const path = makeRepository()
    using repo = open(path)
    const oid = gitText(path, ['rev-parse', 'HEAD'])
    expect(repo.head()).toEqual({ oid, ref: 'refs/heads/main', detached: false })
    git(path, ['checkout', '-q', 'HEAD~1'])
    expect(repo.head()).toEqual({ oid: gitText(path, ['rev-parse', 'HEAD']), ref: undefined, detached: true })
    git(path, ['checkout', '-q', '--orphan', 'fresh'])
    expect(repo.head()).toEqual({ oid: undefined, ref: 'refs/heads/fresh', detached: false })
  })
})

describe('refs that are not what they should be are passed over:', () => {
  test('folders, FIFOs, empty and binary files, bad names, lock files, loops', () => {
    const path = makeRepository()
    const heads = join(path, '.git', 'refs', 'heads')
    mkdirSync(join(heads, 'folder'))
    writeFileSync(join(heads, 'empty'), '')
    writeFileSync(join(heads, 'binary'), Buffer.alloc(100, 0xff))
    writeFileSync(join(heads, 'short'), 'abcd\n')
    writeFileSync(join(heads, 'x.lock'), `${'1'.repeat(40)}\n`)
    writeFileSync(join(heads, 'a..b'), `${'1'.repeat(40)}\n`)
    writeFileSync(join(heads, '.hidden'), `${'1'.repeat(40)}\n`)
    writeFileSync(join(heads, 'loop'), 'ref: refs/heads/loop\n')
    writeFileSync(join(heads, 'outside'), 'ref: refs/../../../../etc/passwd\n')
    if (process.platform !== 'win32') run('mkfifo', [join(heads, 'fifo')])
    using repo = open(path)
    expect([...repo.refs()].map(({ name }) => name)).toEqual(['refs/heads/main'])
    for (const name of ['folder', 'empty', 'binary', 'short', 'loop', 'outside', 'fifo', 'x.lock', 'a..b']) {
      expect(repo.resolveRefName(name), name).toBeUndefined()
    }
  })

  test('names that would leave the git folder are never looked up', () => {
    const path = makeRepository()
    writeFileSync(join(path, 'secret'), `${'1'.repeat(40)}\n`)
    using repo = open(path)
    for (const name of [
      '../secret',
      'refs/../../secret',
      'refs/heads/../../../secret',
      '/etc/passwd',
      'worktrees/../../secret',
    ]) {
      expect(() => repo.resolve(name), name).toThrow()
    }
  })

  test('symbolic links into refs/ are symbolic refs, as in old repositories', () => {
    const path = makeRepository()
    symlinkSync('refs/heads/main', join(path, '.git', 'LINKED'))
    symlinkSync('refs/heads/main', join(path, '.git', 'refs', 'heads', 'linked'))
    symlinkSync('main', join(path, '.git', 'refs', 'heads', 'read-through'))
    using repo = open(path)
    expect(listed(repo)).toEqual(gitText(path, ['for-each-ref', FORMAT]).split('\n'))
    for (const name of ['LINKED', 'linked', 'read-through']) {
      expect(repo.resolve(name)).toBe(gitText(path, ['rev-parse', name]))
    }
  })

  test('a link to its own folder is listed as deep as git lists it, two of them are refused', () => {
    const path = makeRepository()
    symlinkSync('.', join(path, '.git', 'refs', 'heads', 'a'))
    using repo = open(path)
    expect(listed(repo)).toEqual(gitText(path, ['for-each-ref', FORMAT]).split('\n'))
    symlinkSync('.', join(path, '.git', 'refs', 'heads', 'b'))
    expect(() => listed(repo)).toThrow('lead in circles')
  })

  test('a symbolic ref may be followed five times, and no more', () => {
    const path = makeRepository()
    for (let i = 1; i <= 7; i++) {
      git(path, ['symbolic-ref', `refs/heads/s${i}`, i === 1 ? 'refs/heads/main' : `refs/heads/s${i - 1}`])
    }
    using repo = open(path)
    for (let i = 1; i <= 7; i++) {
      const expected = run('git', ['rev-parse', '-q', '--verify', `s${i}`], { cwd: path }).status === 0
      expect(repo.resolveRefName(`s${i}`) !== undefined, `s${i}`).toBe(expected)
    }
  })
})

describe('in a linked worktree', () => {
  const makeWorktrees = (): { main: string; linked: string } => {
    const main = makeRepository()
    const linked = join(main, '..', 'linked')
    git(main, ['worktree', 'add', '-q', '-b', 'topic', linked, 'HEAD~1'])
    git(linked, ['commit', '--allow-empty', '-q', '-m', 'on topic'])
    git(linked, ['update-ref', 'refs/worktree/own', 'HEAD'])
    git(linked, ['update-ref', 'refs/bisect/bad', 'HEAD~1'])
    git(main, ['update-ref', 'refs/worktree/own', 'HEAD'])
    git(main, ['update-ref', 'refs/bisect/good', 'HEAD~1'])
    return { main, linked }
  }

  test('HEAD, pseudo-refs and three folders are its own, all other refs are shared', () => {
    for (const path of Object.values(makeWorktrees())) {
      using repo = open(path)
      expect(listed(repo)).toEqual(gitText(path, ['for-each-ref', FORMAT]).split('\n'))
      for (const revision of ['HEAD', '@{1}', 'topic@{1}', 'refs/worktree/own', 'bisect/bad', 'main']) {
        const expected = run('git', ['rev-parse', '-q', '--verify', revision], { cwd: path })
        const found = ((): string => {
          try {
            return repo.resolve(revision)
          } catch {
            return ''
          }
        })()
        expect(found, revision).toBe(expected.stdout.toString().trim())
      }
    }
  })

  test('names reach into other worktrees', () => {
    const { main, linked } = makeWorktrees()
    for (const path of [main, linked]) {
      using repo = open(path)
      for (const revision of [
        'main-worktree/HEAD',
        'worktrees/linked/HEAD',
        'worktrees/linked/refs/bisect/bad',
        'main-worktree/refs/bisect/good',
      ]) {
        expect(repo.resolve(revision), revision).toBe(gitText(path, ['rev-parse', revision]))
      }
    }
  })

  test('gitDir, commonDir and workTree are those that git names', () => {
    const { linked } = makeWorktrees()
    mkdirSync(join(linked, 'sub'))
    using repo = open(join(linked, 'sub'))
    expect(repo.gitDir).toBe(gitText(linked, ['rev-parse', '--absolute-git-dir']))
    expect(repo.commonDir).toBe(gitText(linked, ['rev-parse', '--path-format=absolute', '--git-common-dir']))
    expect(repo.workTree).toBe(gitText(linked, ['rev-parse', '--show-toplevel']))
    expect(repo.prefix).toBe('sub/')
    expect(repo.isBare).toBe(false)
  })
})

test('reflog() gives old, new, who and why, newest first', () => {
  const path = makeRepository()
  git(path, ['checkout', '-q', '-b', 'other'])
  using repo = open(path)
  const entries = [...repo.refStore.reflog('HEAD')]
  const shown = gitText(path, ['reflog', '--format=%H %gs', 'HEAD']).split('\n')
  expect(entries.map(({ newOid, message }) => `${newOid} ${Buffer.from(message).toString()}`)).toEqual(shown)
  expect(entries.at(-1)!.oldOid).toBe('0'.repeat(40))
  expect(Buffer.from(entries[0]!.committer).toString()).toBe(
    'C O Mitter <committer@example.com> 1112911993 -0700',
  )
  expect(repo.refStore.hasReflog('refs/heads/none')).toBe(false)
})

test('listLooseRefs() passes over a ref that goes between the listing of its folder and its reading', () => {
  const path = makeRepository()
  for (const name of ['a', 'b', 'c']) git(path, ['branch', name])
  const gitDir = join(path, '.git')
  const store = new FilesRefStore(gitDir, gitDir, SHA1)
  const packed = (name: string): boolean => {
    // Git packs the refs just after the first name of the folder was seen.
    if (name === 'refs/heads/a') git(path, ['pack-refs', '--all', '--prune'])
    return false
  }
  expect(listLooseRefs(gitDir, 'refs/heads/', SHA1, packed)).toEqual([])
  expect([...store.list('refs/heads/')].map(({ name, value }) => `${name} ${value.kind}`)).toEqual(
    ['a', 'b', 'c', 'main'].map((name) => `refs/heads/${name} direct`),
  )
})

test('What is no file in the place of a ref is a broken ref', () => {
  const path = makeRepository()
  run('mkfifo', [join(path, '.git/refs/heads/pipe')])
  using repo = open(path)
  expect(repo.refStore.read('refs/heads/pipe')).toEqual({ kind: 'broken' })
  expect([...repo.refStore.list('refs/heads/')].map(({ value }) => value.kind)).toEqual(['direct', 'broken'])
})

test('FilesRefStore.listReflogs() names every ref with a log, those of this worktree and the common ones', () => {
  const path = makeRepository()
  for (const name of ['a/c', 'a-b', 'dir/x']) git(path, ['branch', name])
  git(path, ['worktree', 'add', '-q', join(path, '../linked'), '-b', 'linked'])
  using repo = open(join(path, '../linked'))
  expect([...repo.refStore.listReflogs()]).toEqual([
    'HEAD',
    ...['a/c', 'a-b', 'dir/x', 'linked', 'main'].map((name) => `refs/heads/${name}`),
  ])
})
