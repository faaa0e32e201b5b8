/** The engine of a run: packmap's own, or a module of the user's, in JavaScript or TypeScript. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { capabilitiesOf, type EngineCapabilities } from './capabilities.js'
import { type EngineFactory, type EngineModule, PACKMAP } from './engine.js'
import type { MapBackend } from '../smmap/index.js'

/** An engine with every choice made. */
export interface Engine {
  readonly factory: EngineFactory
  /** Undefined: packmap's backends. */
  readonly backend: MapBackend | undefined
  readonly mapsItself: boolean
  readonly has: EngineCapabilities
}

/**
 * @param engine The path of a module, or what one exports; null: packmap's own.
 * @throws {TypeError} The module breaks the contract, or is TypeScript that nothing here can load.
 */
export async function loadEngine(engine: string | EngineModule | null): Promise<Engine> {
  const module = typeof engine === 'string' ? await importModule(resolve(engine)) : (engine ?? PACKMAP)
  const name = typeof engine === 'string' ? engine : 'the engine'
  const { default: factory, backend, mapsItself = false, capabilities } = module
  if (typeof factory !== 'function') throw new TypeError(`${name} has no function as its default export`)
  if (backend !== undefined && typeof backend.map !== 'function') {
    throw new TypeError(`the backend of ${name} has no method map()`)
  }
  const has = capabilitiesOf(capabilities)
  // Where nobody can step between, no failure can be made and no order be seen.
  if (!mapsItself) return { factory, backend, mapsItself, has }
  return { factory, backend: undefined, mapsItself, has: { ...has, failures: false, lruEviction: false } }
}

async function importModule(path: string): Promise<EngineModule> {
  const { href } = pathToFileURL(path)
  const module: unknown =
    isTypeScript(path) && !loadsTypeScript() ? await importByTsx(path, href) : await import(href)
  const { default: inner, ...others } = module as EngineModule
  // CommonJS that was compiled from a module: its exports are one default.
  return typeof inner === 'object' && 'default' in inner ? inner : { default: inner, ...others }
}

/** Whether Node does by itself, or whatever runs this file from its source. */
function loadsTypeScript(): boolean {
  const { typescript = false } = process.features as { typescript?: string | false }
  return typescript !== false || import.meta.url.endsWith('.ts')
}

function isTypeScript(path: string): boolean {
  return ['.ts', '.mts', '.cts'].includes(extname(path))
}

/** The URL of tsx's module as `import` takes it: what `require` finds is another, which cannot be imported. */
function tsxFrom(path: string): string | undefined {
  try {
    const manifest = createRequire(path).resolve('tsx/package.json')
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: Record<string, Conditions> }
    const { import: target } = exports['./esm/api']!
    return new URL(typeof target === 'string' ? target : target.default, pathToFileURL(manifest)).href
  } catch {
    return undefined // it is not there, or of another age
  }
}

interface Conditions {
  readonly import: string | { readonly default: string }
}

/** By tsx, where the user has it beside the engine or in the working folder. */
async function importByTsx(path: string, href: string): Promise<unknown> {
  for (const from of [path, resolve('package.json')]) {
    const api = tsxFrom(from)
    if (api === undefined) continue
    const { tsImport } = (await import(api)) as {
      tsImport: (url: string, parent: string) => Promise<unknown>
    }
    return await tsImport(href, import.meta.url)
  }
  throw new TypeError(
    `${path} is TypeScript, which Node ${process.version} does not load: Node 22.18 does, and so does this one with ` +
      'tsx beside the engine (npm install --save-dev tsx)',
  )
}
