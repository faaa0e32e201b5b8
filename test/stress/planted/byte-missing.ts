/** Is content with a byte less than has to be contiguous: the last one at the edge of a window. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const obtain = manager.mapper.obtain.bind(manager.mapper)
  manager.mapper.obtain = (file, offset, size, minSize) =>
    obtain(file, offset, size, minSize > 1 && offset + minSize < file.size ? minSize - 1 : minSize)
  return manager
}

export default factory
