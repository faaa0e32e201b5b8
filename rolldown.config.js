// How src/ becomes dist/: few files, because reading one through Node's module loader costs as much as compiling some 30 KB.
//
// All code is CommonJS, which Node starts some milliseconds sooner than ES modules, and the library and the command share
// it. An entry of the library is an ES module that gives the names of a CommonJS one. Each subcommand is a chunk of its
// own, loaded when it is run. What package.json lists as dependencies stays outside; what it lists as devDependencies and
// src/ imports is bundled, and scripts/build/licenses.js adds its licence.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { defineConfig } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { chunks } from './scripts/build/chunks.js'
import { codeCacheLoader } from './scripts/build/code-cache.js'
import { commonJsFolder } from './scripts/build/commonjs-folder.js'
import { installedWorkers } from './scripts/build/installed-workers.js'
import { builtins } from './scripts/build/builtins.js'
import { LicenseFile } from './scripts/build/licenses.js'
import { moduleFaces } from './scripts/build/module-faces.js'
import { stressPage } from './scripts/build/page.js'
import { publicMembers } from './scripts/build/public-members.js'
import { shortLines } from './scripts/build/short-lines.js'
import { workerUrls } from './scripts/build/worker-urls.js'

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const outside = [
  /^node:/,
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.optionalDependencies),
  ...Object.keys(manifest.peerDependencies),
]
const licenses = new LicenseFile('dist/THIRD-PARTY-LICENSES')

const workers = readdirSync('src', { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.worker.ts'))
  .map((path) => path.replace(/\.ts$/, ''))
const modules = Object.values(manifest.exports).flatMap((target) => nameOf(target.default))
const commands = Object.values(manifest.bin).flatMap(nameOf)

/** What loading `cat-file` need not wait for. */
const SELDOM_USED = [
  'node:child_process',
  'node:crypto',
  'node:module',
  'node:os',
  'node:stream',
  'node:timers/promises',
  'node:url',
  'node:util',
  'node:vm',
  'node:worker_threads',
  'node:zlib',
]

/** What the shortest command loads, `cat-file` of one object, is two chunks, and the others share them. */
const CORE = ['src/cli/process.ts', 'src/cli/commands/cat-file/cat-file.ts']

export default defineConfig([
  {
    input: {
      ...sources([...modules, ...commands]),
      ...Object.fromEntries(workers.map((path) => [`workers/${posix.basename(path)}`, `src/${path}.ts`])),
    },
    platform: 'node',
    external: outside,
    transform: { target: 'es2022', define: { PACKMAP_VERSION: JSON.stringify(manifest.version) } }, // Node 20 has no `using`
    plugins: [
      installedWorkers(),
      stressPage('stress-page.html.br', [licenses.plugin()]),
      workerUrls(workers),
      licenses.plugin(),
      builtins(SELDOM_USED),
      commonJsFolder(),
      moduleFaces(modules),
      shortLines(),
      codeCacheLoader(),
    ],
    output: {
      dir: 'dist',
      format: 'cjs',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      exports: 'named',
      esModule: false, // bundlers take `import x from` an entry for all of it, as Node does
      codeSplitting: { groups: chunks(CORE) },
      // Functions and classes keep their names, for stack traces and profiles.
      minify: {
        compress: true,
        mangle: { keepNames: true, toplevel: true },
        codegen: { removeWhitespace: true },
      },
      comments: { legal: true, annotation: false, jsdoc: false },
    },
  },
  {
    // One file an entry, and one for what several entries show, so that a class is the same type in all of them.
    input: sources(modules),
    external: outside,
    plugins: [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.build.json' }), publicMembers()],
    output: {
      dir: 'dist',
      format: 'esm',
      entryFileNames: '[name].mts',
      chunkFileNames: 'types/[name].mts',
    },
  },
])

/** `dist/x.js` and `dist/x.mjs` are made of `src/x.ts`, and called `x` here; what is no code (package.json itself) gives nothing. */
function nameOf(built) {
  return /^(?:\.\/)?dist\/(.*)\.m?js$/.exec(built ?? '')?.slice(1) ?? []
}

function sources(names) {
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]))
}
