/** Maps every file once more where nobody counts it, and never unmaps it. */
import { closeSync, openSync } from 'node:fs'
import { selectBackend } from '../../../src/smmap/backend/select-backend.js'
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const makeCursor = manager.makeCursor.bind(manager)
  manager.makeCursor = (path) => {
    const fd = openSync(path as string, 'r')
    selectBackend('koffi').map(fd, 0, 4096)
    closeSync(fd)
    return makeCursor(path)
  }
  return manager
}

export default factory
