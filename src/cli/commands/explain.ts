/** `packmap explain`: where an object's bytes are, and what reading them takes. */
import { basename } from 'node:path'
import { formatByteSize } from '../../base/byte-size.js'
import type { ObjectLocation } from '../../odb/explain.js'
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
put together from, what each link takes on disk, and the window of the packfile that it is mapped through.`,
  options: [],
  examples: [
    { command: 'packmap explain HEAD:README.md', purpose: 'the file of the newest commit' },
    { command: 'packmap explain HEAD HEAD^{tree}', purpose: 'a commit and its tree' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const { operands } = parseOptions(description.options, args)
  if (operands.length === 0) throw new UsageError('<object> required')
  const repo = context.repository()
  const paint = painter(context.streams.stdoutIsTerminal, context.env)
  operands.forEach((name, at) => {
    const location = repo.odb.explain(resolveOrDie(repo, name))
    context.out.text(`${at === 0 ? '' : '\n'}${explainLines(location, paint).join('\n')}\n`)
  })
  return 0
}

/** The whole explanation, in lines. */
export function explainLines(location: ObjectLocation, paint: Paint): string[] {
  const { oid, type, size, chain, diskSize, path, offset } = location
  const lines = [`${paint('yellow', oid)}  ${paint('bold', type)}, ${formatByteSize(size)}`]
  if (location.storage === 'loose') {
    return [...lines, `loose, ${formatByteSize(diskSize)} deflated: ${path}`]
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
  ])
  return [...lines, ...table(rows, [1, 2, 3]).map((row) => `  ${row}`)]
}
