/** Keeps the limit by itself, and knows nothing of the other threads that it shares it with. */
import { MapBudget } from '../../../src/smmap/index.js'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, { ...options, budget: MapBudget.create({ maxMemorySize: Infinity }) })

export default factory
