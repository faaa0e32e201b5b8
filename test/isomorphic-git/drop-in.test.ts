import { rmSync } from 'node:fs'
import fs from 'node:fs'
import { join } from 'node:path'
import isomorphicGit from 'isomorphic-git'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import packmapGit, { closeRepository } from '../../src/isomorphic-git/index.js'
import { gitText, scratchFolder } from '../support/git.js'
import { makeRepository, makeRow } from './support.js'

/** Compiles only if each of packmap's functions can stand where isomorphic-git's does. */
type Functions = Exclude<keyof typeof packmapGit & keyof typeof isomorphicGit, 'Errors' | 'TREE' | 'walk'>
const dropIn: Pick<typeof isomorphicGit, Functions> = packmapGit

type Arguments = Record<string, unknown>
type Answer = { readonly is: unknown } | { readonly code: unknown; readonly data: unknown }

const scratch = scratchFolder()
const dir = join(scratch, 'repository')
const objects: string[] = []
const commits: string[] = []

beforeAll(() => {
  makeRepository(dir, 40, 3)
  objects.push(
    ...gitText(dir, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).split('\n'),
  )
  commits.push(...gitText(dir, ['rev-list', '--all']).split('\n'))
})

afterAll(() => {
  closeRepository({ dir })
  rmSync(scratch, { recursive: true, force: true })
})

async function answerOf(git: object, name: string, args: Arguments): Promise<Answer> {
  const called = (git as Record<string, (args: Arguments) => Promise<unknown>>)[name]!
  try {
    return { is: plain(await called({ fs, dir, ...args })) }
  } catch (error) {
    const { code, data, caller } = error as { code: unknown; data: object; caller: unknown }
    expect(caller).toBe(`git.${name}`)
    // What is missing is told in each library's own words, unless it is a name.
    return { code, data: code === 'NotFoundError' || code === 'InternalError' ? {} : { ...data } }
  }
}

