/** Allows a region more than the limit on their number does. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, { ...options, maxOpenHandles: options.maxOpenHandles! + 1 })

export default factory
