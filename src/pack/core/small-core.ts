/** A core for whoever only looks for oids: with no cache, and little room. */
import { ReadCore } from '../read/read-core.js'

export function smallCore(): ReadCore {
  return new ReadCore({
    cacheSize: 0,
    scratchSize: 64 * 1024,
    maxObjectSize: 0,
    verify: 'none',
    inflater: 'auto',
    core: 'auto',
  })
}
