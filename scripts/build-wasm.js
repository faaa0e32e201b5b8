// Compiles assembly/index.ts and writes the module into the TypeScript source, as text: the package then needs
// no file beside its code, and a clone runs from its sources without a build. A test holds source and text together.
import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const SOURCE = 'assembly/index.ts'
const TARGET = new URL('../src/pack/wasm/wasm-module.ts', import.meta.url)

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
export async function compile() {
  const root = new URL('../', import.meta.url)
  let binary
  const { error, stderr } = await asc.main([SOURCE, ...FLAGS, '--outFile=arena.wasm'], {
    readFile: (name) => {
      try {
        return readFileSync(new URL(name, root), 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (_name, contents) => {
      binary = contents
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`${SOURCE} does not compile:\n${stderr.toString()}`)
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g)
  return [
    `/** ${SOURCE}, compiled by \`npm run build:wasm\`: ${binary.length} bytes, in base64. Not to be edited. */`,
    'export const WASM_MODULE =',
    lines.map((line) => `  '${line}'`).join(' +\n'),
    '',
  ].join('\n')
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(TARGET, await compile())
