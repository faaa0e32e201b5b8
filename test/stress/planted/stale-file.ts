/** Knows a file by its name: whoever asks again gets what it was before. */
import type { WindowCursor } from '../../../src/smmap/index.js'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const makeCursor = manager.makeCursor.bind(manager)
  const known = new Map<unknown, WindowCursor>()
  manager.makeCursor = (path) => {
    let cursor = known.get(path)
    if (cursor === undefined) known.set(path, (cursor = makeCursor(path)))
    return cursor.copy()
  }
  return manager
}

export default factory
