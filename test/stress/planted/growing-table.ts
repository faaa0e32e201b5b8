/** Keeps an entry for every offset that was ever asked for. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const { mapper } = manager
  const asked = new Map<number, number>()
  Object.assign(manager, { asked })
  const obtain = mapper.obtain.bind(mapper)
  mapper.obtain = (file, offset, size, minSize) => {
    asked.set(offset, size)
    return obtain(file, offset, size, minSize)
  }
  return manager
}

export default factory
