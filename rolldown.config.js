// How src/ becomes dist/: the library as ES modules, the command as CommonJS; declarations come from the compiler.
//
// Few files, because reading one through Node's module loader costs as much as compiling some 30 KB of code. The command
// is CommonJS since Node starts that some milliseconds sooner than ES modules; it shares no file with the library. Each
// subcommand is a chunk of its own, loaded when it is run. What package.json lists as dependencies stays outside; what
// it lists as devDependencies and src/ imports is bundled, and scripts/build/licenses.js adds its licence.
import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'
import { inOneChunk } from './scripts/build/chunks.js'
import { codeCacheLoader } from './scripts/build/code-cache.js'
import { commonJsFolder } from './scripts/build/commonjs-folder.js'
import { lazyBuiltins } from './scripts/build/lazy-builtins.js'
import { LicenseFile } from './scripts/build/licenses.js'
import { stressPage } from './scripts/build/page.js'
import { workerUrls } from './scripts/build/worker-urls.js'

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const licenses = new LicenseFile('dist/THIRD-PARTY-LICENSES')

const workers = readdirSync('src', { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.worker.ts'))
  .map((path) => path.replace(/\.ts$/, ''))
const modules = Object.values(manifest.exports).flatMap((target) => nameOf(target.default))
const commands = Object.values(manifest.bin).flatMap(nameOf)

/** What loading `cat-file` need not wait for. */
const SELDOM_USED = [
  'node:crypto',
  'node:module',
  'node:os',
  'node:stream',
  'node:timers/promises',
  'node:url',
  'node:util',
  'node:worker_threads',
  'node:zlib',
]

/** What the shortest command loads, `cat-file` of one object, is one chunk, and the others share it. */
const CORE = ['src/cli/process.ts', 'src/cli/commands/cat-file/cat-file.ts']

export default defineConfig([
  {
    ...input([...modules, ...workers]),
    plugins: [workerUrls(workers), licenses.plugin()],
    output: { ...output('dist'), format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  {
    ...input(commands),
    plugins: [
      stressPage('stress-page.html', [licenses.plugin()]),
      workerUrls(workers),
      licenses.plugin(),
      lazyBuiltins(SELDOM_USED),
      commonJsFolder('cli'),
      codeCacheLoader(),
    ],
    output: {
      ...output('dist'),
      format: 'cjs',
      chunkFileNames: 'cli/chunks/[name]-[hash].js',
      codeSplitting: { groups: [{ name: inOneChunk('core', CORE), debugName: 'core' }] },
    },
  },
])

/** `dist/x.js` is made of `src/x.ts`, and called `x` here; what is no code (package.json itself) gives nothing. */
function nameOf(built) {
  return /^(?:\.\/)?dist\/(.*)\.js$/.exec(built ?? '')?.slice(1) ?? []
}

function input(names) {
  const outside = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]
  return {
    input: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
    platform: 'node',
    external: [/^node:/, ...outside],
    transform: { target: 'es2022' }, // Node 20 has no `using`
  }
}

function output(dir) {
  return {
    dir,
    entryFileNames: '[name].js',
    sourcemap: true,
    // Functions and classes keep their names, for stack traces and profiles.
    minify: {
      compress: true,
      mangle: { keepNames: true, toplevel: false },
      codegen: { removeWhitespace: true },
    },
    comments: { legal: true, annotation: false, jsdoc: false },
  }
}
