/** What the system or a limit refuses, and what is done about it. */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import {
  FileChangedError,
  type ManagerOptions,
  MapError,
  MapLimitError,
  SlidingWindowMapManager,
  StaticWindowMapManager,
} from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'
import { RecordingBackend } from './recording-backend.js'
import {
  descriptorsOn,
  expectBytes,
  HAS_PROC,
  KEEPS_ROOM_FOR_COPIES,
  noise,
  noiseFile,
  PAGE,
  settled,
} from './support.js'

// What another test unmapped may still wait for the event loop, and counts until then.
beforeEach(settled)

/** A manager over a backend that can be made to fail. */
function failing(options: ManagerOptions = {}): {
  manager: SlidingWindowMapManager
  backend: RecordingBackend
} {
  const backend = new RecordingBackend(selectBackend('read'))
  return { backend, manager: new SlidingWindowMapManager({ ...options, backend }) }
}

function errorOf(action: () => unknown): MapError {
  try {
    action()
  } catch (error) {
    if (error instanceof MapError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a system that is short of something', () => {
  test('gets the descriptors back that are kept open', () => {
    const { manager, backend } = failing({ windowSize: PAGE })
    const files = Array.from({ length: 4 }, () => noiseFile(4 * PAGE))
    const cursors = files.map(({ path }) => manager.makeCursor(path))
    for (const cursor of cursors.slice(0, 3)) cursor.useRegion(0)
    expect(manager.stats().descriptors).toBe(3)
    backend.failures.push('EMFILE')
    expectBytes(cursors[3]!.useRegion(0, 10).buffer(), files[3]!.data.subarray(0, 10))
    expect(manager.stats().descriptors).toBe(1)
  })

  test.each(['ENOMEM', 'EMFILE', 'ENFILE', 'EAGAIN'])(
    '%s: everything unused is released, and one more try made',
    (reason) => {
      const { manager, backend } = failing({ windowSize: PAGE })
      const { path, data } = noiseFile(20 * PAGE)
      using idle = manager.makeCursor(path)
      using pinned = manager.makeCursor(path).useRegion(0)
      idle.useRegion(9 * PAGE).unuseRegion()
      backend.failures.push(reason)
      using cursor = manager.makeCursor(path).useRegion(5 * PAGE, 10)
      expectBytes(cursor.buffer(), data.subarray(5 * PAGE, 5 * PAGE + 10))
      expect([pinned.isValid(), manager.numFileHandles(), manager.stats().failures]).toEqual([true, 2, 1])
    },
  )

  test('a second failure is a MapLimitError that names file, range, reason and remedy', () => {
    const { manager, backend } = failing()
    const { path } = noiseFile(20 * PAGE)
    using cursor = manager.makeCursor(path)
    backend.failures.push('ENOMEM', 'ENOMEM')
    const error = errorOf(() => cursor.useRegion(5 * PAGE))
    expect(error).toBeInstanceOf(MapLimitError)
    expect(error).toMatchObject({ code: 'MAP_LIMIT', errno: 'ENOMEM', path, offset: 5 * PAGE })
    expect(error.message).toContain('vm.max_map_count')
    expect([manager.mappedMemorySize(), manager.numFileHandles()]).toEqual([0, 0])
    expect(cursor.useRegion(5 * PAGE).isValid()).toBe(true)
  })

  test('any other reason is a MapError at once, and nothing is released for it', () => {
    const { manager, backend } = failing({ windowSize: PAGE })
    const { path } = noiseFile(20 * PAGE)
    using cursor = manager.makeCursor(path)
    cursor.useRegion(0).unuseRegion()
    backend.failures.push('EACCES')
    expect(errorOf(() => cursor.useRegion(5 * PAGE))).toMatchObject({ code: 'MAP_FAILED', errno: 'EACCES' })
    expect([manager.numFileHandles(), backend.failures.length]).toEqual([1, 0])
  })

  test('an unmap that fails throws, and leaves every count as if it had not', () => {
    const { manager, backend } = failing({ windowSize: PAGE })
    const { path } = noiseFile(4 * PAGE)
    using cursor = manager.makeCursor(path)
    cursor.useRegion(0).useRegion(2 * PAGE)
    backend.beforeUnmap = () => {
      backend.beforeUnmap = undefined
      throw new Error('made to fail')
    }
    expect(() => manager.releaseAll()).toThrow('made to fail')
    manager.releaseAll()
    const { regions, mappedBytes, pinnedBytes, unmaps } = manager.stats()
    expect([regions, mappedBytes, pinnedBytes, unmaps]).toEqual([0, 0, 0, 2])
    expect(cursor.useRegion(0).isValid()).toBe(true)
  })

  test.runIf(HAS_PROC)('10,000 files open live inside ulimit -n 256', () => {
    const folder = temporaryFolder()
    for (let i = 0; i < 10_000; i++) closeSync(openSync(join(folder, String(i)), 'w'))
    for (let i = 0; i < 10_000; i++) truncateSync(join(folder, String(i)), 2 * PAGE)
    const script = `
      import { SlidingWindowMapManager } from '${new URL('../../src/smmap/index.ts', import.meta.url).href}'
      const manager = new SlidingWindowMapManager({ windowSize: ${PAGE} })
      const cursors = []
      for (let i = 0; i < 10000; i++) cursors.push(manager.makeCursor('${folder}/' + i).useRegion(0))
      for (let i = 0; i < 10000; i++) cursors[i].useRegion(${PAGE}, 1)
      console.log(manager.numOpenFiles(), manager.stats().descriptors, manager.stats().failures)`
    const command = `ulimit -n 256; exec "$0" --import tsx --input-type=module -e "$1"`
    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, script], {
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' },
    })
    expect(stderr).toBe('')
    expect(stdout).toBe('10000 64 0\n')
  })
})

