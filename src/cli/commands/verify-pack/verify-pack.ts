/** `packmap verify-pack`: whether packs are whole, and what is in them. */
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { BrokenPipeError, UsageError } from '../../failure.js'
import { hashAlgorithmFor } from '../../hash-algorithm-option.js'
import { parseOptions } from '../../options/parse-options.js'
import { repositoryOf } from '../index-pack/index-pack.js'
import { THREADS_OPTION, threadsFrom } from '../index-pack/threads.js'
import { verifyPack } from '../index-pack/verify.js'

const PACK_ENDING = '.pack'

export const description: CommandDescription = {
  name: 'verify-pack',
  forms: ['[-v | --verbose] [-s | --stat-only] [--] <pack>.idx…'],
  description: `Reads every object of a pack and checks the checksums of pack and index, each entry against the index and
each object against its id. With -v an entry is listed with its id, type, size, bytes in the pack and offset, and a delta
also with the length of its chain and its base.`,
  options: [
    { long: 'verbose', short: 'v', help: 'list the entries, and how many chains of each length there are' },
    { long: 'stat-only', short: 's', help: 'print only how many chains of each length there are' },
    { long: 'object-format', value: 'required', valueName: 'hash', help: 'sha1 or sha256' },
    THREADS_OPTION,
  ],
  examples: [
    {
      command: 'packmap verify-pack .git/objects/pack/*.idx',
      purpose: 'whether the packs are whole, by the status',
    },
    {
      command: 'packmap verify-pack -v .git/objects/pack/*.idx | sort -k4 -n | tail',
      purpose: 'the entries that take most room',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  if (options.operands.length === 0) throw new UsageError('')
  const algorithm = hashAlgorithmFor(options.value('object-format'), context)
  const repository = repositoryOf(context)
  const threads = threadsFrom(options.value('threads'), repository?.config)
  const isStatOnly = options.has('stat-only')
  const isVerbose = options.has('verbose') || isStatOnly
  const listing = isStatOnly ? 'counting' : isVerbose ? 'listing' : 'quietly'
  let status = 0
  for (const operand of options.operands) {
    const packName = packNameOf(operand)
    const indexName = `${packName.slice(0, -PACK_ENDING.length)}.idx`
    try {
      verifyPack(
        { packName, indexName, reverseIndexName: undefined, algorithm, listing, threads },
        repository,
        context,
      )
      if (isVerbose && !isStatOnly) context.out.text(`${packName}: ok\n`)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof BrokenPipeError) throw error
      context.out.flush()
      context.complain(`fatal: ${error.message}`)
      if (isVerbose) context.out.text(`${packName}: bad\n`)
      status = 1
    }
  }
  return status
}

/** Git takes the pack, its index, and the name that both have in common. */
function packNameOf(operand: string): string {
  if (operand.endsWith('.idx')) return `${operand.slice(0, -'.idx'.length)}${PACK_ENDING}`
  return operand.endsWith(PACK_ENDING) ? operand : operand + PACK_ENDING
}
