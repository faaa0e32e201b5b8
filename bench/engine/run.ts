/**
 * The engine beside a raw mapped view, `fs.readSync` and Python's smmap, on the same access traces:
 *
 *     npx tsx bench/engine/run.ts [part of a trace's name]
 *
 * Subjects take turns and the best round of each counts, in accesses per second of CPU time (user and system), so
 * that other work on the machine disturbs little. Everything is in the page cache. smmap takes part where
 * `python3 -c 'import smmap'` works (`apt-get install python3-smmap`).
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineCopies, engineViews, nodeRead, rawView, type Subject, type Windows } from './subjects.js'
import { makeTraces, type Trace } from './traces.js'

const MIB = 1024 ** 2
const CORPUS = { largeBytes: 512 * MIB, smallFiles: 300, smallBytes: 2 * MIB }
const STEPS = 200_000
/** smmap is slow where windows go all the time. */
const PEER_STEPS = 20_000
const ROUNDS = 3
const WINDOWS: Windows[] = [
  { name: '1 MiB in 32 MiB', windowSize: MIB, maxMemorySize: 32 * MIB },
  { name: '64 MiB in 256 MiB', windowSize: 64 * MIB, maxMemorySize: 256 * MIB },
  { name: 'whole file', windowSize: 0, maxMemorySize: 0 },
]
const COLUMNS = [
  'trace           ',
  'windows          ',
  'views',
  'copies',
  'smmap',
  'readSync',
  'raw view',
  '× smmap',
  '× readSync',
  'of raw view',
  'mapped at most',
]
const PYTHON = ['/usr/bin/python3', 'python3'].find(hasSmmap)

const folder = mkdtempSync(join(tmpdir(), 'packmap-bench-'))
try {
  main(makeCorpus(), process.argv[2] ?? '')
} finally {
  rmSync(folder, { recursive: true })
}

function main(paths: readonly string[], wanted: string): void {
  console.log(
    'Accesses per second of CPU time, in thousands: the best of some rounds, in which all take turns.',
  )
  console.log(
    '× smmap, × readSync and of raw view are those of the faster of the two ways to use the engine.\n',
  )
  console.log(row(COLUMNS))
  console.log(row(COLUMNS.map((_, i) => (i < 2 ? ':--' : '--:'))))
  for (const trace of makeTraces(CORPUS, STEPS)) {
    if (!trace.name.includes(wanted)) continue
    const used = trace.files.some((file) => file > 0) ? paths : paths.slice(0, 1)
    for (const windows of WINDOWS) compare(used, trace, windows)
  }
}

function compare(paths: readonly string[], trace: Trace, windows: Windows): void {
  const subjects: Subject[] = [engineViews(windows), engineCopies(windows), rawView, nodeRead]
  const best = subjects.map(() => 0)
  let peak = 0
  let peer = 0
  for (let round = 0; round < ROUNDS; round++) {
    subjects.forEach((subject, i) => {
      const begin = process.cpuUsage()
      const mapped = subject(paths, trace)
      const { user, system } = process.cpuUsage(begin)
      best[i] = Math.max(best[i]!, (trace.offsets.length / (user + system)) * 1e6)
      peak = Math.max(peak, mapped)
    })
    peer = Math.max(peer, runSmmap(paths, trace, windows))
  }
  const [views, copies, raw, read] = best as [number, number, number, number]
  const ours = Math.max(views, copies)
  const ratios = [
    peer === 0 ? '-' : (ours / peer).toFixed(1),
    (ours / read).toFixed(2),
    (ours / raw).toFixed(2),
  ]
  const speeds = [views, copies, peer, read, raw].map(thousands)
  console.log(row([trace.name, windows.name, ...speeds, ...ratios, `${(peak / MIB).toFixed(1)} MiB`]))
}

/** Accesses per second; 0 without smmap. */
function runSmmap(paths: readonly string[], trace: Trace, { windowSize, maxMemorySize }: Windows): number {
  if (PYTHON === undefined) return 0
  const [offsets, files] = [join(folder, 'offsets'), join(folder, 'files')]
  writeFileSync(offsets, trace.offsets.subarray(0, PEER_STEPS))
  writeFileSync(files, trace.files.subarray(0, PEER_STEPS))
  const numbers = [windowSize, maxMemorySize, trace.size, PEER_STEPS].map(String)
  const script = join(import.meta.dirname, 'smmap_peer.py')
  const { stdout, stderr, status } = spawnSync(PYTHON, [script, ...numbers, offsets, files, ...paths])
  if (status !== 0) throw new Error(stderr.toString())
  return Number(stdout.toString())
}

function hasSmmap(python: string): boolean {
  return spawnSync(python, ['-c', 'import smmap']).status === 0
}

/** The large file, then the small ones. */
function makeCorpus(): string[] {
  const { largeBytes, smallFiles, smallBytes } = CORPUS
  const sizes = [largeBytes, ...Array<number>(smallFiles).fill(smallBytes)]
  return sizes.map((size, i) => {
    const path = join(folder, `file-${i}`)
    writeFileSync(path, Buffer.alloc(size, (i % 255) + 1))
    return path
  })
}

function thousands(perSecond: number): string {
  return perSecond === 0 ? '-' : (perSecond / 1000).toFixed(perSecond < 1e5 ? 1 : 0)
}

/** A row of a Markdown table. */
function row(cells: readonly string[]): string {
  return `| ${cells.map((cell, i) => cell.padEnd(COLUMNS[i]!.length)).join(' | ')} |`
}