describe('limits', () => {
  test('a strict one refuses with used, limit and pinned, and shrinks windows before it does', () => {
    const { path, data } = noiseFile(40 * PAGE)
    using manager = new SlidingWindowMapManager({
      windowSize: 4 * PAGE,
      maxMemorySize: 6 * PAGE,
      strict: true,
    })
    using first = manager.makeCursor(path).useRegion(0)
    using second = manager.makeCursor(path).useRegion(10 * PAGE)
    const left = KEEPS_ROOM_FOR_COPIES ? 1 : 2
    expect([first.region()!.size(), second.region()!.size()]).toEqual([4 * PAGE, left * PAGE])
    expectBytes(second.buffer(), data.subarray(10 * PAGE, (10 + left) * PAGE))
    using third = manager.makeCursor(path)
    const error = errorOf(() => third.useRegion(20 * PAGE))
    expect(error).toBeInstanceOf(MapLimitError)
    const used = KEEPS_ROOM_FOR_COPIES ? '20.0 KiB' : '24.0 KiB'
    expect(error.message).toContain(`${used} of 24.0 KiB are mapped, ${used} of them in use`)
    expect(error.message).toContain('maxMemorySize')
    first.unuseRegion()
    expect(third.useRegion(20 * PAGE).isValid()).toBe(true)
  })

  test('windows of the default size take an eighth of the limit at most', () => {
    using manager = new SlidingWindowMapManager({ maxMemorySize: 80 * PAGE, backend: 'read' })
    expect(manager.windowSize()).toBe(10 * PAGE)
    using cursor = manager.makeCursor(noiseFile(40 * PAGE).path).useRegion(0)
    expect(cursor.size()).toBe(10 * PAGE)
    expect(new SlidingWindowMapManager({ maxMemorySize: Infinity, backend: 'read' }).windowSize()).toBe(
      2 ** 20,
    )
  })

  test('a strict one refuses a whole file that does not fit', () => {
    const { path } = noiseFile(40 * PAGE)
    using manager = new StaticWindowMapManager({ maxMemorySize: 20 * PAGE, strict: true })
    using cursor = manager.makeCursor(path)
    using small = manager.makeCursor(noiseFile(PAGE, 'small').path)
    small.useRegion(0).unuseRegion()
    expect(() => cursor.useRegion(0)).toThrow(MapLimitError)
    expect(manager.numFileHandles()).toBe(1) // nothing was released for what could not fit
  })

  test('a soft one is exceeded by what is in use at the same time, and by no more', async () => {
    const { path } = noiseFile(40 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: 4 * PAGE, maxMemorySize: 6 * PAGE })
    const cursors = [0, 8, 16, 24].map((page) => manager.makeCursor(path).useRegion(page * PAGE))
    expect(manager.mappedMemorySize()).toBe(16 * PAGE)
    for (const cursor of cursors) cursor[Symbol.dispose]()
    using cursor = manager.makeCursor(path).useRegion(32 * PAGE)
    expect([cursor.isValid(), manager.mappedMemorySize() <= 4 * PAGE]).toEqual([true, true])
    await settled()
    cursor.unuseRegion()
    cursor.useRegion(32 * PAGE)
    expect(manager.mappedMemorySize()).toBe(4 * PAGE)
  })

  test.each([SlidingWindowMapManager, StaticWindowMapManager])(
    'the one on handles is hard in %o',
    async (Manager) => {
      const [one, two, three] = [1, 2, 3].map((seed) => noiseFile(PAGE, 'noise', seed).path)
      using manager = new Manager({ maxOpenHandles: 2 })
      using first = manager.makeCursor(one!).useRegion(0)
      using second = manager.makeCursor(two!).useRegion(0)
      using third = manager.makeCursor(three!)
      const error = errorOf(() => third.useRegion(0))
      expect(error).toBeInstanceOf(MapLimitError)
      expect(error.message).toContain('maxOpenHandles')
      first.unuseRegion()
      expect(third.useRegion(0).isValid()).toBe(true)
      third.unuseRegion()
      await settled()
      third.useRegion(0)
      expect([third.isValid(), second.isValid(), manager.numFileHandles()]).toEqual([true, true, 2])
    },
  )

  test('the least recently used region goes first, by when its last claim ended', async () => {
    const { path } = noiseFile(40 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE, maxOpenHandles: 3 })
    using cursor = manager.makeCursor(path)
    const regions = [0, 2, 4].map((page) => cursor.useRegion(page * PAGE).region()!)
    cursor.useRegion(0).useRegion(20 * PAGE)
    expect(regions.map(({ mapped }) => mapped)).toEqual([true, false, true])
    await settled()
    cursor.unuseRegion()
    cursor.useRegion(20 * PAGE) // a region by now, if it was a copy before
    cursor.useRegion(22 * PAGE)
    expect(regions.map(({ mapped }) => mapped)).toEqual([true, false, false])
  })

  test('options outside their range are refused by name', () => {
    for (const options of [
      { windowSize: -2 },
      { windowSize: 1.5 },
      { maxMemorySize: NaN },
      { maxOpenHandles: 0 },
    ]) {
      expect(() => new SlidingWindowMapManager(options)).toThrow(Object.keys(options)[0])
    }
  })

  test('offsets and sizes that are no whole numbers from 0 on are a RangeError', () => {
    using manager = new SlidingWindowMapManager()
    using cursor = manager.makeCursor(noiseFile(PAGE).path)
    for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53])
      expect(() => cursor.useRegion(bad)).toThrow(RangeError)
    cursor.useRegion(0)
    for (const bad of [-1, 0.5, NaN, Infinity]) {
      expect(() => cursor.useRegion(0, bad)).toThrow(RangeError)
      expect(() => cursor.useRegion(0, 1, bad)).toThrow(RangeError)
    }
  })
})

