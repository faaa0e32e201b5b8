/** The lint rules hold what ARCHITECTURE.md promises: each is broken on purpose, and has to notice. */
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import { foldersIn, readText, ROOT, trackedFiles } from './files.js'

/** Rows of the table "Layers": a folder of src/ and those that it may import. */
const LAYERS = new Map(
  [...readText('ARCHITECTURE.md').matchAll(/^\| `src\/([\w-]+)\/`.*\|(.*)\|$/gm)].map(
    ([, layer, allowed]) => [
      layer!,
      allowed!.trim() === 'all' ? 'all' : [...allowed!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!),
    ],
  ),
)

// Without types: the planted files do not exist, and the rules asked here look at the text alone.
const eslint = new ESLint({ cwd: ROOT, overrideConfig: [tseslint.configs.disableTypeChecked] })

describe('layer rule', () => {
  it('has a row in ARCHITECTURE.md for every folder of src/', () => {
    expect([...LAYERS.keys()].sort()).toEqual(foldersIn('src').sort())
  })

  const imports = [...LAYERS.keys()].flatMap((layer) =>
    [...LAYERS.keys()].map((other) => [layer, other] as const),
  )

  it.each(imports.filter(([layer, other]) => !mayImport(layer, other)))(
    'reports src/%s importing src/%s',
    async (layer, other) => {
      expect(await rulesBrokenBy(layer, importOf(other))).toContain('import-x/no-restricted-paths')
    },
  )

  it.each(imports.filter(([layer, other]) => mayImport(layer, other)))(
    'allows src/%s importing src/%s',
    async (layer, other) => {
      expect(await rulesBrokenBy(layer, importOf(other))).not.toContain('import-x/no-restricted-paths')
    },
  )
})

describe('no-bitwise', () => {
  it.each([...LAYERS.keys()])('reports a shift of an offset in src/%s', async (layer) => {
    const shift = 'export const twice = (offset: number): number => offset << 1\n'
    expect(await rulesBrokenBy(layer, shift)).toEqual(['no-bitwise'])
  })

  it('is switched off only with a reason', () => {
    const switches = trackedFiles()
      .filter((path) => path.startsWith('src/'))
      .flatMap((path) => [...readText(path).matchAll(/eslint(-disable\S*)? no-bitwise.*/g)])
    for (const [comment] of switches) expect(comment).toMatch(/ -- \w.{10}/)
  })
})

function mayImport(layer: string, other: string): boolean {
  const allowed = LAYERS.get(layer)!
  return other === layer || allowed === 'all' || allowed.includes(other)
}

/** A file with nothing but an import of some real file of `layer`: a path that leads nowhere is not reported. */
function importOf(layer: string): string {
  const target = trackedFiles().find((path) => path.startsWith(`src/${layer}/`) && path.endsWith('.ts'))
  return `import '../${target!.slice('src/'.length, -'.ts'.length)}.js'\n`
}

async function rulesBrokenBy(layer: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: `${ROOT}/src/${layer}/planted.ts` })
  return result!.messages.map((message) => message.ruleId)
}
