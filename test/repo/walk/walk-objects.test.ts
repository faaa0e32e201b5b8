import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ObjectNotFoundError } from '../../../src/odb/errors.js'
import { parsePathspec } from '../../../src/repo/pathspec/parse-pathspec.js'
import { Repository } from '../../../src/repo/repository.js'
import { blobsBelow, ofType, treesAbove, withoutBlobs } from '../../../src/repo/walk/object-filter.js'
import type { WalkObjectsOptions } from '../../../src/repo/walk/walked.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'
import { tangledHistory } from '../../support/tangled-history.js'

let scratch: string
let path: string
let repo: Repository

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'history.git'), '--bare')
  git(path, ['fast-import', '--quiet', '--date-format=raw'], tangledHistory(80, 7))
  git(path, ['tag', '-a', '-m', 'x', 'annotated', 't70'])
  repo = Repository.open(path, { env: {} })
})

afterAll(() => {
  repo.close()
  rmSync(scratch, { recursive: true, force: true })
})

/** Lines as git rev-list --objects prints them. */
function lines(from: Repository, options: WalkObjectsOptions): string[] {
  return [...from.walkObjects(options)].map(({ oid, type, path: name, missing }) => {
    const mark = missing === undefined ? '' : `${missing} `
    return mark + (type === 'commit' ? oid : `${oid} ${Buffer.from(name).toString()}`)
  })
}

function byGit(cwd: string, ...args: string[]): string[] {
  return gitText(cwd, ['rev-list', '--objects', ...args]).split('\n')
}

describe('walkObjects() gives what git rev-list --objects gives', () => {
  const filters: readonly (readonly [string, WalkObjectsOptions])[] = [
    ['--all-objects', {}],
    ['--filter=blob:none', { filter: withoutBlobs() }],
    ['--filter=tree:2', { filter: treesAbove(2) }],
    ['--filter=object:type=tree', { filter: ofType('tree') }],
  ]
  test.each(filters)('with %s', (flag, options) => {
    const args = flag === '--all-objects' ? [] : [flag]
    expect(lines(repo, { ...options, revisions: ['main'] })).toEqual(byGit(path, ...args, 'main'))
  })

  test('with a limit on the sizes of blobs', () => {
    const filter = blobsBelow(2, (oid) => repo.readHeader(oid).size)
    expect(lines(repo, { filter })).toEqual(byGit(path, '--filter=blob:limit=2', 'HEAD'))
  })

  test('of ranges, and of what is named itself', () => {
    expect(lines(repo, { revisions: ['t40..main'] })).toEqual(byGit(path, 't40..main'))
    expect(lines(repo, { revisions: ['main:dir', 't3'] })).toEqual(byGit(path, 'main:dir', 't3'))
    const both = 'annotated...t40'
    expect(lines(repo, { revisions: [both] })).toEqual(byGit(path, both))
    expect(lines(repo, { revisions: [both] }).some((line) => line.endsWith(' annotated'))).toBe(true)
  })

  test('limited to paths', () => {
    const pathspec = parsePathspec(['dir', ':!dir/sub'], { prefix: '', workTree: undefined, gitDir: path })
    expect(lines(repo, { pathspec })).toEqual(byGit(path, 'HEAD', '--', 'dir', ':!dir/sub'))
  })
})