describe('minSize', () => {
  test('is met across the edge of a window, by a copy for few bytes', () => {
    const { path, data } = noiseFile(20 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: 4 * PAGE })
    using cursor = manager.makeCursor(path).useRegion(0)
    cursor.useRegion(4 * PAGE - 5, 8, 32)
    expectBytes(cursor.buffer(), data.subarray(4 * PAGE - 5, 4 * PAGE + 27))
    expect([manager.stats().reads, manager.stats().copiedBytes]).toEqual([1, 32])
    using copy = cursor.copy()
    cursor.unuseRegion()
    expect(copy.size()).toBe(32)
    copy.unuseRegion()
    expect(manager.stats().copiedBytes).toBe(0)
  })

  test('is met to the byte by a cursor that points to the window already', () => {
    const { path, data } = noiseFile(20 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: 4 * PAGE })
    using cursor = manager.makeCursor(path).useRegion(0)
    const end = cursor.region()!.end
    for (const beyond of [0, 1]) {
      const view = cursor.useRegion(end - 100, 1, 100 + beyond).buffer()
      expectBytes(view, data.subarray(end - 100, end + beyond))
    }
  })

  test('is met by one wider window for many bytes, and by a copy where that would overlap a claim', () => {
    const { path, data } = noiseFile(200 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: 4 * PAGE })
    using pinned = manager.makeCursor(path).useRegion(50 * PAGE)
    using cursor = manager.makeCursor(path)
    for (const offset of [0, 40 * PAGE]) {
      const view = cursor.useRegion(offset, 0, 100 * PAGE).buffer()
      expectBytes(view, data.subarray(offset, offset + view.length))
      expect(view.length).toBeGreaterThanOrEqual(100 * PAGE)
      expect([cursor.region()!.shared, pinned.isValid()]).toEqual([false, true])
    }
    pinned.unuseRegion()
    cursor.unuseRegion()
    expect(cursor.useRegion(40 * PAGE, 0, 100 * PAGE).region()!.shared).toBe(true)
    expect(manager.stats().copiedBytes).toBe(0)
  })

  test('is met by bytes that releaseAll() takes from their cursor, and not from who holds them', () => {
    const { path, data } = noiseFile(20 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: 4 * PAGE })
    using cursor = manager.makeCursor(path).useRegion(0)
    const view = cursor.useRegion(4 * PAGE - 5, 8, 32).buffer()
    expect(manager.releaseAll()).toBe(1)
    expect([cursor.isValid(), manager.stats().copiedBytes]).toEqual([false, 0])
    expectBytes(view, data.subarray(4 * PAGE - 5, 4 * PAGE + 27))
    cursor.unuseRegion()
    expect(cursor.useRegion(0).isValid()).toBe(true)
  })

  test('ends at the end of the file', () => {
    const { path } = noiseFile(3 * PAGE + 5)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using cursor = manager.makeCursor(path)
    expect(cursor.useRegion(3 * PAGE, 1, 10 * PAGE).size()).toBe(5)
  })
})

