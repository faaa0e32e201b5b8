// Compiles what is in assembly/ and writes each module into the TypeScript source, as text: the package then needs no
// file beside its code, and a clone runs from its sources without a build. Tests hold source and text together.
import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

/** Each source, the file that it is written to, and the name that it has there. */
export const MODULES = [
  { source: 'assembly/index.ts', target: 'src/pack/wasm/wasm-module.ts', name: 'WASM_MODULE' },
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

const FLAGS = [
  '-O3',
  '--noAssert',
  '--runtime=stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory=1',
  '--maximumMemory=65536',
  '--enable=threads',
  '--enable=simd',
]

/** The text of the generated file. */
export async function compile({ source, name }) {
  const root = new URL('../', import.meta.url)
  let binary
  const { error, stderr } = await asc.main([source, ...FLAGS, '--outFile=module.wasm'], {
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
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g)
  return [
    `/** ${source}, compiled by \`npm run build:wasm\`: ${binary.length} bytes, in base64. Not to be edited. */`,
    `export const ${name} =`,
    lines.map((line) => `  '${line}'`).join(' +\n'),
    '',
  ].join('\n')
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const module of MODULES) {
    writeFileSync(new URL(`../${module.target}`, import.meta.url), await compile(module))
  }
}
