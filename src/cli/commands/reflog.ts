/** `packmap reflog list`, `exists` and `show`: which refs have logs, and what is in them. */
import { decodeName } from '../../object/name-text.js'
import { isRefName } from '../../repo/refs/ref-name.js'
import { dwimLogs } from '../../repo/revision/dwim.js'
import { abbreviate } from '../../repo/abbreviate.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'

export const description: CommandDescription = {
  name: 'reflog',
  forms: ['[show] [-n <n>] [<ref>]', 'list', 'exists <ref>'],
  description: `Shows what a ref was before, newest first, or which refs have a log of that. Expiring and deleting entries is
left to git.`,
  options: [
    { long: 'max-count', short: 'n', value: 'required', valueName: 'n', help: 'of show: entries at most' },
  ],
  examples: [{ command: 'packmap reflog -n 5', purpose: 'what HEAD was lately' }],
}

const REFUSED: ReadonlySet<string> = new Set(['expire', 'delete', 'drop', 'write'])

export function run(args: readonly string[], context: CommandContext): number {
  const [subcommand, ...rest] = args
  if (subcommand === 'list') return list(rest, context)
  if (subcommand === 'exists') return exists(rest, context)
  if (subcommand !== undefined && REFUSED.has(subcommand)) {
    throw new FatalError('packmap changes no reflog; use git reflog for that')
  }
  return show(subcommand === 'show' ? rest : args, context)
}

function list(args: readonly string[], context: CommandContext): number {
  if (parseOptions([], args).operands.length > 0) {
    throw new UsageError(`list does not accept arguments: '${args[0]!}'`)
  }
  for (const name of context.repository().refStore.listReflogs()) context.out.text(`${name}\n`)
  return 0
}

function exists(args: readonly string[], context: CommandContext): number {
  const [name, ...more] = parseOptions([], args).operands
  if (name === undefined || more.length > 0) throw new UsageError('')
  if (!isRefName(name)) throw new FatalError(`invalid ref format: ${name}`)
  return context.repository().refStore.hasReflog(name) ? 0 : 1
}

function show(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(
    description.options,
    args.map((arg) => arg.replace(/^-(\d+)$/, '-n$1')),
  )
  const [given = 'HEAD', ...more] = options.operands
  const name = given === '@' ? 'HEAD' : given
  if (more.length > 0) throw new FatalError('packmap reflog shows one ref at a time')
  const repo = context.repository()
  const [log] = dwimLogs(repo.refStore, name)
  repo.resolve(name) // what names nothing is said to
  let number = 0
  const end = options.number('max-count') ?? Infinity
  for (const { newOid, message } of log ? repo.refStore.reflog(log.logName) : []) {
    if (number === end) break
    const text = decodeName(message).trimEnd()
    context.out.text(`${abbreviate(repo, newOid, 'auto')} ${name}@{${number++}}: ${text}\n`)
  }
  return 0
}
