/** Reserves room in the budget that threads share, and does not give all of it back. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const unmap = manager.pool.unmap.bind(manager.pool)
  manager.pool.unmap = (region) => {
    if (region.uses === 2) options.budget!.tryReserve({ bytes: region.cost, maps: 0 }, false)
    unmap(region)
  }
  return manager
}

export default factory
