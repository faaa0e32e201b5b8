import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { Repository } from '../../src/repo/repository.js'
import { MapManager, SlidingWindowMapManager } from '../../src/smmap/index.js'
import { AccessRecorder } from '../../src/smmap/trace/access-recorder.js'
import { accessesOf } from '../../src/stress/advise/accesses-of.js'
import { FAILURE_CODES, type Operation } from '../../src/stress/operation.js'
import { makeSampleRepository } from '../../src/stress/repository/sample-repository.js'
import { stress } from '../../src/stress/stress.js'
import { CorruptTraceError, readTrace, type Trace, writeTrace } from '../../src/stress/trace/trace.js'
import { noiseFile } from '../smmap/support.js'
import { gitText, temporaryFolder } from '../support/git.js'
import { broken, stressOptions } from './support.js'

function writePack(path: string, bytes: Uint8Array): void {
  chmodSync(path, 0o644)
  writeFileSync(path, bytes)
}

const FILES = [
  { name: '/a/pack', size: 2 ** 40, seed: -1 },
  { name: 'ü', size: 0, seed: 2 ** 32 - 1 },
]
const small = fc.nat(300)
const file = fc.nat(1)
const large = fc.nat({ max: 2 ** 41 })
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('use' as const),
    slot: small,
    file,
    offset: large,
    size: large,
    minSize: small,
  }),
  fc.record({ kind: fc.constantFrom('unuse' as const, 'drop' as const), slot: small }),
  fc.record({ kind: fc.constant('assign' as const), slot: small, from: small }),
  fc.record({ kind: fc.constantFrom('collect' as const, 'release-all' as const, 'turn' as const) }),
  fc.record({ kind: fc.constant('fail' as const), code: fc.constantFrom(...FAILURE_CODES), count: small }),
  fc.record({ kind: fc.constantFrom('hide' as const, 'show' as const, 'replace' as const), file }),
  fc.record({ kind: fc.constantFrom('truncate' as const, 'grow' as const), file, size: large }),
  fc.record({ kind: fc.constantFrom('object' as const, 'header' as const), oid: fc.string() }),
  fc.record({ kind: fc.constant('path' as const), commit: fc.string(), path: fc.string(), oid: fc.string() }),
)
const trace = fc.record({
  settings: fc.constant({ scenario: 'zipf', memoryBytes: null, handles: 3 }),
  files: fc.constant(FILES),
  operations: fc.array(operation, { maxLength: 50 }),
}) as fc.Arbitrary<Trace>

describe('readTrace()', () => {
  test('gives what writeTrace() was given', () => {
    fc.assert(
      fc.property(trace, (written) => {
        expect(readTrace(writeTrace(written))).toEqual(written)
      }),
      { seed: 5 },
    )
  })

  test('gives the records before the cut of a trace that is cut anywhere', () => {
    const written = fc.sample(trace, { seed: 6, numRuns: 20 }).at(-1)!
    const bytes = writeTrace(written)
    for (let end = 400; end < bytes.length; end++) {
      const { operations } = readTrace(bytes.subarray(0, end))
      expect(operations).toEqual(written.operations.slice(0, operations.length))
    }
  })

  test.each([
    ['another file', Buffer.from('PACK')],
    [
      'an unknown record',
      Buffer.concat([writeTrace({ settings: {}, files: [], operations: [] }), Buffer.of(99)]),
    ],
    [
      'a file without a name',
      writeTrace({ settings: {}, files: [], operations: [{ kind: 'hide', file: 0 }] }),
    ],
    [
      'an offset before the file',
      writeTrace({
        settings: {},
        files: FILES,
        operations: [{ kind: 'use', slot: 0, file: 0, offset: -9, size: 0, minSize: 0 }],
      }),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => readTrace(bytes)).toThrow(CorruptTraceError)
  })
})

