import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHA1, SHA256 } from '../../../src/object/hash-algorithm.js'
import { murmur3 } from '../../../src/repo/commit-graph/bloom-filter.js'
import { openCommitGraph } from '../../../src/repo/commit-graph/commit-graph.js'
import { CorruptGraphError } from '../../../src/repo/commit-graph/errors.js'
import { Repository } from '../../../src/repo/repository.js'
import { git, gitText, initRepository, scratchFolder, temporaryFolder } from '../../support/git.js'

let scratch: string
let path: string

/** A line of commits with a merge of every fourth, one of them of six parents, some dates beyond 32 bits. */
function stream(from: number, to: number): string {
  const lines: string[] = []
  // A commit of an earlier stream is named by an expression, one of this stream by its branch.
  const tag = (n: number): string => `refs/tags/t${n}${n < from ? '^0' : ''}`
  for (let i = from; i <= to; i++) {
    const date = i % 9 === 0 ? 6_000_000_000 + i : 1112911993 + i
    lines.push(`commit refs/tags/t${i}`, `committer C <c@d> ${date} +0000`, 'data 1', 'm')
    if (i > 1) lines.push(`from ${tag(i - 1)}`)
    if (i > 6 && i % 4 === 0) lines.push(`merge ${tag(i - 3)}`)
    if (i === 20) for (const n of [2, 5, 7, 9]) lines.push(`merge ${tag(n)}`)
    lines.push(`M 100644 inline f`, `data <<END`, `${i}`, `END`, '')
  }
  return [...lines, `reset refs/heads/main`, `from ${tag(to)}`, ''].join('\n')
}

const fastImport = (repo: string, from: number, to: number): void => {
  git(repo, ['fast-import', '--quiet', '--date-format=raw'], stream(from, to))
}

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'graph.git'), '--bare')
  fastImport(path, 1, 40)
  git(path, ['commit-graph', 'write', '--reachable'])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Every commit with tree, parents and date, as git reads them from the commits themselves. */
function linksByGit(repo: string): string[] {
  const format = '--format=%H %T %ct %P'
  const args = ['-c', 'core.commitGraph=false', 'log', '--no-walk=sorted', format, '--all', 'main']
  return gitText(repo, args).split('\n').sort()
}

function linksByGraph(repo: string, algorithm = SHA1): string[] {
  const graph = openCommitGraph([join(repo, 'objects')], algorithm)!
  const oids = gitText(repo, ['rev-list', '--all']).split('\n')
  return oids
    .map((oid) => {
      const { tree, parents, date } = graph.find(oid)!
      return `${oid} ${tree} ${date} ${parents.join(' ')}`
    })
    .sort()
}

function copy(): string {
  const to = join(temporaryFolder(), 'copy.git')
  cpSync(path, to, { recursive: true })
  return to
}

test('CommitGraph knows trees, parents and dates of every commit, an octopus among them', () => {
  expect(linksByGraph(path)).toEqual(linksByGit(path))
})

test('CommitGraph.find() is undefined for an oid that it does not have', () => {
  const graph = openCommitGraph([join(path, 'objects')], SHA1)!
  expect(graph.commitCount).toBe(40)
  for (const digit of '0123456789abcdef') expect(graph.find(digit.repeat(40))).toBeUndefined()
})

test('CommitGraph corrects dates so that each is above those of the parents', () => {
  const graph = openCommitGraph([join(path, 'objects')], SHA1)!
  for (const oid of gitText(path, ['rev-list', '--all']).split('\n')) {
    const { parents, generation, date } = graph.find(oid)!
    const above = Math.max(0, ...parents.map((parent) => graph.find(parent)!.generation!))
    expect(generation).toBe(Math.max(date, above + 1))
  }
})