describe('missing objects', () => {
  /** A copy whose objects are loose, without some. */
  function without(oids: readonly string[]): string {
    const copy = initRepository(join(scratch, `without-${readdirSync(scratch).length}.git`), '--bare')
    git(copy, ['unpack-objects', '-q'], git(path, ['pack-objects', '--all', '--stdout', '-q'], ''))
    git(copy, ['update-ref', 'refs/heads/main', gitText(path, ['rev-parse', 'main'])])
    for (const oid of oids) rmSync(join(copy, 'objects', oid.slice(0, 2), oid.slice(2)))
    return copy
  }

  test('are an error, left out, or reported as lost', () => {
    const [blob, tree] = [gitText(path, ['rev-parse', 'main:a']), gitText(path, ['rev-parse', 'main:dir'])]
    using broken = Repository.open(without([blob, tree]), { env: {} })
    expect(() => lines(broken, {})).toThrow(ObjectNotFoundError)
    const skipped = lines(broken, { missing: 'skip' })
    expect(skipped).toEqual(byGit(broken.gitDir, '--missing=allow-any', 'HEAD'))
    const reported = lines(broken, { missing: 'report' }).filter((line) => line.startsWith('lost'))
    expect(reported.map((line) => line.split(' ')[1]).sort()).toEqual([blob, tree].sort())
  })

  test('are told of together, and found if they have been brought', () => {
    const missing = ['main:a', 'main:dir'].map((name) => gitText(path, ['rev-parse', name]))
    using broken = Repository.open(without(missing), { env: {} })
    const asked: (readonly string[])[] = []
    const onMissing = (oids: readonly string[]): void => {
      asked.push(oids)
      const pack = git(path, ['pack-objects', '--stdout', '-q'], oids.map((oid) => `${oid}\n`).join(''))
      git(broken.gitDir, ['unpack-objects', '-q'], pack)
    }
    expect(lines(broken, { onMissing })).toEqual(byGit(path, 'main'))
    expect(asked.map((oids) => [...oids].sort())).toEqual([[...missing].sort()])
  })

  test('that are commits end, cut or mark a walk', () => {
    const parent = gitText(path, ['rev-parse', 'main~2'])
    using broken = Repository.open(without([parent]), { env: {} })
    const walk = (missing: 'error' | 'skip' | 'report') => [...broken.walk({ missing })]
    expect(() => walk('error')).toThrow(ObjectNotFoundError)
    expect(walk('skip').map(({ oid }) => oid)).not.toContain(parent)
    expect(walk('report').find(({ oid }) => oid === parent)?.missing).toBe('lost')
    const found: string[] = []
    expect(() => [
      ...broken.walk({
        onMissing: (oids) => {
          found.push(...oids)
        },
      }),
    ]).toThrow(ObjectNotFoundError)
    expect(found).toEqual([parent])
  })

  test('are promised where a partial clone says so', () => {
    git(path, ['config', 'uploadpack.allowFilter', 'true'])
    const clone = join(scratch, 'partial.git')
    git(scratch, ['clone', '--quiet', '--bare', '--filter=blob:none', `file://${path}`, clone])
    using partial = Repository.open(clone, { env: {} })
    const found = [...partial.walkObjects({ revisions: ['main'], missing: 'report' })]
    const blobs = found.filter(({ type }) => type === 'blob')
    expect(blobs.length).toBeGreaterThan(0)
    expect(blobs.every(({ missing }) => missing === 'promised')).toBe(true)
    expect(found.filter(({ type }) => type !== 'blob').every(({ missing }) => missing === undefined)).toBe(
      true,
    )
  })
})

test('walks follow grafts, shallow commits and replacements as git does, objects included', () => {
  const copy = join(scratch, 'grafted.git')
  git(scratch, ['clone', '--quiet', '--bare', path, copy])
  const oid = (name: string): string => gitText(path, ['rev-parse', name])
  mkdirSync(join(copy, 'info'), { recursive: true })
  writeFileSync(join(copy, 'info', 'grafts'), `${oid('t70')} ${oid('t20')} ${oid('t31')}\n${oid('t60')}\n`)
  writeFileSync(join(copy, 'shallow'), `${oid('t15')}\n`)
  git(copy, ['replace', oid('main:dir'), oid('t5:dir')])
  using grafted = Repository.open(copy, { env: {} })
  for (const revisions of [['main'], ['t30..main'], ['left...right']]) {
    expect(lines(grafted, { revisions })).toEqual(byGit(copy, ...revisions))
  }
})
