/**
 * The command's code as V8 has compiled it, beside the code itself: compiling takes a third of the time of a short
 * command.
 *
 * `dist/cli/main.js` loads every chunk by {@link chunkLoader}, which is written into it here. What it reads from
 * `dist/cli/code-cache/` scripts/build-code-cache.js makes, after this build, by the Node that builds.
 */

const ENTRY = 'cli/main.js'

/** Has the entry of the command load its chunks by {@link chunkLoader}. */
export function codeCacheLoader() {
  return {
    name: 'code-cache-loader',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        chunk.code = chunk.code.replace(/[^\n -~]/g, escaped)
        const entries = chunk.imports.filter((path) => bundle[path]?.isEntry)
        if (entries.length > 0)
          throw new Error(`${chunk.fileName} imports ${entries}, which would be loaded twice`)
      }
      const entry = bundle[ENTRY]
      const loads = /^(#!.*\n)([^]*\b)require(\((["'`])\.\.\/chunks\/[^]*)$/.exec(entry.code)
      if (loads === null) throw new Error(`${ENTRY} loads no chunk`)
      const [, shebang, before, after] = loads
      entry.code = `${shebang}const requireChunk=chunkLoader(require,__dirname);${before}requireChunk${after}\n${summed}\n${chunkLoader}\n`
    },
  }
}

/** In strings, templates and regular expressions alike. Text of one byte a character needs no decoding. */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * What a file of the cache holds: V8's data, filled up to whole words, and their sum in 4 bytes, because V8 takes nearly any
 * damage for code, and crashes.
 */
export function cacheFile(script) {
  const data = script.createCachedData()
  const file = Buffer.alloc(Math.ceil(data.length / 8) * 8 + 4)
  data.copy(file)
  file.writeInt32LE(summed(file).sum, file.length - 4)
  return file
}

/**
 * Runs on the user's machine, too. In WebAssembly, since in JavaScript that V8 has not compiled yet, adding up 600 KB takes 7 ms,
 * and here 0.6:
 *
 *     sum = size; for each word of 8 bytes: sum = (sum ^ word) * 0x9e3779b97f4a7c15; sum ^= sum >>> 32
 *
 * @param {Buffer} file
 * @returns {{ data: Buffer, sum: number }} What is before the sum, in memory of its own, and the sum that it should have.
 */
export function summed(file) {
  const size = file.length - 4
  const memory = new WebAssembly.Memory({ initial: Math.ceil(file.length / 65536) })
  const data = Buffer.from(memory.buffer, 0, size)
  file.copy(data)
  const module =
    'AGFzbQEAAAABBgFgAX8BfwIIAQFtAW0CAAEDAgEABwcBA3N1bQAACj0BOwIBfgF/IACtIQEDQCABIAIpAwCFQpX4qfqXt96bnn9+IgFCIIggAYUhASACQQhqIgIgAEkNAAsgAacL'
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(module, 'base64')), {
    m: { m: memory },
  })
  return { data, sum: size === 0 ? 0 : instance.exports.sum(size) }
}

/** The folder of the caches of the Node that runs this, below that of the command. */
export function cacheFolder() {
  return `code-cache/${process.versions.v8}-${process.platform}-${process.arch}`
}

/**
 * Runs on the user's machine: a `require` for chunks, which takes them from the code cache.
 *
 * V8 refuses a cache that another version of it, other flags or another source made. Then, and where there is none or
 * a damaged one, chunks are loaded by Node's own `require`, and Node is told to keep what it compiles where it can (22
 * and later). Which of the two is decided with the first chunk, so that none is loaded in both ways.
 *
 * @param {NodeJS.Require} nodeRequire That of the command's entry.
 * @param {string} folder Where the entry is; chunks are in the folder `chunks` beside that.
 * @returns {(path: string) => any}
 */
export function chunkLoader(nodeRequire, folder) {
  const chunks = new Map()
  const { readFileSync } = nodeRequire('node:fs')
  const { join } = nodeRequire('node:path')
  const chunksFolder = join(folder, '../chunks')
  const { constants, Script } = nodeRequire('node:vm')
  const { arch, env, platform, sourceMapsEnabled, versions } = process
  const readCache = (name) => {
    try {
      const path = join(folder, 'code-cache', `${versions.v8}-${platform}-${arch}`, `${name}.cache`)
      const file = readFileSync(path)
      const { data, sum } = summed(file)
      return sum === file.readInt32LE(data.length) ? data : undefined
    } catch {
      return undefined
    }
  }
  /** The code of a chunk as a function of what a CommonJS module is given. */
  const compile = (name, filename, cachedData) => {
    const code = readFileSync(filename, 'latin1')
    const script = new Script(`(function(exports,require,module,__filename,__dirname){\n${code}\n})`, {
      filename,
      lineOffset: -1,
      cachedData,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    return script.cachedDataRejected && chunks.size === 0 ? undefined : script.runInThisContext()
  }
  const requireChunk = (path) => {
    if (!path.startsWith('.')) return nodeRequire(path)
    const name = path.slice(path.lastIndexOf('/') + 1)
    const loaded = chunks.get(name)
    if (loaded) return loaded.exports
    const filename = join(chunksFolder, name)
    const cachedData = readCache(name)
    const run = cachedData || chunks.size > 0 ? compile(name, filename, cachedData) : undefined
    if (run === undefined) return undefined
    const chunk = { exports: {}, constructor: { _load: nodeRequire } }
    chunks.set(name, chunk)
    run(chunk.exports, requireChunk, chunk, filename, chunksFolder)
    return chunk.exports
  }
  return (path) => {
    // Node maps positions to the source, and counts coverage, only in what it has compiled itself; and only since 20.12
    // can it let other code use import().
    const byNode = sourceMapsEnabled || env.NODE_V8_COVERAGE || constants === undefined
    const exports = byNode ? undefined : requireChunk(path)
    if (exports !== undefined) return exports
    if (parseInt(versions.node) >= 22) nodeRequire('node:module').enableCompileCache?.()
    return nodeRequire(path)
  }
}