describe('files', () => {
  test('a directory, a missing file, an empty one and a device are clear errors', () => {
    const folder = temporaryFolder()
    using manager = new SlidingWindowMapManager()
    expect(errorOf(() => manager.makeCursor(folder)).message).toContain('a directory cannot be mapped')
    expect(errorOf(() => manager.makeCursor(join(folder, 'none')))).toMatchObject({ errno: 'ENOENT' })
    const empty = join(folder, 'empty')
    writeFileSync(empty, '')
    using cursor = manager.makeCursor(empty)
    expect(cursor.fileSize()).toBe(0)
    expect(cursor.useRegion().isValid()).toBe(false)
    if (process.platform !== 'win32') {
      expect(errorOf(() => manager.makeCursor('/dev/null')).message).toContain('a device')
    }
    expect(() => manager.makeCursor({} as never)).toThrow(TypeError)
  })

  test('one that is replaced is never served from the old map to a new cursor', () => {
    const { path, data } = noiseFile(8 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using old = manager.makeCursor(path).useRegion(0)
    const fresh = noise(8 * PAGE, 99)
    writeFileSync(`${path}.new`, fresh)
    renameSync(`${path}.new`, path)
    using cursor = manager.makeCursor(path).useRegion(0)
    expectBytes(cursor.buffer(), fresh.subarray(0, PAGE))
    expectBytes(old.buffer(), data.subarray(0, PAGE))
    manager.collect()
    expect(errorOf(() => old.useRegion(5 * PAGE))).toBeInstanceOf(FileChangedError)
    expectBytes(cursor.useRegion(5 * PAGE).buffer(), fresh.subarray(5 * PAGE, 6 * PAGE))
  })

  test('one that grew is seen by a new cursor', () => {
    const { path, data } = noiseFile(2 * PAGE)
    using manager = new SlidingWindowMapManager()
    using before = manager.makeCursor(path).useRegion(0)
    writeFileSync(path, noise(100), { flag: 'a' })
    using after = manager.makeCursor(path).useRegion(2 * PAGE)
    expect([before.fileSize(), after.fileSize()]).toEqual([data.length, data.length + 100])
    expectBytes(after.buffer(), noise(100))
  })

  test('one that is deleted while a window is mapped stays readable through its descriptor', () => {
    const { path, data } = noiseFile(8 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using cursor = manager.makeCursor(path).useRegion(0)
    unlinkSync(path)
    expectBytes(cursor.useRegion(5 * PAGE).buffer(), data.subarray(5 * PAGE, 6 * PAGE))
    manager.collect()
    expect(errorOf(() => cursor.useRegion(7 * PAGE))).toMatchObject({ errno: 'ENOENT' })
  })

  test('all names of one file share its regions', () => {
    const { path } = noiseFile(PAGE)
    const link = `${path}.link`
    symlinkSync(path, link)
    using manager = new StaticWindowMapManager()
    const names = [path, link, Buffer.from(path), pathToFileURL(path)]
    const regions = names.map((name) => manager.makeCursor(name).useRegion(0).region())
    expect(new Set(regions).size).toBe(1)
    expect(manager.numOpenFiles()).toBe(1)
  })

  test('a descriptor that was closed and now names another file is noticed', () => {
    const one = noiseFile(4 * PAGE)
    const two = noiseFile(4 * PAGE, 'two', 2)
    const fd = openSync(one.path, 'r')
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using cursor = manager.makeCursor(fd).useRegion(0)
    closeSync(fd)
    expect(errorOf(() => cursor.useRegion(2 * PAGE))).toMatchObject({ errno: 'EBADF' })
    expect(openSync(two.path, 'r')).toBe(fd)
    expect(errorOf(() => cursor.useRegion(2 * PAGE))).toBeInstanceOf(FileChangedError)
    closeSync(fd)
  })

  test('one of whose names another file has taken is found by the others', () => {
    const { path, data } = noiseFile(8 * PAGE)
    const second = `${path}.link`
    linkSync(path, second)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using cursor = manager.makeCursor(path).useRegion(0)
    using other = manager.makeCursor(second)
    expect(other.useRegion(0).region()).toBe(cursor.region())
    manager.collect()
    writeFileSync(`${path}.new`, noise(8 * PAGE, 2))
    renameSync(`${path}.new`, path)
    expectBytes(other.useRegion(3 * PAGE).buffer(), data.subarray(3 * PAGE, 4 * PAGE))
    manager.collect()
    const fd = openSync(second, 'r')
    using byDescriptor = manager.makeCursor(fd)
    unlinkSync(second)
    expectBytes(byDescriptor.useRegion(5 * PAGE).buffer(), data.subarray(5 * PAGE, 6 * PAGE))
    closeSync(fd)
    expect(() => byDescriptor.useRegion(7 * PAGE)).toThrow(MapError)
    expect(manager.stats().descriptors).toBe(0)
  })

  test.runIf(HAS_PROC)('one that a pipe has replaced is an error, and nobody waits for a writer', () => {
    const { path, data } = noiseFile(8 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using cursor = manager.makeCursor(path)
    renameSync(path, `${path}.kept`)
    spawnSync('mkfifo', [path])
    expect(errorOf(() => cursor.useRegion(0)).message).toContain('a pipe cannot be mapped')
    expect(manager.stats().descriptors).toBe(0)
    renameSync(`${path}.kept`, path)
    expectBytes(cursor.useRegion(0).buffer(), data.subarray(0, PAGE))
  })

  test('descriptors: one a file, none for a file mapped whole, none after releaseAll()', () => {
    const { path } = noiseFile(20 * PAGE)
    using manager = new SlidingWindowMapManager({ windowSize: PAGE })
    using cursor = manager.makeCursor(path)
    for (let page = 0; page < 20; page++) cursor.useRegion(page * PAGE)
    expect([manager.numFileHandles(), manager.stats().descriptors]).toEqual([20, 1])
    if (HAS_PROC) expect(descriptorsOn(path)).toBe(1)
    manager.releaseAll()
    expect(manager.stats().descriptors).toBe(0)
    using whole = new StaticWindowMapManager()
    using region = whole.makeCursor(path).useRegion(0)
    expect([region.isValid(), whole.stats().descriptors]).toEqual([true, 0])
    if (HAS_PROC) expect(descriptorsOn(path)).toBe(0)
  })

  test('nothing is remembered of files whose cursors and regions are gone', () => {
    using manager = new SlidingWindowMapManager()
    for (let i = 0; i < 50; i++) {
      const { path } = noiseFile(PAGE, String(i))
      using cursor = manager.makeCursor(path).useRegion(0)
      using copy = cursor.copy()
      using another = manager.makeCursor(path)
      expect(another.fileSize()).toBe(copy.fileSize())
    }
    expect(Object.values(manager.stats().files)).toEqual([50])
    expect(manager.collect()).toBe(50)
    expect(manager.stats().files).toEqual({})
  })

  test('forceMapHandleRemoval() knows every name that a file was asked for by', () => {
    const { path } = noiseFile(PAGE)
    const other = join(temporaryFolder(), 'link')
    symlinkSync(path, other)
    using manager = new SlidingWindowMapManager()
    using cursor = manager.makeCursor(path).useRegion(0)
    using second = manager.makeCursor(other)
    expect([manager.forceMapHandleRemoval(other), cursor.isValid(), second.isAssociated()]).toEqual([
      1,
      false,
      true,
    ])
  })

  test('forceMapHandleRemoval() frees what lies at or below a path, and nothing beside it', () => {
    const folder = temporaryFolder()
    for (const name of ['a', 'ab']) mkdirSync(join(folder, name))
    const paths = [join(folder, 'a', 'x'), join(folder, 'a', 'y'), join(folder, 'ab', 'x')]
    for (const path of paths) writeFileSync(path, noise(PAGE))
    using manager = new SlidingWindowMapManager()
    const cursors = paths.map((path) => manager.makeCursor(path).useRegion(0))
    const views = cursors.map((cursor) => cursor.buffer())
    expect(manager.forceMapHandleRemoval(join(folder, 'a'))).toBe(2)
    expect(cursors.map((cursor) => cursor.isValid())).toEqual([false, false, true])
    expect(views.map(({ length }) => length)).toEqual([0, 0, PAGE])
    expect([manager.numFileHandles(), manager.mappedMemorySize()]).toEqual([1, PAGE])
    rmSync(join(folder, 'a'), { recursive: true })
  })
})

describe('auto', () => {
  test('reads a file whose map fails for a reason of its own, and stats() tells', () => {
    const { path, data } = noiseFile(4 * PAGE)
    using manager = new SlidingWindowMapManager({ backend: 'auto' })
    const real = selectBackend('auto')
    const map = real.map.bind(real)
    if (real.name === 'read') return
    using cursor = manager.makeCursor(path)
    real.map = () => {
      throw Object.assign(new Error('no such device'), { code: 'ENODEV' }) // as GPFS answers
    }
    try {
      expectBytes(cursor.useRegion(PAGE, 50).buffer(), data.subarray(PAGE, PAGE + 50))
    } finally {
      real.map = map
    }
    expect(manager.stats().files).toEqual({ read: 1 })
  })

  test('a backend that does not exist or does not work here is refused', () => {
    using manager = new SlidingWindowMapManager({ backend: 'none' as never })
    expect(() => manager.makeCursor(noiseFile(PAGE).path)).toThrow(MapError)
  })
})
