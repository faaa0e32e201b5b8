/** Makes room by what was used last instead of what was used longest ago. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const pool = manager.pool as unknown as { idle: { newest: object }; evict: (region: object) => void }
  const evict = pool.evict.bind(pool)
  pool.evict = () => {
    evict(pool.idle.newest)
  }
  return manager
}

export default factory
