import { fileURLToPath } from 'node:url'

const IN_PACKAGE = fileURLToPath(new URL('../../src/base/installed-worker.ts', import.meta.url))

/** Puts src/base/installed-worker.ts in the place of worker-elsewhere.ts, which runs workers from their source. */
export function installedWorkers() {
  return {
    name: 'installed-workers',
    resolveId(source) {
      return source.endsWith('/worker-elsewhere.js') ? IN_PACKAGE : null
    },
  }
}