describe('option trace of a manager', () => {
  test('records what cursors are asked for, and what they give stays the same', () => {
    const { path, data } = noiseFile(100_000)
    const tracePath = join(temporaryFolder(), 'trace')
    {
      using manager = new SlidingWindowMapManager({ windowSize: 65_536, trace: tracePath })
      using cursor = manager.makeCursor(path)
      expect(cursor.useRegion(5000, 100).buffer()).toEqual(data.subarray(5000, 5100))
      using copy = cursor.copy()
      expect(copy.useRegion(70_000, 10, 4).ofsBegin()).toBe(70_000)
      copy.unuseRegion()
      expect(manager.stats().regionsPinned).toBe(1)
    }
    const { files, operations } = readTrace(readFileSync(tracePath))
    expect(files).toEqual([{ name: path, size: 100_000, seed: -1 }])
    expect(operations).toEqual([
      { kind: 'use', slot: 0, file: 0, offset: 5000, size: 100, minSize: 0 },
      { kind: 'assign', slot: 1, from: 0 },
      { kind: 'use', slot: 1, file: 0, offset: 70_000, size: 10, minSize: 4 },
      { kind: 'unuse', slot: 1 },
      { kind: 'drop', slot: 1 },
      { kind: 'drop', slot: 0 },
    ])
    expect(accessesOf({ settings: {}, files, operations }).length).toBe(2)
  })

  test('records all that a repository does: as many uses as the engine counts, and a use before each give-back', () => {
    const path = join(temporaryFolder(), 'sample.git')
    makeSampleRepository(path, 3)
    const trace = join(temporaryFolder(), 'trace')
    process.env['PACKMAP_TRACE'] = trace
    using made = vi.spyOn(MapManager.prototype, 'makeCursor')
    let counted = 0
    try {
      using repository = Repository.open(path, { env: {} })
      for (const oid of [...repository.odb.oids()].slice(0, 600)) repository.odb.read(oid)
      const managers = new Set(made.mock.contexts as MapManager[])
      for (const manager of managers) counted += manager.stats().hits + manager.stats().misses
    } finally {
      delete process.env['PACKMAP_TRACE']
    }
    AccessRecorder.to(trace).flush()
    const { files, operations } = readTrace(readFileSync(trace))
    const isUse = ({ kind }: Operation): boolean => kind === 'use' || kind === 'read'
    const uses = operations.filter(isUse).length
    expect(counted).toBeGreaterThan(1000)
    expect([uses, accessesOf({ settings: {}, files, operations }).length]).toEqual([counted, counted])
    const inUse = new Set<number>()
    for (const operation of operations) {
      if (!('slot' in operation)) continue
      if (isUse(operation)) inUse.add(operation.slot)
      else if (operation.kind === 'unuse') expect(inUse.delete(operation.slot)).toBe(true)
    }
  })

  test('shows readers of regions little at a time, so that each of their steps is recorded', () => {
    const { path, data } = noiseFile(200_000)
    using manager = new SlidingWindowMapManager({ trace: join(temporaryFolder(), 'trace') })
    using cursor = manager.makeCursor(path)
    const region = cursor.useRegion(50_000).region()!
    expect([region.begin, region.end, region.bytes.length]).toEqual([49_152, 65_536, 16_384])
    expect(region.bytes).toEqual(data.subarray(49_152, 65_536))
    expect(region.mapped).toBe(true)
  })
})

describe('stress() with a trace', () => {
  test('replays what was recorded of a program, on its own files', async () => {
    const { path } = noiseFile(300_000)
    const replay = join(temporaryFolder(), 'trace')
    {
      using manager = new SlidingWindowMapManager({ trace: replay })
      using cursor = manager.makeCursor(path)
      for (let offset = 0; offset < 300_000; offset += 1000) cursor.useRegion(offset, 1000)
    }
    const report = await stress(stressOptions({ replay, scenarios: ['replay'], operations: null }))
    expect(report.passed).toBe(true)
    expect(report.runs[0]!.totals.operations).toBe(301)
    expect(report.runs[0]!.totals.bytesChecked).toBeGreaterThan(290_000)
  })

  test('replays a run of its own, and misses as often', async () => {
    const record = join(temporaryFolder(), 'trace')
    const recorded = await stress(stressOptions({ scenarios: ['zipf'], record, operations: 3000 }))
    const again = await stress(stressOptions({ replay: record, scenarios: ['replay'], operations: null }))
    expect(again.runs[0]!.totals.misses).toBe(recorded.runs[0]!.totals.misses)
  })

  test('shows again what it found in a repository, until it is mended', async () => {
    const folder = temporaryFolder()
    const repository = join(folder, 'damaged.git')
    makeSampleRepository(repository, 1)
    const packs = join(repository, 'objects/pack')
    const pack = join(
      packs,
      readdirSync(packs).find((name) => name.endsWith('.pack'))!,
    )
    const whole = readFileSync(pack)
    writePack(
      pack,
      whole.map((byte, at) => (at === Math.floor(whole.length / 2) ? 255 - byte : byte)),
    )
    const found = await stress(
      stressOptions({ scenarios: ['scan'], repository, violationFolder: folder, operations: 20_000 }),
    )
    const violation = found.runs[0]!.violations[0]!
    expect(violation.kind).toBe('unexpected-error')
    expect(violation.message).toContain('CorruptPackError')
    expect(violation.shrunk).toHaveLength(1)
    const replay = stressOptions({ replay: violation.traceFile, scenarios: ['replay'], operations: null })
    expect((await stress(replay)).runs[0]!.violations[0]!.kind).toBe('unexpected-error')
    writePack(pack, whole)
    expect((await stress(replay)).passed).toBe(true)
  })

  test('makes the repository anew that a trace was recorded on', async () => {
    const folder = temporaryFolder()
    makeSampleRepository(join(folder, 'same.git'), 7)
    const oid = gitText(join(folder, 'same.git'), ['rev-parse', 'main'])
    const replay = join(folder, 'trace')
    const operations: Operation[] = [{ kind: 'object', oid }, { kind: 'turn' }, { kind: 'header', oid }]
    writeFileSync(replay, writeTrace({ settings: { repositorySeed: 7 }, files: [], operations }))
    const report = await stress(stressOptions({ replay, scenarios: ['replay'], operations: null }))
    expect(broken(report)).toEqual([])
    expect(report.runs[0]!.totals.operations).toBe(3)
  })

  test('makes files in the place of those that are not there', async () => {
    const replay = join(temporaryFolder(), 'trace')
    const operations: Operation[] = [{ kind: 'use', slot: 0, file: 0, offset: 70_000, size: 90, minSize: 0 }]
    writeFileSync(
      replay,
      writeTrace({ settings: {}, files: [{ name: '/nowhere', size: 80_000, seed: -1 }], operations }),
    )
    const report = await stress(stressOptions({ replay, scenarios: ['replay'], operations: null }))
    expect([report.passed, report.runs[0]!.totals.bytesChecked]).toEqual([true, 90])
  })
})
