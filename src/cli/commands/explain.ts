/** `packmap explain`: where an object's bytes are, and what reading them takes. */
import { basename } from 'node:path'
import { formatByteSize } from '../../base/byte-size.js'
import { PackmapError } from '../../base/errors.js'
import type { ChainLink, ObjectCopy, ObjectLocation } from '../../odb/explain.js'
import type { Repository } from '../../repo/repository.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { UsageError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'
import { resolveOrDie } from '../resolve.js'
import { counted, formatCount, table } from '../text/people.js'
import { type Paint, painter } from '../text/style.js'

export const description: CommandDescription = {
  name: 'explain',
  forms: ['<object>…'],
  description: `Says where an object is stored and how: the packfile and the offset in it, the chain of deltas that it is
put together from, what each link takes on disk, the window of the packfile that it is mapped through, and whether its
bytes have the CRC-32 that the index says. Then every other copy, in packs and loose, each read to its end and hashed, and
what is wrong with those that are damaged. Exits with 1 where a copy is damaged, and with 128 where none can be read.`,
  options: [],
  examples: [
    { command: 'packmap explain HEAD:README.md', purpose: 'the file of the newest commit' },
    { command: 'packmap explain HEAD HEAD^{tree}', purpose: 'a commit and its tree' },
  ],
}

/** As `fsck` has it: something was found. */
const STATUS_DAMAGED = 1

export function run(args: readonly string[], context: CommandContext): number {
  const { operands } = parseOptions(description.options, args)
  if (operands.length === 0) throw new UsageError('<object> required')
  const repo = context.repository()
  const paint = painter(context.streams.stdoutIsTerminal, context.env)
  let status = 0
  operands.forEach((name, at) => {
    const oid = resolveOrDie(repo, name)
    if (at > 0) context.out.text('\n')
    const { lines, isDamaged } = explained(repo, oid, paint, context)
    context.out.text(lines.map((line) => `${line}\n`).join(''))
    if (isDamaged) status = STATUS_DAMAGED
  })
  return status
}

/** @throws {PackmapError} No copy can be read; what is wrong with each has been printed. */
function explained(
  repo: Repository,
  oid: string,
  paint: Paint,
  context: CommandContext,
): { lines: string[]; isDamaged: boolean } {
  try {
    const location = repo.odb.explain(oid)
    return {
      lines: explainLines(location, paint),
      isDamaged: location.copies.some(({ fault }) => fault !== undefined),
    }
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    for (const copy of repo.odb.copies(oid)) context.out.text(`${copyLine(copy, paint)}\n`)
    throw error
  }
}

const CRC_WORDS: Readonly<Record<ChainLink['crc'], string>> = {
  right: 'CRC-32 right',
  wrong: 'CRC-32 wrong',
  unknown: 'no CRC-32',
  overlong: 'more bytes than it takes',
}

/** The whole explanation, in lines. */
export function explainLines(location: ObjectLocation, paint: Paint): string[] {
  const { oid, type, size, chain, diskSize, path, offset } = location
  const lines = [`${paint('yellow', oid)}  ${paint('bold', type)}, ${formatByteSize(size)}`]
  if (location.storage === 'loose') {
    return [...lines, `loose, ${formatByteSize(diskSize)} deflated: ${path}`, ...copyLines(location, paint)]
  }
  const depth = chain.length - 1
  const total = chain.reduce((sum, link) => sum + link.diskSize, 0)
  lines.push(`${paint('cyan', basename(path))}, offset ${formatCount(offset)}`)
  lines.push(
    depth === 0
      ? `stored whole in ${formatByteSize(diskSize)}`
      : `put together from ${counted(depth, 'delta')} and a base, ${formatByteSize(total)} in all`,
  )
  const rows = chain.map((link) => [
    link.kind,
    `at ${formatCount(link.offset)}`,
    `${formatCount(link.diskSize)} bytes`,
    `inflate to ${formatCount(link.size)}`,
    `window ${formatCount(link.window.begin)} to ${formatCount(link.window.end)}`,
    CRC_WORDS[link.crc],
  ])
  return [...lines, ...table(rows, [1, 2, 3]).map((row) => `  ${row}`), ...copyLines(location, paint)]
}

/** A line for each copy, where there is more to say than that the one above is all there is, and is whole. */
function copyLines({ copies }: ObjectLocation, paint: Paint): string[] {
  const isPlain = copies.length === 1 && copies[0]!.fault === undefined
  return isPlain ? [] : copies.map((copy) => copyLine(copy, paint))
}

function copyLine({ storage, path, offset, fault }: ObjectCopy, paint: Paint): string {
  const place = storage === 'loose' ? `loose ${path}` : `${path}, offset ${formatCount(offset)}`
  return fault === undefined ? `copy ${place}: whole` : `copy ${place}: ${paint('red', `damaged: ${fault}`)}`
}
