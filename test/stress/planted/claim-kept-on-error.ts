/** Counts a claim that nobody gives back when a map fails. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const obtain = manager.mapper.obtain.bind(manager.mapper)
  manager.mapper.obtain = (file, offset, size, minSize) => {
    try {
      return obtain(file, offset, size, minSize)
    } catch (error) {
      for (const region of file.regions) manager.pool.claim(region)
      throw error
    }
  }
  return manager
}

export default factory
