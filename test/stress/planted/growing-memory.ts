/** Keeps ever more memory: a tenth of a mebibyte for every millisecond since the first engine was made. */
import { type EngineFactory, packmapEngine } from '../../../src/stress/engine.js'

const PIECE_BYTES = 1024 * 1024
const PIECES_A_MILLISECOND = 0.1
/**
 * On a busy machine a run may take minutes: what it keeps must not be all memory that there is. It is reached after
 * twenty seconds, and growth shows in a run of forty, wherever in it the watch has looked often enough.
 */
const PIECES_MAX = 2048

const begun = performance.now()
const kept: Buffer[] = []

const factory: EngineFactory = (kind, options) => {
  const manager = packmapEngine(kind, options)
  const makeCursor = manager.makeCursor.bind(manager)
  manager.makeCursor = (path) => {
    const wanted = Math.min(PIECES_MAX, (performance.now() - begun) * PIECES_A_MILLISECOND)
    while (kept.length < wanted) kept.push(Buffer.alloc(PIECE_BYTES, 1))
    return makeCursor(path)
  }
  return manager
}

export default factory