/** Bytes as text, so that a Buffer equals a Uint8Array; what is lazy is looked at. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
}

async function expectSame(name: string, args: Arguments): Promise<void> {
  const [ours, theirs] = [await answerOf(dropIn, name, args), await answerOf(isomorphicGit, name, args)]
  expect(ours, `${name} ${JSON.stringify(args)}`).toEqual(theirs)
}

describe('the drop-in functions answer as isomorphic-git does', () => {
  test('for every object', async () => {
    for (const oid of objects) {
      for (const name of ['readBlob', 'readCommit', 'readTree', 'readTag']) await expectSame(name, { oid })
      for (const format of ['deflated', 'wrapped', 'content', 'parsed'])
        await expectSame('readObject', { oid, format })
    }
  })

  test.each([
    '',
    'a',
    'dir',
    'dir/sub',
    'dir/sub/c',
    'naïve é.txt',
    'nothing',
    'dir/nothing',
    'a/below-a-file',
    '/a',
    'dir/',
  ])('for the path %j in commits, trees and blobs', async (filepath) => {
    for (const oid of objects.filter((_, i) => i % 7 === 0)) {
      for (const name of ['readBlob', 'readTree', 'readObject']) await expectSame(name, { oid, filepath })
    }
    await expectSame('readObject', { oid: commits[0], filepath, encoding: 'utf8' })
  })

  test.each(['0'.repeat(40), '4b825dc642cb6eb9a060e54bf8d69288fbee4904', 'abc', 'HEAD', ''])(
    'for the oid %j',
    async (oid) => {
      for (const name of ['readBlob', 'readCommit', 'readTree', 'readTag', 'readObject'])
        await expectSame(name, { oid })
    },
  )

  test('for abbreviations', async () => {
    const prefixes = objects.flatMap((oid) => [oid.slice(0, 4), oid.slice(0, 7), oid])
    for (const oid of [...prefixes, 'ffff0', '0000']) await expectSame('expandOid', { oid })
  })

  test.each([
    'HEAD',
    'main',
    'topic/one',
    'heads/topic/one',
    'refs/heads/main',
    'annotated',
    'origin/main',
    'remotes/origin/HEAD',
    'refs/notes/commits',
    'nothing',
    'config',
    'index',
    'refs/heads/../heads/main.lock',
    'ref: refs/heads/main',
  ])('for the ref %j', async (ref) => {
    await expectSame('resolveRef', { ref })
    for (const depth of [0, 1, 2, 3]) await expectSame('resolveRef', { ref, depth })
    if (!ref.startsWith('ref: ')) await expectSame('expandRef', { ref })
  })

  test('for lists of refs, the current branch, remotes and configuration', async () => {
    await expectSame('listBranches', {})
    await expectSame('listBranches', { remote: 'origin' })
    await expectSame('listBranches', { remote: 'none' })
    await expectSame('listTags', {})
    await expectSame('listRefs', { filepath: 'refs/remotes' })
    await expectSame('listRefs', { filepath: 'refs/heads' })
    for (const fullname of [true, false]) await expectSame('currentBranch', { fullname, test: true })
    await expectSame('listRemotes', {})
    for (const path of [
      'core.bare',
      'core.filemode',
      'remote.origin.url',
      'remote.origin.fetch',
      'no.such',
    ]) {
      await expectSame('getConfig', { path })
      await expectSame('getConfigAll', { path })
    }
  })

  test('for files of the index and of commits', async () => {
    await expectSame('listFiles', {})
    for (const ref of ['HEAD', 'annotated', 'nothing', commits.at(-1)!, 'of-a-blob'])
      await expectSame('listFiles', { ref })
    await expectSame('findRoot', { filepath: join(dir, 'dir/sub') })
    await expectSame('findRoot', { filepath: '/' })
  })

  test('for notes', async () => {
    await expectSame('listNotes', {})
    await expectSame('listNotes', { ref: 'refs/notes/none' })
    for (const oid of [...commits.slice(0, 4), 'none']) await expectSame('readNote', { oid })
  })

  test('for arguments that are missing', async () => {
    const needed = ['readBlob', 'readCommit', 'readTree', 'readTag', 'readObject', 'expandOid', 'resolveRef']
    for (const name of [...needed, 'expandRef', 'getConfig', 'readNote']) await expectSame(name, {})
  })

  test('for hashes of contents', async () => {
    for (const object of ['', 'text\n', 'Grüße', Uint8Array.of(0, 255)])
      await expectSame('hashBlob', { object })
  })

  test('for ancestors of every two commits, and of three', async () => {
    for (const [i, oid] of commits.entries()) {
      const other = commits[(i * 7 + 3) % commits.length]!
      const third = commits[(i * 5 + 1) % commits.length]!
      for (const oids of [[oid], [oid, other], [oid, other, third]]) {
        const [ours, theirs] = await Promise.all(
          [dropIn, isomorphicGit].map(
            async (git) => (await git.findMergeBase({ fs, dir, oids })) as string[],
          ),
        )
        expect([...ours!].sort(), oids.join(' ')).toEqual([...theirs!].sort())
      }
      await expectSame('isDescendent', { oid, ancestor: other })
      await expectSame('isDescendent', { oid, ancestor: other, depth: 4 })
      await expectSame('isDescendent', { oid, ancestor: objects[0] })
    }
  })

  test.each([
    {},
    { depth: 1 },
    { depth: 7 },
    { ref: 'annotated' },
    { ref: 'signed', includeChanges: true },
    { since: new Date(1_150_000_000_000) },
    { since: new Date(1_300_000_000_000) },
    { author: '^a u' },
    { author: 'nobody', depth: 3 },
    { depth: 20, includeChanges: true },
    { ref: 'nothing' },
    { ref: 'of-a-blob' },
  ])('for history %j', async (args) => {
    const [ours, theirs] = [await answerOf(dropIn, 'log', args), await answerOf(isomorphicGit, 'log', args)]
    // Where dates run backward isomorphic-git shows commits again.
    expect(ours).toEqual('is' in theirs ? { is: distinct(theirs.is as { oid: string }[]) } : theirs)
  })
})

function distinct(commits: readonly { oid: string }[]): unknown[] {
  return commits.filter(({ oid }, i) => commits.findIndex((other) => other.oid === oid) === i)
}

describe('log of a file, in a history in a row', () => {
  let path: string
  beforeAll(() => {
    path = makeRow(join(scratch, 'row'), 50, 5)
  })
  afterAll(() => {
    closeRepository({ dir: path })
  })

  const files = ['a', 'b', 'dir/c', 'dir', 'never', 'dir/d']
  const ways = [{}, { force: true }, { follow: true }, { force: true, follow: true }]
  test.each(files.flatMap((filepath) => ways.map((way) => ({ filepath, ...way }))))('%j', async (args) => {
    for (const ref of ['main', 'main~17', 'main~47']) {
      const oid = gitText(path, ['rev-parse', ref])
      await expectSame('log', { dir: path, ref: oid, ...args })
      const since = new Date(1_200_000_025_000)
      await expectSame('log', { dir: path, ref: oid, since, author: 'two', ...args })
    }
  })

  test('ends with as many commits as are asked for', async () => {
    const all = await packmapGit.log({ dir: path, filepath: 'a', force: true })
    expect(await packmapGit.log({ dir: path, filepath: 'a', force: true, depth: 3 })).toEqual(all.slice(0, 3))
  })
})
