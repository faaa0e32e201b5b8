import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeHex } from '../../../src/object/oid.js'
import { Repository } from '../../../src/repo/repository.js'
import { isPlain } from '../../../src/repo/walk/plain-walk.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'
import { tangledHistory } from '../../support/tangled-history.js'

/** More than the arrays of a walk have room for at first. */
const COMMITS = 1500
const scratch = scratchFolder()
let path: string

beforeAll(() => {
  path = initRepository(join(scratch, 'tangled.git'), '--bare')
  git(path, ['fast-import', '--quiet', '--date-format=raw'], tangledHistory(COMMITS, 9))
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Commits behind some oids, each with its tree. */
function walked(repo: string, tips: readonly string[]): string[] {
  using opened = Repository.open(repo, { env: {} })
  const walk = opened.walks.ofAllCommits({}, [])!
  for (const tip of tips) expect(walk.addTip(tip)).toBe(true)
  const lines: string[] = []
  walk.walk(({ oid, tree }) => {
    lines.push(`${encodeHex(oid)} ${encodeHex(tree)}`)
  })
  return lines
}

function byGit(repo: string, tips: readonly string[]): string[] {
  return gitText(repo, ['log', '--format=%H %T', ...tips]).split('\n')
}

const tipsOf = (repo: string, pattern: string): string[] =>
  gitText(repo, ['for-each-ref', '--format=%(objectname)', pattern]).split('\n')

const copyOf = (name: string): string => {
  const copy = join(scratch, name)
  git(scratch, ['clone', '--quiet', '--bare', path, copy])
  return copy
}

describe('PlainWalk', () => {
  it.each(['refs/heads/main', 'refs/heads', 'refs/tags'])('gives what git does from %s', (pattern) => {
    const tips = tipsOf(path, pattern)
    expect(walked(path, tips)).toEqual(byGit(path, tips))
  })

  it('gives nothing without a tip', () => {
    expect(walked(path, [])).toEqual([])
  })

  it('follows replacements, grafts and the borders of shallow clones', () => {
    const [first, , third] = tipsOf(path, 'refs/heads') as [string, string, string]
    const replaced = copyOf('replaced.git')
    git(replaced, ['replace', first, gitText(replaced, ['rev-parse', 't700'])])
    expect(walked(replaced, [first, third])).toEqual(byGit(replaced, [first, third]))

    const grafted = copyOf('grafted.git')
    mkdirSync(join(grafted, 'info'), { recursive: true })
    const parents = gitText(grafted, ['rev-parse', 't3', 't1000', 't900'])
    writeFileSync(join(grafted, 'info', 'grafts'), `${first} ${parents.split('\n').join(' ')}\n`)
    expect(walked(grafted, [first])).toEqual(byGit(grafted, [first]))

    // Of two lines about a commit the first holds, and one with two spaces in a row is none.
    const [other, last] = gitText(grafted, ['rev-parse', 't30', 't60']).split('\n') as [string, string]
    const lines = [`${first}  ${last}`, `${first} ${other}`, `${first} ${last}`, ` ${third} ${last}`]
    writeFileSync(join(grafted, 'info', 'grafts'), `# comment\n\n${lines.join('\n')}\n`)
    expect(walked(grafted, [first, third])).toEqual(byGit(grafted, [first, third]))

    const shallow = join(scratch, 'shallow.git')
    git(scratch, ['clone', '--quiet', '--bare', '--depth=9', `file://${path}`, shallow])
    const [tip] = tipsOf(shallow, 'refs/heads') as [string]
    expect(walked(shallow, [tip])).toEqual(byGit(shallow, [tip]))
  })

  it('takes links from a commit-graph', () => {
    const graph = copyOf('graph.git')
    git(graph, ['commit-graph', 'write', '--reachable'])
    const tips = tipsOf(graph, 'refs/heads')
    expect(walked(graph, tips)).toEqual(byGit(graph, tips))
  })

  it('takes no tip that is missing or no commit, and ends at a parent that is missing', () => {
    using repo = Repository.open(path, { env: {} })
    const walk = repo.walks.ofAllCommits({}, [])!
    expect(walk.addTip(gitText(path, ['rev-parse', 'main^{tree}']))).toBe(false)
    expect(walk.addTip('1'.repeat(40))).toBe(false)
    const raw = `tree ${gitText(path, ['rev-parse', 'main^{tree}'])}\nparent ${'1'.repeat(40)}\n\n`
    const child = git(path, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], raw).toString()
    expect(walk.addTip(child.trim())).toBe(true)
    expect(() => {
      walk.walk(() => undefined)
    }).toThrow('1'.repeat(40))
  })
})

describe('isPlain()', () => {
  const tip = { oid: '1'.repeat(40), isExcluded: false }

  it.each([
    [{}, true],
    [{ order: 'default', skip: 0, minParents: 0, limit: Infinity, reverse: false }, true],
    [{ fullHistory: true, sparse: true }, true],
    [{ order: 'date' }, false],
    [{ reverse: true }, false],
    [{ limit: 0 }, false],
    [{ skip: 1 }, false],
    [{ since: 0 }, false],
    [{ until: 0 }, false],
    [{ sinceAsFilter: 0 }, false],
    [{ maxParents: 1 }, false],
    [{ paths: ['a'] }, false],
    [{ missing: 'skip' }, false],
    [{ matches: () => true }, false],
    [{ noWalk: 'unsorted' }, false],
  ] as const)('says of %o: %s', (options, expected) => {
    expect(isPlain(options, [tip])).toBe(expected)
  })

  it('says no where a tip is excluded, or one side of a symmetric difference', () => {
    expect(isPlain({}, [tip, { ...tip, isExcluded: true }])).toBe(false)
    expect(isPlain({}, [{ ...tip, isLeft: true }, tip])).toBe(false)
  })
})
