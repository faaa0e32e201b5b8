/** A machine that is short of everything: the work goes on inside smaller limits, or one clear error says why not. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { ReadCore } from '../../src/pack/read/read-core.js'
import { readBackend } from '../../src/smmap/backend/read-backend.js'
import type { MapBackend } from '../../src/smmap/index.js'
import { git, GIT_ENVIRONMENT, run, scratchFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'

const scratch = scratchFolder()
const history = makeHistory(join(scratch, 'history'), { commits: 20, seed: 5 })
git(history, ['repack', '-adfq'])
const objects = join(history, '.git/objects')
const oids = git(history, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'])
const names = oids.toString().trim().split('\n')
const TSX = [process.execPath, '--import', 'tsx'] as const
const root = join(import.meta.dirname, '../..')

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** A copy of the objects whose packs may be written to. */
function copied(name: string): { folder: string; pack: string } {
  const folder = join(scratch, name)
  cpSync(objects, folder, { recursive: true })
  const file = readdirSync(join(folder, 'pack')).find((entry) => entry.endsWith('.pack'))!
  const pack = join(folder, 'pack', file)
  chmodSync(pack, 0o644)
  return { folder, pack }
}

describe('out of descriptors', () => {
  const child = join(import.meta.dirname, 'children/few-descriptors.ts')
  const outcome = (backend: string, spare: number): string => {
    const command = `ulimit -n 256; exec "$0" "$@"`
    const args = ['-c', command, ...TSX, child, objects, backend, String(spare)]
    return run('sh', args, { cwd: root }).stdout.toString().trim()
  }

  test.each(['koffi', 'read'])('backend %s reads everything with two left', (backend) => {
    expect(outcome(backend, 2)).toBe(`${names.length} objects`)
  })

  it('says so where none is left, and does not take a folder that it cannot list for empty', () => {
    expect(outcome('read', 0)).toBe(
      `${join(objects, 'pack')}: cannot be listed (EMFILE): the process has too many files open (ulimit -n)`,
    )
  })
})

describe('out of memory', () => {
  it('the arena is made smaller, and large objects are put together step by step', () => {
    const options = { maxObjectSize: 2 ** 30, verify: 'none', inflater: 'auto', core: 'auto' } as const
    const RealBuffer = globalThis.ArrayBuffer
    const wasm = (globalThis as unknown as { WebAssembly: { Memory: unknown } }).WebAssembly
    const RealMemory = wasm.Memory
    const ROOM = 8 * 1024 * 1024
    const refuse = (): never => {
      throw new RangeError('Array buffer allocation failed')
    }
    wasm.Memory = function (this: unknown, size: { initial: number }) {
      return size.initial * 65_536 > ROOM ? refuse() : new (RealMemory as new (a: unknown) => object)(size)
    }
    globalThis.ArrayBuffer = new Proxy(RealBuffer, {
      construct: (target, [size]: [number]) => (size > ROOM ? refuse() : new target(size)),
    })
    try {
      const core = new ReadCore({ ...options, cacheSize: 512 * 1024 * 1024 })
      expect(core.memory.scratchSize).toBe(1024 * 1024)
      expect(core.memory.bytes.length).toBeLessThanOrEqual(ROOM)
    } finally {
      globalThis.ArrayBuffer = RealBuffer
      wasm.Memory = RealMemory
    }
  })
})

describe('a file that changes or fails while it is read', () => {
  test.each([0.9, 0.5, 0.01])('cut to %d of its length is an error with the read backend', (share) => {
    const { folder, pack } = copied(`cut-${share}`)
    using db = ObjectDatabase.open(folder, {
      backend: 'read',
      windowSize: 4096,
      maxMemorySize: 65_536,
      cacheSize: 0,
    })
    expect(db.read(names[0]!).oid).toBe(names[0])
    using before = ObjectDatabase.open(objects)
    truncateSync(pack, Math.floor(before.stats().packs[0]!.packSize * share))
    const codes = new Set<unknown>()
    for (const oid of names) {
      try {
        expect(Buffer.compare(db.read(oid).data, before.read(oid).data)).toBe(0)
      } catch (error) {
        codes.add((error as { code?: unknown }).code)
      }
    }
    expect(codes.size).toBeGreaterThan(0)
    expect([...codes].filter((code) => typeof code !== 'string')).toEqual([])
  })

  it('because of the disk is one error that names the reason, and the next read tries again', () => {
    let isBroken = true
    const failing: MapBackend = {
      ...readBackend,
      map: (fd, offset, length) => {
        if (isBroken) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
        return readBackend.map(fd, offset, length)
      },
    }
    using db = ObjectDatabase.open(objects, { backend: failing })
    expect(() => db.read(names[0]!)).toThrow(/EIO/)
    expect(() => Array.from(db.oids())).toThrow(/EIO/)
    isBroken = false
    expect(db.read(names[0]!).oid).toBe(names[0])
  })
})

describe('the process', () => {
  const main = join(root, 'src/cli/main.ts')

  it('interrupted by SIGINT dies of it, as git does', async () => {
    const args = [...TSX.slice(1), main, '-C', history, 'cat-file', '--batch-check']
    const child = spawn(TSX[0], args, { cwd: root, env: GIT_ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.write(`${names[0]!}\n`)
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal ?? status).toBeOneOf(['SIGINT', 130])
  })

  it('without standard input has nothing to do, and ends well', () => {
    const command = 'exec "$0" "$@" <&-'
    const args = ['-c', command, ...TSX, main, '-C', history, 'cat-file', '--batch-check']
    const { status, stdout, stderr } = run('sh', args, { cwd: root })
    expect([status, stdout.toString(), stderr]).toEqual([0, '', ''])
  })
})