test('CommitGraph reads a chain of layers', () => {
  const chained = initRepository(join(temporaryFolder(), 'chain.git'), '--bare')
  for (const [from, to] of [
    [1, 10],
    [11, 25],
    [26, 40],
  ] as const) {
    fastImport(chained, from, to)
    git(chained, ['commit-graph', 'write', '--reachable', '--split=no-merge'])
  }
  const folder = join(chained, 'objects', 'info', 'commit-graphs')
  expect(readdirSync(folder).filter((name) => name.endsWith('.graph')).length).toBe(3)
  expect(linksByGraph(chained)).toEqual(linksByGit(chained))
  const chain = join(folder, 'commit-graph-chain')
  const lines = readFileSync(chain, 'utf8')
  writeFileSync(chain, lines.split('\n').reverse().join('\n').trimStart())
  expect(() => openCommitGraph([join(chained, 'objects')], SHA1)).toThrow(CorruptGraphError)
  writeFileSync(chain, `${lines}../../../../x\n`)
  expect(() => openCommitGraph([join(chained, 'objects')], SHA1)).toThrow(/there is no layer/)
})

test('openCommitGraph() finds the graph of a directory that is borrowed from, and layers above it', () => {
  const folder = temporaryFolder()
  git(folder, ['clone', '--quiet', '--bare', '--shared', path, 'borrower.git'])
  using borrower = Repository.open(join(folder, 'borrower.git'), { env: {} })
  const graph = openCommitGraph(borrower.odb.directories, SHA1)!
  expect(graph.commitCount).toBe(40)
  expect(borrower.commits.hasGenerations).toBe(true)
})

test('CommitGraph reads the graph of a SHA-256 repository', () => {
  const sha256 = initRepository(join(temporaryFolder(), 'sha256.git'), '--bare', '--object-format=sha256')
  fastImport(sha256, 1, 20)
  git(sha256, ['commit-graph', 'write', '--reachable'])
  expect(linksByGraph(sha256, SHA256)).toEqual(linksByGit(sha256))
})

describe('Repository.walk() with a commit-graph', () => {
  test('gives what it gives without one', () => {
    using repo = Repository.open(path, { env: {} })
    const bare = copy()
    rmSync(join(bare, 'objects', 'info', 'commit-graph'))
    using without = Repository.open(bare, { env: {} })
    for (const order of ['default', 'topo', 'date'] as const) {
      const options = { revisions: ['main', '^t10'], order }
      expect([...repo.walk(options)].map(({ oid }) => oid)).toEqual(
        [...without.walk(options)].map(({ oid }) => oid),
      )
    }
  })

  test('knows commits that came after it was written', () => {
    const grown = copy()
    fastImport(grown, 41, 50)
    using repo = Repository.open(grown, { env: {} })
    expect([...repo.walk('main')].map(({ oid }) => oid)).toEqual(
      gitText(grown, ['rev-list', 'main']).split('\n'),
    )
  })

  test('leaves it aside where commits are replaced', () => {
    const replaced = copy()
    git(replaced, ['replace', '--graft', 't30', 't3'])
    using repo = Repository.open(replaced, { env: {} })
    expect([...repo.walk('main')].map(({ oid }) => oid)).toEqual(
      gitText(replaced, ['rev-list', 'main']).split('\n'),
    )
  })

  test('warns of one that is damaged, and walks all the same', () => {
    const expected = gitText(path, ['rev-list', 'main']).split('\n')
    const sound = readFileSync(join(path, 'objects', 'info', 'commit-graph'))
    const damaged = copy()
    const file = join(damaged, 'objects', 'info', 'commit-graph')
    const walkWith = (bytes: Uint8Array): string[] => {
      rmSync(file, { force: true })
      writeFileSync(file, bytes)
      const warnings: string[] = []
      using repo = Repository.open(damaged, { env: {}, onWarning: (message) => warnings.push(message) })
      expect([...repo.walk('main')].map(({ oid }) => oid)).toEqual(expected)
      return warnings
    }
    expect(walkWith(sound)).toEqual([])
    const inTable = (at: number, value: number): Buffer => {
      const bytes = Buffer.from(sound)
      bytes[at] = value
      return bytes
    }
    for (const bytes of [
      sound.subarray(0, 0),
      sound.subarray(0, 7),
      sound.subarray(0, 30),
      sound.subarray(0, 500),
      sound.subarray(0, sound.length - 100),
      inTable(0, 0),
      inTable(4, 9),
      inTable(5, 2),
      inTable(6, 200),
      inTable(12, 0xff),
    ]) {
      expect(walkWith(bytes)).toHaveLength(1)
    }
  })

  test('a parent beyond the last commit is damage', () => {
    const damaged = copy()
    const file = join(damaged, 'objects', 'info', 'commit-graph')
    const bytes = readFileSync(file)
    const graph = openCommitGraph([join(path, 'objects')], SHA1)!
    const { tree } = graph.find(gitText(path, ['rev-parse', 'main']))!
    bytes.writeUInt32BE(0x00ffffff, bytes.indexOf(Buffer.from(tree, 'hex')) + 20)
    rmSync(file)
    writeFileSync(file, bytes)
    const warnings: string[] = []
    using repo = Repository.open(damaged, { env: {}, onWarning: (message) => warnings.push(message) })
    expect([...repo.walk('main')].length).toBe(40)
    expect(warnings).toHaveLength(1)
  })
})

