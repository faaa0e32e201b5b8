/** Takes what a cursor has claimed for long for unused. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const { pool, mapper } = manager
  const obtain = mapper.obtain.bind(mapper)
  let last: ReturnType<typeof obtain>
  mapper.obtain = (file, offset, size, minSize) => (last = obtain(file, offset, size, minSize))
  const collect = pool.collect.bind(pool)
  pool.collect = (since) => {
    if (since !== undefined && last?.mapped === true && last.shared) pool.unmap(last)
    return collect(since)
  }
  return manager
}

export default factory
