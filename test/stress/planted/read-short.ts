/** Leaves the last byte out where a range is read into the caller's memory. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const { mapper } = manager
  const obtainOrRead = mapper.obtainOrRead.bind(mapper)
  mapper.obtainOrRead = (file, offset, target, length) => {
    const region = obtainOrRead(file, offset, target, length)
    if (region === undefined) target[length - 1] = 0
    return region
  }
  return manager
}

export default factory
