/** `packmap stat`: what is in the packs of a repository. */
import { basename } from 'node:path'
import { formatByteSize } from '../../../base/byte-size.js'
import type { ObjectDatabaseStats } from '../../../odb/database-stats.js'
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { UsageError } from '../../failure.js'
import { parseOptions } from '../../options/parse-options.js'
import { counted, formatCount, table } from '../../text/people.js'
import { painter } from '../../text/style.js'
import { type ObjectCensus, takeCensus } from './object-census.js'

export const description: CommandDescription = {
  name: 'stat',
  forms: [''],
  description: `Shows the packs of a repository with their sizes, how many objects of each type there are and what they
take inflated and on disk, and how deep the chains of deltas go. Every object's header is read.`,
  options: [],
  examples: [{ command: 'packmap stat', purpose: 'what takes room, and why reading may be slow' }],
}

export function run(args: readonly string[], context: CommandContext): number {
  if (parseOptions(description.options, args).operands.length > 0) throw new UsageError('too many arguments')
  const paint = painter(context.streams.stdoutIsTerminal, context.env)
  const { odb } = context.repository()
  const lines = [
    paint('bold', 'Packs'),
    ...packLines(odb.stats()),
    '',
    paint('bold', 'Objects'),
    ...censusLines(takeCensus(odb)),
  ]
  context.out.text(`${lines.join('\n')}\n`)
  return 0
}

/** A line for each pack, and one for what is loose. */
export function packLines(stats: ObjectDatabaseStats): string[] {
  const rows = stats.packs.map((pack) => [
    basename(pack.path),
    counted(pack.objectCount, 'object'),
    formatByteSize(pack.packSize),
    `index ${formatByteSize(pack.indexSize)}`,
  ])
  const lines = table(rows, [1, 2]).map((row) => `  ${row}`)
  if (stats.looseCount > 0 || rows.length === 0) lines.push(`  ${counted(stats.looseCount, 'loose object')}`)
  return lines
}

/** A line for each type, and one about deltas. */
export function censusLines({ types, deltaCount, depthMax, depthMean }: ObjectCensus): string[] {
  const present = types.filter(({ count }) => count > 0)
  if (present.length === 0) return ['  none']
  const rows = present.map(({ type, count, size, diskSize }) => [
    counted(count, type),
    formatByteSize(size),
    `${formatByteSize(diskSize)} on disk`,
  ])
  const lines = table(rows, [1, 2]).map((row) => `  ${row}`)
  if (deltaCount > 0) {
    const chains = `chains up to ${formatCount(depthMax)} deep, ${depthMean.toFixed(1)} on average`
    lines.push(`  ${counted(deltaCount, 'object')} stored as deltas; ${chains}`)
  }
  return lines
}
