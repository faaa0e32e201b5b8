import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as git from '../../src/isomorphic-git/index.js'
import * as realGit from '../support/git.js'
import { makeHistory } from '../support/repositories.js'

const { gitText, initRepository, temporaryFolder } = realGit

function commitFile(dir: string, name: string, content: string): string {
  writeFileSync(join(dir, name), content)
  realGit.git(dir, ['add', '.'])
  realGit.git(dir, ['commit', '--quiet', '--message', name])
  return gitText(dir, ['rev-parse', 'HEAD'])
}

/** A commit of the empty tree with `headers` behind it, whatever git thinks of them. */
function writeCommit(dir: string, headers: string): string {
  const tree = gitText(dir, ['hash-object', '-t', 'tree', '-w', '--stdin'], '')
  const text = `tree ${tree}\n${headers}\nmessage\n`
  return gitText(dir, ['hash-object', '-t', 'commit', '--literally', '-w', '--stdin'], text)
}

describe('drop-in functions', () => {
  test('read a linked worktree, whose .git is a file', async () => {
    const dir = initRepository(join(temporaryFolder(), 'main'))
    const oid = commitFile(dir, 'file', 'text')
    const linked = join(dir, '..', 'linked')
    realGit.git(dir, ['worktree', 'add', '--quiet', '-b', 'other', linked])
    expect(await git.currentBranch({ dir: linked })).toBe('other')
    expect(await git.resolveRef({ dir: linked, ref: 'HEAD' })).toBe(oid)
    expect(await git.getConfig({ dir: linked, path: 'core.bare' })).toBe(false)
    expect(await git.listFiles({ dir: linked })).toEqual(['file'])
  })

  test.each([{ init: ['--object-format=sha256'] }, { init: ['--bare'] }])(
    'read a repository made by %o',
    async ({ init }) => {
      const gitdir = makeHistory(join(temporaryFolder(), 'repository'), { commits: 5, seed: 1, init })
      const place = init.includes('--bare') ? { gitdir } : { dir: gitdir }
      const log = await git.log(place)
      expect(log.map(({ oid }) => oid)).toEqual(gitText(gitdir, ['rev-list', 'HEAD']).split('\n'))
      const files = await git.listFiles({ ...place, ref: 'HEAD' })
      expect(files.length).toBe(gitText(gitdir, ['ls-tree', '-r', 'HEAD']).split('\n').length)
    },
  )

  test('see what is committed, packed and configured after the first call', async () => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    const first = commitFile(dir, 'a', '1')
    expect(await git.resolveRef({ dir, ref: 'main' })).toBe(first)
    const second = commitFile(dir, 'b', '2')
    realGit.git(dir, ['gc', '--quiet'])
    realGit.git(dir, ['config', 'remote.origin.url', 'there'])
    expect(await git.resolveRef({ dir, ref: 'main' })).toBe(second)
    expect((await git.log({ dir })).map(({ oid }) => oid)).toEqual([second, first])
    expect(await git.listRemotes({ dir })).toEqual([{ remote: 'origin', url: 'there' }])
  })

  test('see another repository that takes the place of one', async () => {
    const folder = temporaryFolder()
    const dir = initRepository(join(folder, 'place'))
    const first = commitFile(dir, 'a', '1')
    const other = initRepository(join(folder, 'other'))
    commitFile(other, 'b', '2')
    expect((await git.readCommit({ dir, oid: first })).oid).toBe(first)
    renameSync(dir, join(folder, 'away'))
    renameSync(other, dir)
    await expect(git.readCommit({ dir, oid: first })).rejects.toMatchObject({ code: 'NotFoundError' })
    expect(await git.listFiles({ dir })).toEqual(['b'])
  })

  test('read many repositories in turn, and close those that were not asked for', async () => {
    const folder = temporaryFolder()
    const repositories = Array.from({ length: 10 }, (_, i) => {
      const dir = initRepository(join(folder, `${i}`))
      return { dir, oid: commitFile(dir, 'file', `${i}`) }
    })
    for (let round = 0; round < 2; round++) {
      for (const [i, { dir, oid }] of repositories.entries()) {
        const { blob } = await git.readBlob({ dir, oid, filepath: 'file' })
        expect(Buffer.from(blob).toString()).toBe(`${i}`)
      }
    }
    for (const place of repositories) git.closeRepository(place)
  })

  test('find notes that git has spread over folders', async () => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    const oid = commitFile(dir, 'a', '1')
    realGit.git(dir, ['notes', 'add', '--message', 'note', oid])
    const note = gitText(dir, ['rev-parse', `refs/notes/commits:${oid}`])
    const path = `${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid.slice(4)}`
    const input = `commit refs/notes/commits\ncommitter x <y> 0 +0000\ndata 0\ndeleteall\nM 100644 ${note} ${path}\n`
    realGit.git(dir, ['fast-import', '--quiet', '--force'], input)
    expect(await git.listNotes({ dir })).toEqual([{ target: oid, note }])
    expect(Buffer.from(await git.readNote({ dir, oid })).toString()).toBe('note\n')
    const none = oid.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))
    await expect(git.readNote({ dir, oid: none })).rejects.toMatchObject({ code: 'NotFoundError' })
  })

  test.each(['..', '.git', '.GIT', 'git~1', 'a\\b'])(
    'refuse a tree with an entry called %j',
    async (name) => {
      const dir = initRepository(join(temporaryFolder(), 'repository'))
      const blob = gitText(dir, ['hash-object', '-w', '--stdin'], 'x')
      const content = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')])
      const oid = gitText(dir, ['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'], content)
      await expect(git.readTree({ dir, oid })).rejects.toMatchObject({
        code: 'UnsafeFilepathError',
        data: { filepath: name },
      })
      await expect(git.readBlob({ dir, oid, filepath: name })).rejects.toMatchObject({
        code: 'UnsafeFilepathError',
        data: { filepath: name },
      })
    },
  )

  test.each([
    [
      'A U Thor <a@b> 1312735823 +051800',
      { name: 'A U Thor', timestamp: 1_312_735_823, timezoneOffset: -318 },
    ],
    ['A <x> <y@z> 12 -0730', { name: 'A <x>', email: 'y@z', timestamp: 12, timezoneOffset: 450 }],
    ['A U Thor<a@b> 12 +0000', { name: 'A U Thor', email: 'a@b' }],
    ['<a@b> 12 +0000', { name: '', email: 'a@b' }],
  ])('read a commit by %j', async (author, expected) => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    const oid = writeCommit(dir, `author ${author}\ncommitter ${author}\n`)
    const [result] = await git.log({ dir, ref: oid })
    expect(result!.commit.author).toMatchObject(expected)
  })

  test('name the commit whose author cannot be read, and do not take long over it', async () => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    for (const author of ['nobody', '<'.repeat(3_000_000), '<> '.repeat(1_000_000), ' <'.repeat(1_000_000)]) {
      const oid = writeCommit(dir, `author ${author}\ncommitter C <c@d> 12 +0000\n`)
      await expect(git.readCommit({ dir, oid })).rejects.toMatchObject({
        code: 'InternalError',
        message: expect.stringContaining(oid) as string,
      })
    }
  })

  test('go through commits that do not say who made them', async () => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    const first = writeCommit(dir, '')
    const second = writeCommit(dir, `parent ${first}\ncommitter C <c@d> 12 +0000\n`)
    const oids = async (args: object): Promise<string[]> =>
      (await git.log({ dir, ref: second, ...args })).map(({ oid }) => oid)
    expect(await oids({})).toEqual([second, first])
    expect(await oids({ author: '.' })).toEqual([])
    expect(await oids({ since: new Date(1000) })).toEqual([second])
  })

  test('find nothing below a submodule', async () => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    const oid = commitFile(dir, 'a', '1')
    realGit.git(dir, ['update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`])
    realGit.git(dir, ['commit', '--quiet', '--message', 'module'])
    const missing = { code: 'NotFoundError', data: { what: expect.stringContaining('module/x') as string } }
    const head = await git.resolveRef({ dir, ref: 'HEAD' })
    await expect(git.readBlob({ dir, oid: head, filepath: 'module/x' })).rejects.toMatchObject(missing)
    expect(await git.log({ dir, filepath: 'module/x', force: true })).toEqual([])
    expect((await git.log({ dir, filepath: 'a', force: true })).map((commit) => commit.oid)).toEqual([oid])
  })

  test('take names for what git takes them', async () => {
    const dir = initRepository(join(temporaryFolder(), 'repository'))
    const oid = commitFile(dir, 'a', '1')
    realGit.git(dir, ['update-ref', 'refs/remotes/origin/main', oid])
    realGit.git(dir, ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'])
    expect(await git.expandRef({ dir, ref: 'origin' })).toBe('refs/remotes/origin/HEAD')
    mkdirSync(join(dir, '.git', 'refs', 'x'))
    writeFileSync(join(dir, '.git', 'refs', 'x', 'one'), 'ref: refs/x/two\n')
    writeFileSync(join(dir, '.git', 'refs', 'x', 'two'), 'ref: refs/x/one\n')
    await expect(git.resolveRef({ dir, ref: 'refs/x/one' })).rejects.toMatchObject({ code: 'InternalError' })
  })

  test('say what is missing', async () => {
    const dir = temporaryFolder()
    const oid = '1'.repeat(40)
    const notFound = { code: 'NotFoundError', isIsomorphicGitError: true }
    await expect(git.readBlob({ dir, oid })).rejects.toMatchObject({ ...notFound, caller: 'git.readBlob' })
    await expect(git.resolveRef({ dir, ref: 'HEAD' })).rejects.toMatchObject(notFound)
    await expect(git.currentBranch({})).rejects.toMatchObject({
      code: 'MissingParameterError',
      data: { parameter: 'gitdir' },
    })
    await expect(git.findRoot({ filepath: dir })).rejects.toBeInstanceOf(git.Errors.NotFoundError)
  })
})
