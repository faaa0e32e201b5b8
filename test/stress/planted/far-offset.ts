/** Keeps 32 bits of an offset. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'
import { overBackend } from './over-backend.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, {
    ...options,
    backend: overBackend(options, (backend, fd, offset, length) => backend.map(fd, offset % 2 ** 32, length)),
  })

export default factory
