/** Forgets to count a claim off when another cursor still claims the region. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const { pool } = manager
  const release = pool.release.bind(pool)
  pool.release = (region) => {
    if (region.clients < 3) release(region)
  }
  return manager
}

export default factory
