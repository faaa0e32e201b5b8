/** package.json names files that a build makes, and the README's commands are those that run. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readText, ROOT, trackedFiles } from './files.js'

interface Manifest {
  version: string
  types: string
  bin: Record<string, string>
  exports: Record<string, string | { types: string; default: string }>
  scripts: Record<string, string>
  engines: { node: string }
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional: boolean }>
}

/** Used where the user has installed them, and never needed. */
const OPTIONAL = ['mmap-io']

const manifest = JSON.parse(readText('package.json')) as Manifest

describe('package.json', () => {
  const modules = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object')

  it.each(modules)('exports %s from a source file, with its declarations', (_, target) => {
    const { default: code, types } = target as { types: string; default: string }
    expect(existsSync(join(ROOT, sourceOf(code)))).toBe(true)
    expect(types).toBe(code.replace(/\.mjs$/, '.d.mts'))
  })

  it('points `types` at the declarations of the main export', () => {
    expect(manifest.exports['.']).toMatchObject({ types: manifest.types })
  })

  it.each(Object.entries(manifest.bin))('runs %s from a source file that begins with node', (_, target) => {
    expect(readText(sourceOf(`./${target}`))).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  it('has the version that the changelog speaks of first', () => {
    expect(/^## (\S+)/m.exec(readText('CHANGELOG.md'))?.[1]).toBe(manifest.version)
  })

  it('depends on packages that src/ imports, and on no other; the build bundles the rest', () => {
    const needed = importedPackages().filter((name) => !OPTIONAL.includes(name))
    const depended = Object.keys(manifest.dependencies)
    expect(needed).toEqual(expect.arrayContaining(depended))
    const bundled = needed.filter((name) => !depended.includes(name))
    expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(bundled))
  })

  it('has no peer dependency that must be there', () => {
    for (const name of Object.keys(manifest.peerDependencies ?? {})) {
      expect(manifest.peerDependenciesMeta?.[name]).toEqual({ optional: true })
    }
  })
})

describe('README.md', () => {
  const readme = readText('README.md')

  it('has the two commands, which .ci/run runs word for word', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test']) {
      expect(readme).toContain(`\n${command}\n`)
      expect(readText('.ci/run')).toContain(`run '${command}'`)
    }
    expect(manifest.scripts).toHaveProperty('demo')
    expect(manifest.scripts).toHaveProperty('test')
  })
})

/** `./dist/x.js` and `./dist/x.mjs` are compiled from `src/x.ts`. */
function sourceOf(built: string): string {
  return built.replace(/^\.\/dist\//, 'src/').replace(/\.m?js$/, '.ts')
}

/** Packages that code under src/ imports; neither Node's own nor, in the examples of docstrings, packmap. */
function importedPackages(): string[] {
  // `createRequire(import.meta.url)('name')` is how what may be missing, or takes long to load, is imported.
  const specifier = /(?:\bfrom |\bimport\(|\bimport |\(import\.meta\.url\)\()'((?:@[\w.-]+\/)?[\w][\w.-]*)/g
  const sources = trackedFiles().filter((path) => path.startsWith('src/'))
  const names = sources.flatMap((path) => [...readText(path).matchAll(specifier)].map(([, name]) => name!))
  return [...new Set(names)].filter((name) => name !== 'node' && name !== 'packmap').sort()
}
