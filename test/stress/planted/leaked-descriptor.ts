/** Opens every file once more, and forgets it. */
import { openSync } from 'node:fs'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const makeCursor = manager.makeCursor.bind(manager)
  manager.makeCursor = (path) => {
    openSync(path as string, 'r')
    return makeCursor(path)
  }
  return manager
}

export default factory
