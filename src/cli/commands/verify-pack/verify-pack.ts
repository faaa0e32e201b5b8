/** `packmap verify-pack`: whether packs are whole, and what is in them. */
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { BrokenPipeError, UsageError } from '../../failure.js'
import { hashAlgorithmFor } from '../../hash-algorithm-option.js'
import { parseOptions } from '../../options/parse-options.js'
import { resolve } from 'node:path'
import { type CheckedEntry, checkPack } from './check-pack.js'

const TYPE_WIDTH = 6

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
  const isStatOnly = options.has('stat-only')
  const isVerbose = options.has('verbose') || isStatOnly
  let status = 0
  for (const operand of options.operands) {
    const stem = operand.replace(/\.(?:idx|pack)$/, '')
    try {
      const statistics = new ChainStatistics()
      const lines: string[] = []
      for (const entry of checkPack(resolve(context.cwd, stem), algorithm)) {
        statistics.count(entry)
        // Nothing of a pack is printed before it is known to be whole.
        if (isVerbose && !isStatOnly) lines.push(entryLine(entry))
      }
      for (const line of lines) context.out.raw(line)
      if (isVerbose) context.out.text(statistics.text())
      if (isVerbose && !isStatOnly) context.out.text(`${stem}.pack: ok\n`)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof BrokenPipeError) throw error
      context.out.flush()
      context.complain(`error: ${error.message}`)
      if (isVerbose) context.out.text(`${stem}.pack: bad\n`)
      status = 1
    }
  }
  return status
}

function entryLine({ oid, type, size, diskSize, offset, depth, baseOid }: CheckedEntry): string {
  const delta = depth === 0 ? '' : ` ${depth} ${baseOid}`
  return `${oid} ${type.padEnd(TYPE_WIDTH)} ${size} ${diskSize} ${offset}${delta}\n`
}

/** How many chains there are of each length. */
class ChainStatistics {
  private readonly counts: number[] = []

  count({ depth }: CheckedEntry): void {
    this.counts[depth] = (this.counts[depth] ?? 0) + 1
  }

  text(): string {
    let text = ''
    this.counts.forEach((count, depth) => {
      const name = depth === 0 ? 'non delta' : `chain length = ${depth}`
      text += `${name}: ${count} object${count === 1 ? '' : 's'}\n`
    })
    return text
  }
}
