/** The command's chunks come from the code cache where V8 takes it, and as usual where it does not. */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
// @ts-expect-error A build script in JavaScript, without declarations.
import * as untyped from '../../scripts/build/code-cache.js'

type Require = (path: string) => unknown

const { cacheFolder, chunkLoader, summed } = untyped as {
  cacheFolder: () => string
  summed: (file: Buffer) => { data: Buffer; sum: number }
  chunkLoader: (nodeRequire: Require, folder: string) => Require
}

const CORE = [
  "const other = require('./other-2.js')",
  "exports.sum = () => other.one + require('node:path').sep.length",
  'exports.where = () => [__filename, __dirname]',
  "exports.load = () => require('./later-3.js')",
  "exports.fail = () => { throw new Error('thrown on line 5') }",
].join('\n')

let cache: Buffer
let folder: string
/** Paths that Node's own `require` was asked for, other than its modules. */
let byNode: string[]

beforeAll(() => {
  const place = mkdtempSync(join(tmpdir(), 'packmap-code-cache-'))
  const [chunk, made] = [join(place, 'chunk.js'), join(place, 'cache')]
  writeFileSync(chunk, CORE)
  const scripts = new URL('../../scripts/build/code-cache.js', import.meta.url).href
  const { stderr } = spawnSync(process.execPath, ['-e', RECORDER, chunk, made, scripts], { encoding: 'utf8' })
  expect(stderr).toBe('')
  cache = readFileSync(made)
  rmSync(place, { recursive: true })
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packmap-code-cache-'))
  mkdirSync(join(folder, 'chunks'))
  mkdirSync(join(folder, 'cli', cacheFolder()), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
  writeFileSync(join(folder, 'chunks/core-1.js'), CORE)
  writeFileSync(join(folder, 'chunks/other-2.js'), "exports.one = 1; exports.core = require('./core-1.js')\n")
  // The build gives no cache to a chunk like this one.
  writeFileSync(join(folder, 'chunks/later-3.js'), "exports.later = () => import('node:os')")
  writeFileSync(cachePath(), cache)
  byNode = []
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function cachePath(): string {
  return join(folder, 'cli', cacheFolder(), 'core-1.js.cache')
}

/** Writes the cache of the chunk core-1.js, whose functions have run, by a process of its own, as the build does. */
const RECORDER = `
  const { readFileSync, writeFileSync } = require('node:fs')
  const { Script } = require('node:vm')
  const [chunk, cache, scripts] = process.argv.slice(1)
  import(scripts).then(({ cacheFile }) => {
    const code = readFileSync(chunk, 'latin1')
    const script = new Script('(function(exports,require,module,__filename,__dirname){\\n' + code + '\\n})', {
      filename: 'core-1.js',
      lineOffset: -1,
    })
    const exports = {}
    script.runInThisContext()(exports, () => ({ sep: '/' }))
    exports.sum()
    writeFileSync(cache, cacheFile(script))
  })
`

function load(): Record<string, () => unknown> {
  const nodeRequire = createRequire(join(folder, 'cli/main.js'))
  const counted: Require = (path) => {
    if (!path.startsWith('node:')) byNode.push(path)
    return nodeRequire(path)
  }
  return chunkLoader(counted, join(folder, 'cli'))('../chunks/core-1.js') as Record<string, () => unknown>
}

describe('chunkLoader()', () => {
  it('runs a chunk from its cache, and others that it requires without one, each once', () => {
    const core = load()
    expect(core['sum']!()).toBe(2)
    expect(core['where']!()).toEqual([join(folder, 'chunks/core-1.js'), join(folder, 'chunks')])
    expect(byNode).toEqual([])
  })

  it('leaves positions in stack traces and import() as they are', async () => {
    const core = load()
    expect(() => core['fail']!()).toThrow(
      expect.objectContaining({ stack: expect.stringMatching(/core-1\.js:5:30\)?$/m) as string }),
    )
    const { later } = core['load']!() as Record<string, () => unknown>
    await expect(later!()).resolves.toHaveProperty('EOL')
    expect(byNode).toEqual([])
  })

  it('reads a folder that cannot be written to', () => {
    for (const path of [cachePath(), dirname(cachePath()), folder]) chmodSync(path, 0o555)
    expect(load()['sum']!()).toBe(2)
    for (const path of [folder, dirname(cachePath())]) chmodSync(path, 0o755)
    expect(byNode).toEqual([])
  })

  const good = (): Buffer => readFileSync(cachePath())
  it.each<[string, () => void]>([
    [
      'missing',
      () => {
        rmSync(cachePath())
      },
    ],
    [
      'empty',
      () => {
        writeFileSync(cachePath(), '')
      },
    ],
    [
      'a folder',
      () => {
        rmSync(cachePath())
        mkdirSync(cachePath())
      },
    ],
    [
      'cut short',
      () => {
        writeFileSync(cachePath(), good().subarray(0, good().length - 100))
      },
    ],
    [
      'cut in half',
      () => {
        writeFileSync(cachePath(), good().subarray(0, good().length / 2))
      },
    ],
    [
      'zeros from some place on',
      () => {
        writeFileSync(cachePath(), Buffer.from(good()).fill(0, 500))
      },
    ],
    [
      'one bit wrong',
      () => {
        const bytes = good()
        bytes[300]! ^= 4
        writeFileSync(cachePath(), bytes)
      },
    ],
    [
      'of another V8',
      () => {
        const file = good()
        file[4]! ^= 1 // the second word is a hash of the version
        file.writeInt32LE(summed(file).sum, file.length - 4)
        writeFileSync(cachePath(), file)
      },
    ],
    [
      'of another source',
      () => {
        appendFileSync(join(folder, 'chunks/core-1.js'), '\n// longer')
      },
    ],
  ])('takes every chunk by Node’s own require where the cache is %s', (_what, damage) => {
    damage()
    expect(load()['sum']!()).toBe(2)
    expect(byNode).toEqual(['../chunks/core-1.js'])
  })

  it('leaves it to Node where Node maps positions to the source', () => {
    process.setSourceMapsEnabled(true)
    try {
      expect(load()['sum']!()).toBe(2)
    } finally {
      process.setSourceMapsEnabled(false)
    }
    expect(byNode).toEqual(['../chunks/core-1.js'])
  })
})
