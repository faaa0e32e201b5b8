/** Allows a region more than the limit on memory does. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, { ...options, maxMemorySize: options.maxMemorySize! + options.windowSize! })

export default factory
