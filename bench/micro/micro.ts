/**
 * The primitives that reading is made of, each alone:
 *
 *     npm run bench:micro [part of a name]
 *
 * Inflaters and delta appliers on entries of the size that packs are full of; look-ups, headers and windows on a
 * synthetic repository. Operations per second of wall time, so this wants a quiet machine.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import Table from 'cli-table3'
import { Bench } from 'tinybench'
import { ObjectDatabase } from '../../src/index.js'
import { coreOver } from '../../src/pack/core/core-functions.js'
import { CoreMemory } from '../../src/pack/core/core-memory.js'
import { createDeltaApplier } from '../../src/pack/delta/delta-applier.js'
import { createInflater } from '../../src/pack/inflate/select.js'
import { SlidingWindowMapManager } from '../../src/smmap/index.js'
import { Random } from '../harness/random.js'
import { makeSyntheticRepository } from '../harness/synthetic.js'

const MIB = 1024 * 1024
const SEED = 20_050_407
const wanted = process.argv[2] ?? ''
const bench = new Bench({ time: 500 })
const folder = mkdtempSync(join(tmpdir(), 'packmap-micro-'))
try {
  inflate()
  delta()
  repository()
  await bench.run()
  const table = new Table({
    head: ['primitive', 'a second', 'median µs', '± %'],
    style: { head: [], border: [] },
  })
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') continue
    const { throughput, latency } = result
    table.push([name, Math.round(throughput.mean), (latency.p50 * 1e3).toFixed(2), latency.rme.toFixed(1)])
  }
  console.log(table.toString())
} finally {
  rmSync(folder, { recursive: true })
}

function add(name: string, run: () => unknown): void {
  if (name.includes(wanted)) bench.add(name, run)
}

/** 87 bytes: the median entry of git's own repository. */
function inflate(): void {
  const random = new Random(SEED)
  for (const size of [87, 4096]) {
    const content = Buffer.from(Array.from({ length: size }, () => 97 + random.below(12)))
    const stream = new Uint8Array(deflateSync(content))
    const room = new Uint8Array(size + 1)
    for (const name of ['zlib-handle', 'pako'] as const) {
      const inflater = createInflater(name)
      add(`inflate ${size} bytes: ${name}`, () => {
        inflater.reset()
        inflater.step(stream, 0, stream.length, room, 0, room.length, true)
      })
    }
  }
}

/** A result of 4 KiB from 40 copies of 80 bytes and 40 insertions of 22. */
function delta(): void {
  const random = new Random(SEED)
  const instructions: number[] = []
  for (let i = 0; i < 40; i++) {
    const from = random.below(4000)
    instructions.push(0x80 + 0x01 + 0x02 + 0x10, from % 256, Math.floor(from / 256), 80)
    instructions.push(22, ...Array.from({ length: 22 }, () => random.below(256)))
  }
  for (const name of ['wasm', 'script'] as const) {
    const arena = new CoreMemory(MIB, MIB, { isWasm: name === 'wasm' })
    const applier = createDeltaApplier(coreOver(arena))
    arena.bytes.set(instructions, arena.inputScratchAt)
    const end = arena.inputScratchAt + instructions.length
    const { firstScratchAt: base, inputScratchAt: at } = arena
    const result = base + MIB
    if (applier.apply(base, 4096, at, end, result, 40 * 102) !== undefined) throw new Error('a wrong delta')
    add(`apply a delta of 80 instructions: ${name}`, () =>
      applier.apply(base, 4096, at, end, result, 40 * 102),
    )
  }
}

function repository(): void {
  if (!['look up', 'header', 'read', 'window'].some((name) => name.includes(wanted) || wanted.includes(name)))
    return
  const gitDir = join(folder, 'synthetic.git')
  makeSyntheticRepository(gitDir, SEED)
  const odb = ObjectDatabase.open(join(gitDir, 'objects'))
  const oids = new Random(SEED).sample([...odb.oids()], 4096)
  let at = 0
  const next = (): string => oids[(at = (at + 1) % oids.length)]!
  add('look up an oid', () => odb.has(next()))
  add('header of an object', () => odb.readHeader(next()))
  add('read an object', () => odb.read(next()))
  const packs = join(gitDir, 'objects/pack')
  const pack = join(
    packs,
    readdirSync(packs).find((name) => name.endsWith('.pack'))!,
  )
  const random = new Random(SEED)
  for (const windowSize of [64 * 1024, 0]) {
    const cursor = new SlidingWindowMapManager({ windowSize, maxMemorySize: 4 * MIB }).makeCursor(pack)
    const name = windowSize === 0 ? 'whole file' : '64 KiB in 4 MiB'
    add(`window at a random offset: ${name}`, () =>
      cursor.useRegion(random.below(cursor.fileSize()), 4096).buffer(),
    )
  }
}
