/** The engine of a run: packmap's own, or a module of the user's, in JavaScript or TypeScript. */
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

/** What Node says where it knows no TypeScript. */
const UNKNOWN_KIND = 'ERR_UNKNOWN_FILE_EXTENSION'

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
  try {
    return (await import(href)) as EngineModule
  } catch (error) {
    if (!isTypeScript(path) || (error as NodeJS.ErrnoException).code !== UNKNOWN_KIND) throw error
    await registerTsx(path)
    return (await import(href)) as EngineModule
  }
}

function isTypeScript(path: string): boolean {
  return ['.ts', '.mts', '.cts'].includes(extname(path))
}

/** tsx, where the user has it beside the engine or in the working folder. */
async function registerTsx(path: string): Promise<void> {
  for (const from of [path, resolve('package.json')]) {
    let found: string
    try {
      found = createRequire(from).resolve('tsx/esm/api')
    } catch {
      continue
    }
    const { register } = (await import(pathToFileURL(found).href)) as { register: () => unknown }
    register()
    return
  }
  throw new TypeError(
    `${path} is TypeScript, which Node ${process.version} does not load: Node 22.18 does, and so does this one with ` +
      'tsx beside the engine (npm install --save-dev tsx)',
  )
}
