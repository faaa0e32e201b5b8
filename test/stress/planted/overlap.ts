/** Places windows without looking at the regions beside them. */
import type { MappedFile } from '../../../src/smmap/mapped-file.js'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const makeCursor = manager.makeCursor.bind(manager)
  manager.makeCursor = (path) => {
    const cursor = makeCursor(path)
    const { regions } = Reflect.get(cursor, 'file') as MappedFile
    regions.neighbours = (_offset, _reach, fileSize) => ({ left: 0, right: fileSize })
    return cursor
  }
  return manager
}

export default factory
