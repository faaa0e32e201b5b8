import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Repository } from '../../../src/repo/repository.js'
import { git, initRepository, scratchFolder } from '../../support/git.js'

/** A partial clone that has commits and tags only, all else being promised. */
let scratch: string
let repo: Repository

beforeAll(() => {
  scratch = scratchFolder()
  const source = initRepository(join(scratch, 'source.git'), '--bare')
  const commit = (n: number): string =>
    `commit refs/heads/main\ncommitter C <c@d> ${1_700_000_000 + n} +0000\ndata 1\nm\nM 100644 inline top/f\ndata 1\n${n}\n`
  git(source, ['fast-import', '--quiet', '--date-format=raw'], [1, 2].map(commit).join('\n'))
  git(source, ['config', 'uploadpack.allowFilter', 'true'])
  const clone = join(scratch, 'clone.git')
  git(scratch, ['clone', '--quiet', '--bare', '--filter=tree:0', pathToFileURL(source).href, clone])
  repo = Repository.open(clone, { env: {} })
})

afterAll(() => {
  repo.close()
  rmSync(scratch, { recursive: true, force: true })
})

describe('a promised tree that is not here', () => {
  test.each<[string, () => unknown]>([
    ['a walk with a path', () => [...repo.walk({ paths: ['top'] })]],
    ['a walk over objects', () => [...repo.walkObjects({})]],
    ['a comparison', () => [...repo.diff('HEAD~1', 'HEAD')]],
    ['readTree()', () => repo.readTree('HEAD')],
    ['a path', () => repo.resolve('HEAD:top')],
    ['a path within a folder', () => repo.resolve('HEAD:top/f')],
    ['a path that is empty', () => repo.resolve('HEAD:')],
    ['a peeled revision', () => repo.resolve('HEAD^{tree}')],
    ['its header', () => repo.readHeader(repo.readCommit('HEAD').tree)],
  ])('is promised to %s', (_, ask) => {
    expect(ask).toThrow(expect.objectContaining({ code: 'OBJECT_NOT_FOUND', promised: true }))
  })
})
