/**
 * What holds of a database whose files a stranger made and handed in: `trust: 'none'`.
 *
 * Whatever the caller sets himself stays as he set it; what he leaves open gets the values here instead of the usual
 * ones. That nothing outside of the folder is read is no matter of values, and always holds.
 */
import { realpathSync } from 'node:fs'
import { PackmapError } from '../base/errors.js'
import { isWithin } from '../base/is-within.js'
import { UntrustedPathError } from './errors.js'
import { inspectFolder } from './inspect-folder.js'
import type { ObjectDatabaseOptions } from './options.js'

const MEBIBYTE = 1024 ** 2
const GIBIBYTE = 1024 ** 3

/** The options of a database that is not trusted, where the caller does not set them. */
export const UNTRUSTED_DEFAULTS = {
  backend: 'read',
  verify: 'oid',
  maxMemorySize: 256 * MEBIBYTE,
  cacheSize: 16 * MEBIBYTE,
  maxObjectSize: 64 * MEBIBYTE,
  maxDeltaDepth: 4095, // git's own limit in making them
  maxDeltaWork: 4 * GIBIBYTE,
  budget: { objects: 10_000_000, bytes: 16 * GIBIBYTE, milliseconds: 60_000 },
} as const satisfies ObjectDatabaseOptions

/**
 * The options that hold for a database that is not trusted, whose folder is looked through first.
 *
 * @param path The objects directory.
 * @throws {UntrustedPathError} Something in it is not to be used.
 */
export function untrustedOptions(path: string, options: ObjectDatabaseOptions): ObjectDatabaseOptions {
  const root = realpathSync.native(options.trustRoot ?? path)
  if (!isWithin(realpathSync.native(path), root))
    throw new UntrustedPathError(path, `lies outside of ${root}`)
  inspectFolder(path, { root, fileSizeMax })
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const { alternates = true } = options
  return {
    ...UNTRUSTED_DEFAULTS,
    ...given,
    alternates: (real) => {
      if (typeof alternates === 'function' ? !alternates(real) : !alternates) return false
      return isWithin(real, root) && isHarmless(real, root)
    },
  }
}

/** Bytes of an index, or of any other file but a pack: 18 million objects. Sparse files cost nothing to make. */
const OTHER_SIZE_MAX = 512 * MEBIBYTE

function fileSizeMax(name: string): number {
  return name.endsWith('.pack') ? Infinity : OTHER_SIZE_MAX
}

/** What is borrowed from must itself be such a folder. */
function isHarmless(path: string, root: string): boolean {
  try {
    inspectFolder(path, { root, fileSizeMax })
    return true
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}
