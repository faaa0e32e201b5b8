/** The examples print what git, or the file itself, says. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git, gitText, run, temporaryFolder } from '../support/git.js'
import { readText, ROOT } from './files.js'

const LIGHTHOUSE = 'fixtures/lighthouse.git'
const IN_LIGHTHOUSE = `--git-dir=${LIGHTHOUSE}`

describe('examples/read-file.ts', () => {
  it('prints the bytes of a file in an old revision', () => {
    const { stdout, stderr } = example('read-file.ts', LIGHTHOUSE, 'v0.1:lights.csv')
    expect(stdout).toEqual(git(ROOT, [IN_LIGHTHOUSE, 'cat-file', 'blob', 'v0.1:lights.csv']))
    expect(stderr).toContain(gitText(ROOT, [IN_LIGHTHOUSE, 'rev-parse', 'v0.1:lights.csv']))
  })
})

describe('examples/largest-blobs.ts', () => {
  it('lists the sizes that git gives, largest first', () => {
    const format = '--batch-check=%(objecttype) %(objectsize) %(objectsize:disk) %(objectname)'
    const rows = gitText(ROOT, [IN_LIGHTHOUSE, 'cat-file', '--batch-all-objects', format])
      .split('\n')
      .filter((row) => row.startsWith('blob '))
      .map((row) => row.slice('blob '.length))
    const bySize = rows.sort((a, b) => parseInt(b) - parseInt(a)) // stable, so oids of one size stay in order
    expect(example('largest-blobs.ts', LIGHTHOUSE, '5').stdout.toString().trim().split('\n')).toEqual(
      bySize.slice(0, 5),
    )
  })
})

describe('examples/file-history.ts', () => {
  it.each(['flash.js', 'docs/THANKS', 'TODO'])(
    'lists the commits in which git sees a change of %s',
    (file) => {
      const shown = example('file-history.ts', LIGHTHOUSE, file).stdout.toString().trim().split('\n')
      const log = ['log', '--format=%H', 'HEAD', '--', file]
      const expected = gitText(ROOT, [IN_LIGHTHOUSE, ...log]).split('\n')
      expect(shown.map((line) => line.slice(0, 7))).toEqual(expected.map((oid) => oid.slice(0, 7)))
    },
  )
})

describe('examples/blame.ts', () => {
  it('counts as many lines as the files have', () => {
    const shown = example('blame.ts', LIGHTHOUSE).stdout.toString().trim().split('\n')
    const names = gitText(ROOT, [IN_LIGHTHOUSE, 'log', '--format=%an']).split('\n')
    expect(shown.length).toBeGreaterThan(0)
    for (const row of shown) expect(names).toContain(/^ *\d+ {2}(.*)$/.exec(row)?.[1])
    const counts = shown.map((row) => parseInt(row, 10))
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
  })
})

describe('examples/long-lines.ts', () => {
  it('counts the lines that git has, and finds the longest', () => {
    const objects = gitText(ROOT, [IN_LIGHTHOUSE, 'cat-file', '--batch-all-objects', '--batch-check'])
    const blobs = objects
      .split('\n')
      .filter((row) => row.includes(' blob '))
      .map((row) => row.slice(0, 40))
    const contents = blobs.map((oid) =>
      git(ROOT, [IN_LIGHTHOUSE, 'cat-file', 'blob', oid]).toString('latin1'),
    )
    const lines = contents.flatMap((content) => content.split('\n').slice(0, -1))
    const longest = Math.max(...lines.map(({ length }) => length))
    const stdout = example('long-lines.ts', LIGHTHOUSE, '2').stdout.toString()
    expect(stdout).toContain(`${lines.length} lines; the longest has ${longest} bytes`)
  })
})

describe('examples/search-log.ts', () => {
  it('finds the first line that is not before the one asked for, within its limit', () => {
    const lines = Array.from(
      { length: 200_000 },
      (_, i) => `${String(i * 3).padStart(8, '0')} something happened ${i}`,
    )
    const path = join(temporaryFolder(), 'log')
    writeFileSync(path, lines.join('\n'))
    for (const [key, line] of [
      ['', 0],
      ['00000301', 101],
      ['0029', 96_667],
      ['00599997', 199_999],
    ] as const) {
      const { stdout, stderr } = example('search-log.ts', path, key)
      expect(stdout.toString()).toBe(`${lines[line]}\n`)
      expect(Number(/(\d+) bytes mapped/.exec(stderr)![1])).toBeLessThanOrEqual(8 * 1024 * 1024)
    }
  })
})

describe('examples/stress-my-engine.ts', () => {
  it('does what it is asked for in every run, and nothing that the engine declares to lack', () => {
    const lines = example('stress-my-engine.ts').stdout.toString().trim().split('\n')
    expect(lines).toHaveLength(3 * 2 * 3 + 1)
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/: 2000 operations, \d+ hits, \d+ misses$/)
    expect(lines.at(-1)).toMatch(/^passed: .*copy-into.*open by path, open by url/)
    expect(lines.at(-1)).not.toContain('descriptor')
  })
})

describe('examples', () => {
  const scripts = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'))

  it.each(scripts)('examples/%s is listed in the README of the examples', (script) => {
    expect(readText('examples/README.md')).toContain(`[${script}](${script})`)
  })
})

function example(script: string, ...args: string[]) {
  const command = ['--import', 'tsx', `examples/${script}`, ...args]
  const result = run(process.execPath, command, { cwd: ROOT })
  expect({ status: result.status, stderr: result.stderr }).toMatchObject({ status: 0 })
  return result
}
