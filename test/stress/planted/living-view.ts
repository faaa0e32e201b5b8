/** Leaves views alive when their region is unmapped. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'
import { overBackend } from './over-backend.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, {
    ...options,
    backend: overBackend(options, (backend, fd, offset, length) => {
      const mapping = backend.map(fd, offset, length)
      return {
        bytes: mapping.bytes.slice(),
        unmap: () => {
          mapping.unmap()
        },
      }
    }),
  })

export default factory
