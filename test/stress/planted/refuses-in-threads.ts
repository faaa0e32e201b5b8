/** Says that there is no room where there is some, every other time that something has to be mapped. */
import { MapLimitError } from '../../../src/smmap/index.js'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const { mapper } = manager
  const obtain = mapper.obtain.bind(mapper)
  let calls = 0
  mapper.obtain = (file, offset, size, minSize) => {
    if (calls++ % 4 > 0) throw new MapLimitError(file.name, 'others have it')
    return obtain(file, offset, size, minSize)
  }
  return manager
}

export default factory
