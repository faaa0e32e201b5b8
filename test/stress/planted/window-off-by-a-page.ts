/** Maps a page too early whatever does not begin at the beginning of a file. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'
import { overBackend } from './over-backend.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, {
    ...options,
    backend: overBackend(options, (backend, fd, offset, length) =>
      backend.map(fd, Math.max(0, offset - backend.granularity), length),
    ),
  })

export default factory
