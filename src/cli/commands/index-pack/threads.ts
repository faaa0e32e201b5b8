/** `--threads` of the commands that index packs, and what configuration says where it is not given. */
import { type Elsewhere } from '../../../odb/indexing/objects-elsewhere.js'
import { packHelpers } from '../../../odb/indexing/pack-helpers.js'
import type { PackHelpers } from '../../../pack/threads/pack-helpers.js'
import type { Repository } from '../../../repo/repository.js'
import { FatalError, UsageError } from '../../failure.js'
import type { OptionSpec } from '../../options/option-spec.js'

export const THREADS_OPTION: OptionSpec = {
  long: 'threads',
  value: 'required',
  valueName: 'n',
  negatable: false,
  help: 'that make objects; 0, or without it: as many as the processor has, up to three or a half of them',
}

/**
 * How many threads are wanted; undefined: as many as seem good.
 *
 * @param option The value of `--threads`, before which `pack.threads` has to stand back.
 * @throws {UsageError} It is no number.
 * @throws {FatalError} The configured number is negative.
 */
export function threadsFrom(
  option: string | undefined,
  config: Repository['config'] | undefined,
): number | undefined {
  if (option !== undefined) {
    if (!/^(?:\d+|0x[0-9a-f]+)$/i.test(option)) throw new UsageError('')
    return Number(option) || undefined
  }
  const configured = config?.getInt('pack.threads') ?? 0
  if (configured < 0) throw new FatalError(`invalid number of threads specified (${configured})`)
  return configured || undefined
}

/** Where the objects of a repository are, for whoever indexes one of its packs or one that is to become one. */
export function elsewhereOf({ odb, algorithm }: Repository, packPath: string | undefined): Elsewhere {
  return { directories: odb.directories, algorithm: algorithm.name, packPath }
}

/** The threads that help to index a pack; undefined: one thread does it all. */
export function helpersFor(
  threads: number | undefined,
  elsewhere: Elsewhere | undefined,
): PackHelpers | undefined {
  return threads === 1 ? undefined : packHelpers(threads, elsewhere)
}
