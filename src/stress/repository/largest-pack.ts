/** How much of a repository a manager of whole files must be able to map at a time. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openRepository } from './repository-subject.js'

/** Room for loose objects. */
const LOOSE_BYTES = 1024 * 1024

/** Bytes of the largest file among the packs and of as much for the indexes, and of a loose object. */
export function largestPack(path: string): number {
  using repository = openRepository(path)
  const folder = join(repository.odb.path, 'pack')
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (name) => statSync(join(folder, name)).size,
  )
  return Math.max(LOOSE_BYTES, ...sizes)
}
