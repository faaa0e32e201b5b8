/** The engine that is put under stress: packmap's own managers, or whatever a module of the user's makes. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type ManagerOptions,
  type MapManager,
  SlidingWindowMapManager,
  StaticWindowMapManager,
} from '../smmap/index.js'

export type ManagerKind = 'static' | 'sliding'

/** Makes a manager from the options that the harness hands on; every run makes several. */
export type EngineFactory = (kind: ManagerKind, options: ManagerOptions) => MapManager

export const packmapEngine: EngineFactory = (kind, options) =>
  kind === 'static' ? new StaticWindowMapManager(options) : new SlidingWindowMapManager(options)

/**
 * The default export of the module at `path`, or packmap's own engine without one.
 *
 * @throws {TypeError} The module exports no function.
 */
export async function loadEngine(path: string | null): Promise<EngineFactory> {
  if (path === null) return packmapEngine
  const module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown }
  if (typeof module.default !== 'function')
    throw new TypeError(`${path} has no function as its default export`)
  return module.default as EngineFactory
}
