/** Which hash function a file is read with that does not say so itself. */
import { type HashAlgorithm, SHA1, SHA256, withCollisionCheck } from '../object/hash-algorithm.js'
import { NotARepositoryError } from '../repo/errors.js'
import type { CommandContext } from './context.js'
import { FatalError } from './failure.js'

/**
 * The function of `--object-format`, or of the repository around, or SHA-1.
 *
 * @throws {FatalError} There is no function of that name.
 */
export function hashAlgorithmFor(name: string | undefined, context: CommandContext): HashAlgorithm {
  return withCollisionCheck(algorithmFor(name, context), context.options.collisions)
}

function algorithmFor(name: string | undefined, context: CommandContext): HashAlgorithm {
  if (name !== undefined) {
    const algorithm = [SHA1, SHA256].find((known) => known.name === name)
    if (!algorithm) throw new FatalError('Unknown hash algorithm')
    return algorithm
  }
  try {
    return context.repository().algorithm
  } catch (error) {
    if (error instanceof NotARepositoryError) return SHA1
    throw error
  }
}
