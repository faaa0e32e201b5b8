// Compiles what is in assembly/ and writes each module into the TypeScript source, as text: the package then needs no
// file beside its code, and a clone runs from its sources without a build. Tests hold source and text together.
import { readFileSync, writeFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import asc from 'assemblyscript/asc'
import { SCRIPT_FLAGS, scriptOf } from './core-script.js'

/** Each source, the file that it is written to, and the name that it has there. */
export const MODULES = [
  { source: 'src/pack/core/assembly/index.ts', target: 'src/pack/core/core-module.ts', name: 'CORE_MODULE' },
  {
    source: 'assembly/tree-difference.ts',
    target: 'src/object/tree-difference-module.ts',
    name: 'TREE_DIFFERENCE_MODULE',
  },
  {
    source: 'assembly/line-diff/index.ts',
    target: 'src/text/line-diff/line-diff-module.ts',
    name: 'LINE_DIFF_MODULE',
  },
  {
    source: 'assembly/sha1-collisions.ts',
    target: 'src/object/sha1/sha1-collisions-module.ts',
    name: 'SHA1_COLLISIONS_MODULE',
  },
]

/** The core, which is also made into plain JavaScript. */
export const CORE = { ...MODULES[0], scriptTarget: 'src/pack/core/core-script.ts' }

const COMMON_FLAGS = [
  '-O3',
  '--noAssert',
  '--runtime=stub',
  '--importMemory',
  '--initialMemory=1',
  '--maximumMemory=65536',
]
const WASM_FLAGS = ['--sharedMemory', '--enable=threads', '--enable=simd']

/** The text of the generated file. */
export async function compile({ source, name }) {
  const binary = await compileTo(source, WASM_FLAGS)
  const comment = `${source}, compiled by \`npm run build:wasm\`: ${binary.length} bytes, in base64. Not to be edited.`
  return inLines(comment, name, binary)
}

/** The text of the file that has the core as plain JavaScript, and the JavaScript. */
export async function compileScript() {
  const script = scriptOf(await compileTo(CORE.source, SCRIPT_FLAGS))
  const comment =
    `${CORE.source} as plain JavaScript, by \`npm run build:wasm\`: ${script.length} bytes, deflated, in base64. ` +
    'Not to be edited.'
  return { script, text: inLines(comment, 'CORE_SCRIPT', deflateRawSync(script, { level: 9 })) }
}

function inLines(comment, name, bytes) {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,100}/g)
  return [
    `/** ${comment} */`,
    `export const ${name} =`,
    lines.map((line) => `  '${line}'`).join(' +\n'),
    '',
  ].join('\n')
}

async function compileTo(source, flags) {
  const root = new URL('../', import.meta.url)
  let binary
  const { error, stderr } = await asc.main([source, ...COMMON_FLAGS, ...flags, '--outFile=module.wasm'], {
    readFile: (file) => {
      try {
        return readFileSync(new URL(file, root), 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (_name, contents) => {
      binary = contents
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`${source} does not compile:\n${stderr.toString()}`)
  return binary
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const module of MODULES) {
    writeFileSync(new URL(`../${module.target}`, import.meta.url), await compile(module))
  }
  const { text } = await compileScript()
  writeFileSync(new URL(`../${CORE.scriptTarget}`, import.meta.url), text)
}
