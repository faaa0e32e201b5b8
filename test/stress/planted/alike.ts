/** Takes a file of the same path, size and time for the same file. */
import { statSync } from 'node:fs'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'
import type { WindowCursor } from '../../../src/smmap/index.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const makeCursor = manager.makeCursor.bind(manager)
  const known = new Map<string, WindowCursor>()
  manager.makeCursor = (source) => {
    if (typeof source !== 'string') return makeCursor(source)
    const stat = statSync(source, { throwIfNoEntry: false })
    const key = `${source} ${stat?.size ?? 0} ${stat?.mtimeMs ?? 0}`
    const there = known.get(key)
    if (there?.isAssociated() === true) return there.copy()
    const cursor = makeCursor(source)
    known.set(key, cursor)
    return cursor
  }
  return manager
}

export default factory
