/** What the planted engines share that have a fault in their cursors. */
import type { WindowCursor } from '../../../src/smmap/index.js'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

/** An engine all of whose cursors, but for copies, `change` has changed. */
export function overCursor(change: (cursor: WindowCursor) => void): EngineFactory {
  return (kind, options) => {
    const manager = packmapEngine(kind, options)
    const makeCursor = manager.makeCursor.bind(manager)
    manager.makeCursor = (path) => {
      const cursor = makeCursor(path)
      change(cursor)
      return cursor
    }
    return manager
  }
}
