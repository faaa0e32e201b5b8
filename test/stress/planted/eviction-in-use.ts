/** Makes room by unmapping a region that a cursor claims. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const { pool } = manager
  const reserve = pool.reserve.bind(pool)
  pool.reserve = (file, cost, spare) => {
    const claimed = pool.fits(cost) ? undefined : [...file.regions].find(({ clients }) => clients > 1)
    if (claimed) pool.unmap(claimed)
    reserve(file, cost, spare)
  }
  return manager
}

export default factory
