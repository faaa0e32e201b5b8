/** Packages that are loaded when something of them is first wanted, because that takes time, or they may be missing. */
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

/**
 * Loads a package as `require` does.
 *
 * A bundler moves this code to where the package may not be seen from, so the place of the program is tried as well.
 *
 * @throws What `require` throws where there is no such package, or it cannot be loaded.
 */
export function loadPackage(name: string): unknown {
  try {
    return createRequire(import.meta.url)(name)
  } catch (error) {
    const { argv } = process
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND' || argv[1] === undefined) throw error
    return createRequire(resolve(argv[1]))(name)
  }
}
