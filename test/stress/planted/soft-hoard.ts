/** Makes no room within limits that are soft. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) =>
  packmapEngine(kind, options.strict === true ? options : { ...options, maxMemorySize: 2 ** 40 })

export default factory
