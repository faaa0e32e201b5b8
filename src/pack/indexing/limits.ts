/** How much memory indexing and verifying a pack may take. */
import { totalmem } from 'node:os'

/** Bytes for the contents that deltas are applied to: as much as git's `core.deltaBaseCacheLimit`. */
const CACHE_SIZE = 96 * 1024 * 1024

/** Of one thread. */
export interface ContentLimits {
  /** Bytes for contents that are held as bases. */
  readonly cacheSize: number
  /** Bytes that an object in memory may have. */
  readonly maxObjectSize: number
}

/**
 * @param options What is allowed to all threads together. Defaults: 96 MiB, and objects of a quarter of the machine's
 *   memory, below 4 GiB.
 */
export function limitsOf(options: Partial<ContentLimits>, threads: number): ContentLimits {
  return {
    cacheSize: Math.floor((options.cacheSize ?? CACHE_SIZE) / threads),
    maxObjectSize: options.maxObjectSize ?? Math.min(2 ** 32 - 1, Math.floor(totalmem() / 4)),
  }
}
