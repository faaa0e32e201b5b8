/** Counts a region off and leaves it mapped. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'
import { overBackend } from './over-backend.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, {
    ...options,
    backend: overBackend(options, (backend, fd, offset, length) => ({
      bytes: backend.map(fd, offset, length).bytes.slice(),
      unmap: () => undefined,
    })),
  })

export default factory
