import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { lineOf } from '../../src/cli/commands/stress/live-line.js'
import type { AdviceReport } from '../../src/stress/advise/advice-report.js'
import type { StressReport } from '../../src/stress/report.js'
import { temporaryFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const SHORT = [
  '--scenario',
  'zipf',
  '--manager',
  'sliding',
  '--ops',
  '500',
  '--file-size',
  '300k',
  '--seed',
  '9',
]

describe('packmap stress', () => {
  test('prints a table and nothing else, and succeeds', async () => {
    const { status, stdout, stderr } = await runPackmap(['stress', ...SHORT], { cwd: temporaryFolder() })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.toString()).toMatch(/zipf .*tight: 768 KiB, 64.0 KiB.* 500 /)
    expect(stdout.toString()).toMatch(/^Everything held: 1,500 operations in .* seed 9$/m)
    expect(stdout.toString()).toMatch(/^Ran: use [\d,]+, turn [\d,]+/m)
  })

  test('says that nothing was tested where no operation ran, and fails', async () => {
    const { status, stdout } = await runPackmap(
      ['stress', '--scenario', 'zipf', '--manager', 'sliding', '--duration', '0'],
      {
        cwd: temporaryFolder(),
      },
    )
    expect(status).toBe(1)
    expect(stdout.toString()).toContain('Nothing was tested in 3 of 3 runs')
  })

  test('prints the report with --json', async () => {
    const args = ['stress', ...SHORT, '--memory=2MiB', '--window=16k', '--handles=20', '--json']
    const { status, stdout } = await runPackmap(args, { cwd: temporaryFolder() })
    const report = JSON.parse(stdout.toString()) as StressReport
    expect(status).toBe(0)
    expect(report.runs.map(({ limits }) => limits)).toEqual([
      {
        name: 'given',
        memoryBytes: 2 ** 21,
        windowBytes: 16_384,
        handles: 20,
        strict: true,
        idleMilliseconds: null,
      },
    ])
    expect(report.settings.seed).toBe(9)
  })

  test('ends with status 1 where a promise is broken, and names the trace that shows it', async () => {
    const engine = join(import.meta.dirname, '../stress/planted/limit-off-by-one.ts')
    const args = ['stress', ...SHORT, '--engine', engine, '--memory=512k', '--window=64k', '--ops=5000']
    const cwd = temporaryFolder()
    const { status, stdout } = await runPackmap(args, { cwd })
    expect(status).toBe(1)
    expect(stdout.toString()).toMatch(/^memory-limit: \d+ KiB are mapped, and the limit is 512 KiB$/m)
    const trace = /--replay (\S+)$/m.exec(stdout.toString())![1]!
    expect((await runPackmap(['stress', '--replay', trace, '--engine', engine], { cwd })).status).toBe(1)
    expect((await runPackmap(['stress', '--replay', trace], { cwd })).status).toBe(0)
  })

  test('advises on what was recorded', async () => {
    const cwd = temporaryFolder()
    await runPackmap(['stress', ...SHORT, '--record', 'my.trace'], { cwd })
    const { status, stdout } = await runPackmap(['stress', 'advise', 'my.trace'], { cwd })
    expect(status).toBe(0)
    expect(stdout.toString()).toMatch(/^Best: whole files within 1\.17 MiB /m)
    expect(stdout.toString()).toContain('new StaticWindowMapManager({ maxMemorySize: 1228800 })')
    expect(stdout.toString()).toContain('Misses by memory')
    const within = await runPackmap(['stress', 'advise', 'my.trace', '--memory=200k'], { cwd })
    expect(within.stdout.toString()).toMatch(/^Best below 200 KiB: windows of .* within /m)
    expect(within.stdout.toString()).toContain('maxMemorySize: 204800')
    expect((await runPackmap(['stress', 'advise', 'my.trace', '--memory=4k'], { cwd })).status).toBe(128)
    const both = ['stress', 'advise', 'my.trace', 'my.trace', '--json', '--html', 'advice.html']
    const ofTwo = JSON.parse((await runPackmap(both, { cwd })).stdout.toString()) as AdviceReport
    expect(ofTwo.traces).toEqual(['my.trace', 'my.trace'])
    expect(readFileSync(join(cwd, 'advice.html'), 'utf8')).toContain(`"accesses":${ofTwo.accesses},`)
  })

  test('compares with a baseline, and fails where a figure is worse by more than the tolerance', async () => {
    const cwd = temporaryFolder()
    const { stdout } = await runPackmap(['stress', ...SHORT, '--ops=3000', '--json'], { cwd })
    const report = JSON.parse(stdout.toString()) as StressReport
    const write = (name: string, factor: number): void => {
      const runs = report.runs.map((run) => {
        const { use } = run.latencyByKind
        const latencyByKind = { use: { ...use!, p50: use!.p50 * factor, mean: use!.mean * factor } }
        return { ...run, seconds: run.seconds * factor, latencyByKind }
      })
      writeFileSync(join(cwd, name), JSON.stringify({ ...report, runs }))
    }
    write('slow.json', 50)
    write('fast.json', 1 / 50)
    const compare = ['stress', ...SHORT, '--ops=3000', '--tolerance=300%', '--baseline']
    const better = await runPackmap([...compare, 'slow.json'], { cwd })
    expect(better.stdout.toString()).toContain(
      'No figure of 12 figures is more than 300 % worse than the baseline',
    )
    expect(better.status).toBe(0)
    const worse = await runPackmap([...compare, 'fast.json'], { cwd })
    expect(worse.stdout.toString()).toMatch(/^ {2}use p50: .* µs was, .* µs is \(\d+ % worse\) in zipf/m)
    expect(worse.status).toBe(1)
    writeFileSync(join(cwd, 'none.json'), '{}')
    const none = await runPackmap([...compare, 'none.json'], { cwd })
    expect([none.status, none.stderr]).toEqual([
      128,
      'fatal: none.json: the baseline is no report of packmap stress\n',
    ])
  })

  test('says of a replay which limit stops first, where it is not the one that was given', async () => {
    const cwd = temporaryFolder()
    const record = [
      'stress',
      ...SHORT,
      '--memory=1MiB',
      '--window=64k',
      '--handles=4',
      '--record',
      'my.trace',
    ]
    await runPackmap(record, { cwd })
    const { stdout } = await runPackmap(['stress', '--replay', 'my.trace', '--memory=64MiB'], { cwd })
    expect(stdout.toString()).toMatch(
      /^The limit of 4 regions, which the trace names, stops before --memory does: .* in 4 regions were mapped; --handles/m,
    )
    const wide = ['stress', '--replay', 'my.trace', '--memory=64MiB', '--handles=100']
    expect((await runPackmap(wide, { cwd })).stdout.toString()).not.toContain('stops before')
  })

  test.each([
    ['SIGINT', 130, []],
    ['SIGTERM', 143, ['--threads', '2']],
    ['SIGHUP', 129, ['--processes', '2']],
  ] as const)(
    'ends at %s with the table so far and status %i, and leaves nothing behind',
    async (signal, status, more) => {
      const folder = temporaryFolder()
      const main = join(import.meta.dirname, '../../src/cli/main.ts')
      const args = ['--import', 'tsx', main, 'stress', '--scenario', 'zipf', '--duration', '2m', ...more]
      const child = spawn(process.execPath, args, {
        cwd: join(import.meta.dirname, '../..'),
        env: { ...process.env, TMPDIR: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let stdout = ''
      child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()))
      const left = (): string[] => readdirSync(folder).filter((name) => name.startsWith('packmap-stress'))
      await vi.waitUntil(() => left().length > 0, { timeout: 30_000, interval: 50 })
      await new Promise((resolve) => setTimeout(resolve, 300))
      child.kill(signal)
      const ended = await new Promise((resolve) => child.once('close', resolve))
      expect([ended, left()]).toEqual([status, []])
      expect(stdout).toContain('zipf')
      expect(stdout).toContain('Ended before its time; so far everything held')
    },
    60_000,
  )

  test.each([
    ['--scenario=nonsense'],
    ['--fault=nonsense'],
    ['--duration=soon'],
    ['--memory=much'],
    ['--threads=0'],
    ['--seed=-1'],
    ['--threads=2', '--processes=2'],
    ['--tolerance=20%'],
    ['--engine=x.js', '--scenario=objects'],
    ['nonsense'],
  ])('takes %s for a usage error', async (...args) => {
    expect((await runPackmap(['stress', ...args], { cwd: temporaryFolder() })).status).toBe(129)
  })

  test('refuses to replay what is no trace', async () => {
    const { status, stderr } = await runPackmap(['stress', '--replay', import.meta.filename], {
      cwd: temporaryFolder(),
    })
    expect([status, stderr]).toEqual([128, 'fatal: not a trace: it does not begin as one (at byte 0)\n'])
  })
})

test('lineOf() says how far the run is, and what is mapped', () => {
  const limits = {
    name: 'tight',
    memoryBytes: 2 ** 20,
    windowBytes: 65_536,
    handles: 16,
    strict: true,
    idleMilliseconds: null,
  } as const
  const counts = {
    done: 0.5,
    operations: 10,
    operationsPerSecond: 123_456,
    mappedBytes: 2 ** 19,
    hits: 3,
    misses: 1,
  }
  const run = { run: 3, runs: 4, scenario: 'zipf', backend: 'koffi', manager: 'sliding', limits } as const
  const where = '[█████████████       ] run 3 of 4 · zipf, koffi, sliding, tight'
  const figures = '123,456 ops/s · 512 KiB of 1.00 MiB mapped · 75.0 % hits'
  expect(lineOf({ ...counts, ...run }, 140)).toBe(`${where} · ${figures}`)
  expect(lineOf({ ...counts, ...run }, 80)).toBe(`${where}\n${figures}`)
})
