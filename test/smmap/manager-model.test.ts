/**
 * Random programs of cursors against a model that knows only what smmap promises: contents, counts, limits, no
 * overlaps, and that the least recently used goes first.
 *
 * 300 programs; `PACKMAP_NIGHTLY=1` runs 10,000.
 */
import { mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import {
  FileChangedError,
  MapError,
  MapBudget,
  MapLimitError,
  type MapManager,
  type MapRegion,
  SlidingWindowMapManager,
  StaticWindowMapManager,
  type WindowCursor,
} from '../../src/smmap/index.js'
import { scratchFolder } from '../support/git.js'
import { type RecordedMap, RecordingBackend } from './recording-backend.js'
import { expectBytes, noise, PAGE, PROMPT_BACKENDS } from './support.js'

const PROGRAMS = process.env['PACKMAP_NIGHTLY'] === '1' ? 10_000 : 300
const SEED = 20_240_229
const SIZES = [37 * PAGE + 100, 24 * PAGE, 1]

/** One version of one file. */
interface Version {
  data: Uint8Array
  /** False once the file under the path is another, or has been cut. */
  current: boolean
  /** Cut while it may be mapped: its bytes must not be touched any more. */
  cut: boolean
}

interface ModelCursor {
  readonly real: WindowCursor
  version: Version | undefined
  region: MapRegion | undefined
}

interface Model {
  readonly folder: string
  readonly files: Version[]
  readonly cursors: ModelCursor[]
  /** Regions by the bytes that the backend gave, with the time their last claim ended. */
  readonly released: Map<Uint8Array, number>
  time: number
  /** Calls of useRegion() that ended on a region. */
  uses: number
  versions: number
}

interface Real {
  readonly manager: MapManager
  readonly backend: RecordingBackend
  readonly budget: MapBudget
}

type Step = fc.Command<Model, Real>

function pathOf(model: Model, file: number): string {
  return join(model.folder, String(file))
}

function writeVersion(model: Model, file: number): void {
  const data = noise(SIZES[file]!, ++model.versions).slice()
  const fresh = `${pathOf(model, file)}.new`
  writeFileSync(fresh, data)
  renameSync(fresh, pathOf(model, file))
  const old = model.files[file]
  if (old) old.current = false
  model.files[file] = { data, current: true, cut: false }
}

/** The cursors that claim a region now, counted by region. */
function claims(model: Model): Map<MapRegion, number> {
  const counts = new Map<MapRegion, number>()
  for (const { region } of model.cursors) {
    if (region?.mapped) counts.set(region, (counts.get(region) ?? 0) + 1)
  }
  return counts
}

function noteRelease(model: Model, region: MapRegion | undefined): void {
  if (region?.mapped && !claims(model).has(region)) model.released.set(region.bytes, ++model.time)
}

/** What must be true after every step. */
function checkInvariants(model: Model, { manager, backend, budget }: Real): void {
  expect(manager.mappedMemorySize()).toBe(backend.mappedBytes)
  expect(manager.numFileHandles()).toBe(backend.maps.size)
  expect(manager.numFileHandles()).toBeLessThanOrEqual(manager.maxFileHandles())
  const stats = manager.stats()
  const shared = [...claims(model)].filter(([region]) => region.shared)
  expect(stats.regionsPinned).toBe(shared.length)
  expect(stats.pinnedBytes).toBe(shared.reduce((sum, [region]) => sum + region.cost, 0))
  expect(budget.mappedBytes).toBe(backend.mappedBytes)
  expect(stats.maps - stats.unmaps).toBe(stats.regions)
  expect(stats.hits).toBeLessThanOrEqual(model.uses)
  expect(stats.hits + stats.maps + stats.reads).toBe(model.uses)
  expect(stats.descriptors).toBeLessThanOrEqual(SIZES.length * 2)
  for (const [region, cursors] of shared) expect(region.clientCount()).toBe(1 + cursors)
  const byPlace = [...backend.maps].sort((a, b) => a.file.localeCompare(b.file) || a.begin - b.begin)
  byPlace.forEach((map, i) => {
    const next = byPlace[i + 1]
    if (next?.file === map.file) expect(next.begin).toBeGreaterThanOrEqual(map.begin + map.length)
  })
  for (const { real, version, region } of model.cursors) {
    expect(real.isAssociated()).toBe(version !== undefined)
    expect(real.isValid()).toBe(region?.mapped === true)
    expect(real.region()).toBe(region?.mapped ? region : undefined)
    if (!version || version.cut || !region?.mapped) continue
    expectBytes(real.buffer(), version.data.subarray(real.ofsBegin(), real.ofsEnd()))
  }
}

abstract class CursorStep implements Step {
  constructor(private readonly pick: number) {}

  check(model: Readonly<Model>): boolean {
    return model.cursors.length > 0
  }

  run(model: Model, real: Real): void {
    this.runOn(model, real, this.picked(model, this.pick))
    checkInvariants(model, real)
  }

  protected picked(model: Model, pick: number): ModelCursor {
    return model.cursors[pick % model.cursors.length]!
  }

  protected abstract runOn(model: Model, real: Real, cursor: ModelCursor): void
  abstract toString(): string
}

class MakeCursor implements Step {
  constructor(private readonly file: number) {}

  check(): boolean {
    return true
  }

  run(model: Model, real: Real): void {
    const cursor = real.manager.makeCursor(pathOf(model, this.file))
    const version = model.files[this.file]!
    expect(cursor.fileSize()).toBe(version.data.length)
    model.cursors.push({ real: cursor, version, region: undefined })
    checkInvariants(model, real)
  }

  toString = (): string => `makeCursor(${this.file})`
}

class UseRegion extends CursorStep {
  constructor(
    pick: number,
    private readonly offset: number,
    private readonly size: number,
    private readonly minSize: number,
  ) {
    super(pick)
  }

  protected runOn(model: Model, { manager, backend }: Real, cursor: ModelCursor): void {
    const { real, version } = cursor
    if (version === undefined) {
      expect(() => real.useRegion(this.offset)).toThrow(TypeError)
      return
    }
    const before = [...backend.maps]
    const { evictions, maps } = manager.stats()
    const old = cursor.region
    try {
      real.useRegion(this.offset, this.size, this.minSize)
    } catch (error) {
      this.checkFailure(error, version, manager)
      cursor.region = undefined
      noteRelease(model, old)
      return
    }
    cursor.region = real.region()
    if (cursor.region !== old) noteRelease(model, old)
    const fileSize = version.data.length
    expect(real.isValid()).toBe(this.offset < fileSize)
    if (!real.isValid()) return
    model.uses++
    expect(real.ofsBegin()).toBe(this.offset)
    expect(real.size()).toBeGreaterThanOrEqual(Math.min(Math.max(1, this.minSize), fileSize - this.offset))
    const clamped = manager.windowSize() || fileSize
    const sizeMax = Math.max(Math.min(this.size || fileSize, clamped), this.minSize)
    expect(real.size()).toBeLessThanOrEqual(Math.min(sizeMax, fileSize - this.offset))
    if (manager.stats().maps > maps) this.checkLimit(manager)
    if (manager.stats().evictions > evictions) this.checkOrder(model, backend, before, old)
  }

  private checkFailure(error: unknown, version: Version, manager: MapManager): void {
    expect(error).toBeInstanceOf(MapError)
    if (error instanceof FileChangedError) expect(version.current).toBe(false)
    else if (error instanceof MapLimitError) this.checkRefusal(error, manager)
    else expect((error as MapError).errno).toBe('EACCES')
    expect(manager.stats().failures).toBeGreaterThan(0)
  }

  /** The system was short although all was released, or what is in use leaves no room. */
  private checkRefusal(error: MapLimitError, manager: MapManager): void {
    const { regions, regionsPinned, regionsMax, pinnedBytes, copiedBytes, mappedBytesMax } = manager.stats()
    if (error.errno !== undefined) expect(regions).toBe(regionsPinned)
    else if (error.length === undefined) expect(regionsPinned).toBe(regionsMax)
    else expect(pinnedBytes + copiedBytes + error.length).toBeGreaterThan(mappedBytesMax)
  }

  /** A map exceeds a soft limit only when nothing is left that could go. */
  private checkLimit(manager: MapManager): void {
    const { mappedBytes, copiedBytes, mappedBytesMax, regions, regionsPinned } = manager.stats()
    if (mappedBytes + copiedBytes > mappedBytesMax) expect(regions).toBe(regionsPinned)
  }

  /** Whoever was evicted had rested longer than all that still rest. */
  private checkOrder(
    model: Model,
    backend: RecordingBackend,
    before: RecordedMap[],
    old: MapRegion | undefined,
  ): void {
    const claimed = new Set([...claims(model).keys()].map(({ bytes }) => bytes))
    const restedSince = (map: RecordedMap): number => model.released.get(map.bytes) ?? Infinity
    const inTheWay = (map: RecordedMap): boolean =>
      map.begin < this.offset + this.minSize && map.begin + map.length > this.offset
    const gone = before.filter((map) => !backend.maps.has(map) && map.bytes !== old?.bytes && !inTheWay(map))
    const resting = before.filter((map) => backend.maps.has(map) && !claimed.has(map.bytes))
    const newestGone = Math.max(-Infinity, ...gone.map(restedSince))
    for (const map of resting) expect(restedSince(map)).toBeGreaterThan(newestGone)
  }

  toString = (): string => `useRegion(${this.offset}, ${this.size}, ${this.minSize})`
}

/** Copies, then collects: which windows the copy passed through, and in what order they now rest, does not matter. */
class CopyInto extends CursorStep {
  constructor(
    pick: number,
    private readonly offset: number,
    private readonly size: number,
  ) {
    super(pick)
  }

  protected runOn(model: Model, { manager }: Real, cursor: ModelCursor): void {
    const { real, version } = cursor
    if (version === undefined || version.cut) return
    const before = manager.stats()
    cursor.region = undefined
    const target = new Uint8Array(this.size)
    try {
      const copied = real.copyInto(target, this.offset)
      expectBytes(target.subarray(0, copied), version.data.subarray(this.offset, this.offset + this.size))
    } catch (error) {
      expect(error).toBeInstanceOf(MapError)
      expect(manager.stats().failures).toBeGreaterThan(before.failures)
    }
    cursor.region = real.region()
    const after = manager.stats()
    model.uses += after.hits - before.hits + after.maps - before.maps + after.reads - before.reads
    manager.collect()
  }

  toString = (): string => `copyInto(${this.offset}, ${this.size})`
}

class UnuseRegion extends CursorStep {
  protected runOn(model: Model, _real: Real, cursor: ModelCursor): void {
    const { region } = cursor
    cursor.real.unuseRegion()
    cursor.region = undefined
    noteRelease(model, region)
  }

  toString = (): string => 'unuseRegion'
}

class CopyCursor extends CursorStep {
  protected runOn(model: Model, _real: Real, cursor: ModelCursor): void {
    const region = cursor.region?.mapped ? cursor.region : undefined
    model.cursors.push({ real: cursor.real.copy(), version: cursor.version, region })
  }

  toString = (): string => 'copy'
}

class AssignCursor extends CursorStep {
  constructor(
    pick: number,
    private readonly other: number,
  ) {
    super(pick)
  }

  protected runOn(model: Model, _real: Real, cursor: ModelCursor): void {
    const other = this.picked(model, this.other)
    const old = cursor.region
    cursor.real.assign(other.real)
    cursor.version = other.version
    cursor.region = other.region?.mapped ? other.region : undefined
    if (cursor !== other) noteRelease(model, old)
  }

  toString = (): string => 'assign'
}

class DisposeCursor extends CursorStep {
  protected runOn(model: Model, _real: Real, cursor: ModelCursor): void {
    const { region } = cursor
    cursor.real[Symbol.dispose]()
    cursor.real[Symbol.dispose]()
    cursor.version = undefined
    cursor.region = undefined
    noteRelease(model, region)
  }

  toString = (): string => 'dispose'
}

class Collect implements Step {
  check = (): boolean => true

  run(model: Model, real: Real): void {
    const resting = real.manager.numFileHandles() - real.manager.stats().regionsPinned
    expect(real.manager.collect()).toBe(resting)
    checkInvariants(model, real)
  }

  toString = (): string => 'collect'
}

class ReleaseAll implements Step {
  check = (): boolean => true

  run(model: Model, real: Real): void {
    const mapped = real.backend.maps.size
    expect(real.manager.releaseAll()).toBe(mapped)
    checkInvariants(model, real)
  }

  toString = (): string => 'releaseAll'
}

class ReplaceFile implements Step {
  constructor(private readonly file: number) {}

  check = (): boolean => true

  run(model: Model, real: Real): void {
    writeVersion(model, this.file)
    checkInvariants(model, real)
  }

  toString = (): string => `replace(${this.file})`
}

class CutFile implements Step {
  constructor(private readonly file: number) {}

  check = (model: Readonly<Model>): boolean => model.files[this.file]!.data.length > PAGE

  run(model: Model, real: Real): void {
    const version = model.files[this.file]!
    const half = Math.floor(version.data.length / 2)
    truncateSync(pathOf(model, this.file), half)
    version.current = false
    version.cut = true
    model.files[this.file] = { data: version.data.slice(0, half), current: true, cut: false }
    checkInvariants(model, real)
  }

  toString = (): string => `cut(${this.file})`
}

class FailNext implements Step {
  constructor(private readonly reasons: (string | undefined)[]) {}

  check = (): boolean => true

  run(_model: Model, { backend }: Real): void {
    backend.failures.push(...this.reasons)
  }

  toString = (): string => `fail(${this.reasons.join()})`
}

const pick = fc.nat(3)
// Small numbers, so that several cursors meet in one window and in one file.
const file = fc.nat(SIZES.length - 1)
const offset = fc.nat(SIZES[0]! + 10)
const useRegion = fc
  .tuple(pick, offset, fc.nat(9 * PAGE), fc.oneof(fc.constant(0), fc.nat(200), fc.nat(20 * PAGE)))
  .map((args) => new UseRegion(...args))
const unuseRegion = pick.map((p) => new UnuseRegion(p))
const reason = fc.constantFrom('ENOMEM', 'EMFILE', 'EAGAIN', 'EACCES', undefined)
const commands = fc.commands(
  [
    file.map((f) => new MakeCursor(f)),
    ...Array<typeof useRegion>(20).fill(useRegion),
    ...Array<typeof unuseRegion>(12).fill(unuseRegion),
    pick.map((p) => new CopyCursor(p)),
    fc.tuple(pick, offset, fc.nat(9 * PAGE)).map((args) => new CopyInto(...args)),
    fc.tuple(pick, pick).map(([p, q]) => new AssignCursor(p, q)),
    pick.map((p) => new DisposeCursor(p)),
    fc.constant(new Collect()),
    fc.constant(new ReleaseAll()),
    file.map((f) => new ReplaceFile(f)),
    file.map((f) => new CutFile(f)),
    fc.array(reason, { minLength: 1, maxLength: 3 }).map((reasons) => new FailNext(reasons)),
  ],
  { maxCommands: 100, size: 'max' },
)

const options = fc.record({
  whole: fc.boolean(),
  windowSize: fc.constantFrom(PAGE, 3 * PAGE, 5000, 8 * PAGE, 0),
  maxMemorySize: fc.constantFrom(4 * PAGE, 12 * PAGE, 40 * PAGE, Infinity),
  maxOpenHandles: fc.constantFrom(1, 3, 1000),
  strict: fc.boolean(),
})

describe.each(PROMPT_BACKENDS)('managers over %s', (name) => {
  const folder = scratchFolder()
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test('keep every promise in any order of calls', { timeout: 3_600_000 }, () => {
    let programs = 0
    const property = fc.property(options, commands, ({ whole, ...limits }, program) => {
      const backend = new RecordingBackend(selectBackend(name))
      const Manager = whole ? StaticWindowMapManager : SlidingWindowMapManager
      const budget = MapBudget.create({ maxMemorySize: Infinity })
      using manager = new Manager({ ...limits, backend, budget, idleTimeout: Infinity, reportLeaks: false })
      if (limits.strict) {
        backend.beforeMap = (length) => {
          const pages = Math.ceil(length / backend.granularity) * backend.granularity
          expect(backend.mappedBytes + pages).toBeLessThanOrEqual(limits.maxMemorySize)
        }
      }
      fc.modelRun(() => {
        const home = join(folder, String(programs++))
        mkdirSync(home)
        const model: Model = {
          folder: home,
          files: [],
          cursors: [],
          released: new Map(),
          time: 0,
          uses: 0,
          versions: 0,
        }
        SIZES.forEach((_size, i) => {
          writeVersion(model, i)
          const version = model.files[i]!
          model.cursors.push({ real: manager.makeCursor(pathOf(model, i)), version, region: undefined })
        })
        return { model, real: { manager, backend, budget } }
      }, program)
      manager.releaseAll()
      expect(backend.maps.size).toBe(0)
      expect(manager.mappedMemorySize()).toBe(0)
    })
    fc.assert(property, { numRuns: Math.ceil(PROGRAMS / PROMPT_BACKENDS.length), seed: SEED })
  })
})
