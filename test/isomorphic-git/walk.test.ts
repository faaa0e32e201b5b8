import fs, { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as isomorphicGit from 'isomorphic-git'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeRepository, TREE, walk, type WalkerEntry } from '../../src/isomorphic-git/index.js'
import { gitText, initRepository, scratchFolder } from '../support/git.js'
import { makeRepository } from './support.js'

const scratch = scratchFolder()
const dir = join(scratch, 'repository')
let commits: string[]

beforeAll(() => {
  makeRepository(dir, 40, 11)
  commits = gitText(dir, ['rev-list', '--all']).split('\n')
})

afterAll(() => {
  closeRepository({ dir })
  rmSync(scratch, { recursive: true, force: true })
})

type Entries = (WalkerEntry | null)[]

async function described(path: string, entries: Entries): Promise<unknown> {
  const all = entries.map(async (entry) => {
    if (!entry) return null
    const content = await entry.content()
    const text = content && Buffer.from(content).toString('latin1')
    await expect(entry.stat()).resolves.toBeUndefined()
    return [await entry.type(), await entry.mode(), await entry.oid(), text]
  })
  return [path, await Promise.all(all)]
}

/** What both walk for the same refs; `git` is one of the two modules. */
function walks(refs: readonly string[], options: object): Promise<[unknown, unknown]> {
  const ours = walk({ dir, trees: refs.map((ref) => TREE({ ref })), ...options })
  const trees = refs.map((ref) => isomorphicGit.TREE({ ref }))
  const theirs = isomorphicGit.walk({ fs, dir, trees, ...options })
  return Promise.all([ours, theirs])
}

describe('walk', () => {
  test('gives map what each tree has at each path, in the same order', async () => {
    for (let i = 0; i + 3 < commits.length; i += 5) {
      const refs = commits.slice(i, i + 3)
      const [ours, theirs] = await walks(refs, { map: described })
      expect(ours).toEqual(theirs)
    }
  })

  test('leaves out what is below a path for which map gives null', async () => {
    const map = async (path: string, entries: Entries): Promise<unknown> =>
      path === 'dir' ? null : await described(path, entries)
    const [ours, theirs] = await walks([commits[0]!, commits[9]!], { map })
    expect(ours).toEqual(theirs)
  })

  test('puts results together by reduce, and goes through them by iterate', async () => {
    const order: string[] = []
    const options = {
      map: (path: string) => {
        order.push(path)
        return Promise.resolve(path)
      },
      reduce: (parent: string, children: unknown[]) => Promise.resolve({ parent, children }),
      iterate: async (step: (child: unknown) => Promise<unknown>, children: Iterable<unknown>) => {
        const results: unknown[] = []
        for (const child of children) results.push(await step(child))
        return results
      },
    }
    const [ours, theirs] = await walks([commits[0]!, commits[8]!], options)
    expect(ours).toEqual(theirs)
    const half = order.length / 2
    expect(order.slice(half)).toEqual(order.slice(0, half))
  })

  test('gives entries where there is no map', async () => {
    const entries = (await walk({ dir, trees: [TREE()] })) as WalkerEntry[][]
    const oids = await Promise.all(entries.flat().map((entry) => entry.oid()))
    const listed = gitText(dir, ['ls-tree', '-r', '-t', '--format=%(objectname)', 'HEAD']).split('\n')
    expect([...oids].sort()).toEqual([gitText(dir, ['rev-parse', 'HEAD^{tree}']), ...listed].sort())
  })

  test('takes a branch without commits for an empty tree', async () => {
    const unborn = initRepository(join(scratch, 'unborn'))
    expect(await walk({ dir: unborn, trees: [TREE()], map: (path) => Promise.resolve(path) })).toEqual(['.'])
    await expect(walk({ dir: unborn, trees: [TREE({ ref: 'other' })] })).rejects.toMatchObject({
      code: 'NotFoundError',
      caller: 'git.walk',
    })
    closeRepository({ dir: unborn })
  })

  test('refuses what is not its own TREE', async () => {
    const trees = [isomorphicGit.WORKDIR()] as never
    await expect(walk({ dir, trees })).rejects.toMatchObject({ code: 'InternalError' })
  })
})