describe('changed-path filters', () => {
  const files = ['f', 'dir/one', 'dir/sub/two', 'gr\u00fcn/z\u00e4h', 'other']

  function filtered(): string {
    const repo = initRepository(join(temporaryFolder(), 'filters.git'), '--bare')
    const lines: string[] = []
    for (let i = 0; i < 60; i++) {
      lines.push('commit refs/heads/main', `committer C <c> ${i + 1} +0000`, 'data 1', 'm')
      if (i % 7 === 6) lines.push('merge refs/heads/side')
      lines.push(`M 100644 inline ${files[(i * 7) % 5]!}`, 'data <<END', `${i}`, 'END', '')
      if (i % 7 === 2) lines.push('reset refs/heads/side', 'from refs/heads/main', '')
    }
    git(repo, ['fast-import', '--quiet', '--date-format=raw-permissive'], lines.join('\n'))
    git(repo, ['commit-graph', 'write', '--reachable', '--changed-paths'])
    return repo
  }

  test('never hide a change, and tell most commits that have none', () => {
    const repo = filtered()
    const graph = openCommitGraph([join(repo, 'objects')], SHA1)!
    let spared = 0
    for (const oid of gitText(repo, ['rev-list', 'main']).split('\n')) {
      const show = [
        '-c',
        'core.quotePath=false',
        'log',
        '-1',
        '--first-parent',
        '-m',
        '--name-only',
        '--format=',
      ]
      const changed = gitText(repo, [...show, oid]).split('\n')
      for (const file of [...files, 'dir', 'dir/sub', 'gr\u00fcn', 'none', 'f/x']) {
        const may = graph.mayHaveChanged(oid, [Buffer.from(file)])
        const hasChanged = changed.some((name) => name === file || name.startsWith(`${file}/`))
        if (hasChanged) expect(may, `${oid} ${file}`).toBe(true)
        if (!may) spared++
      }
    }
    expect(spared).toBeGreaterThan(400)
  })

  test('do not change what a walk limited to paths gives', () => {
    const repo = filtered()
    using opened = Repository.open(repo, { env: {} })
    for (const file of [...files, 'dir', 'dir/', 'none', 'gr\u00fcn']) {
      const expected = gitText(repo, ['-c', 'core.commitGraph=false', 'rev-list', 'main', '--', file])
      const walked = [...opened.walk({ revisions: ['main'], paths: [file] })].map(({ oid }) => oid)
      expect(walked.join('\n'), file).toBe(expected)
    }
  })
})

test('murmur3() has the values that git’s own test expects', () => {
  const hash = (text: string): number => murmur3(0, Buffer.from(text), false)
  expect(hash('')).toBe(0)
  expect(hash('Hello world!')).toBe(0x627b0c2c)
  expect(hash('The quick brown fox jumps over the lazy dog')).toBe(0x2e4ff723)
})

test('openCommitGraph() is undefined where there is none', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'info'))
  expect(openCommitGraph([folder], SHA1)).toBeUndefined()
})
