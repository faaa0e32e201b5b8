/** `packmap symbolic-ref`: the ref that a symbolic ref stands for. It changes none. */
import { isRefName } from '../../repo/refs/ref-name.js'
import type { Repository } from '../../repo/repository.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { ExitWith, FatalError, UsageError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'
import { shortenRef } from '../../repo/refs/shorten-ref.js'

/** As many names in a row as git follows. */
const DEPTH_MAX = 5

export const description: CommandDescription = {
  name: 'symbolic-ref',
  forms: ['[-q] [--short] [--no-recurse] <name>'],
  description:
    'Prints the ref that a symbolic ref such as HEAD stands for. Setting and deleting one is left to git.',
  options: [
    { long: 'quiet', short: 'q', help: 'say nothing of a ref that is not symbolic; the status is 1' },
    { long: 'short', help: 'shorten the name: main' },
    { long: 'recurse', help: 'follow symbolic refs to the end, as it does by default' },
    { long: 'no-recurse', negatable: false, help: 'one step only' },
    { long: 'delete', short: 'd' },
    { short: 'm', value: 'required' },
  ],
  examples: [{ command: 'packmap symbolic-ref --short HEAD', purpose: 'the current branch' }],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const [name, target] = options.operands
  if (options.has('delete') || options.has('m') || target !== undefined) {
    throw new FatalError('packmap changes no ref; use git symbolic-ref for that')
  }
  if (name === undefined) throw new UsageError('')
  const repo = context.repository()
  const found = targetOf(repo, name, options.has('no-recurse') ? 1 : DEPTH_MAX)
  if (found === undefined) {
    if (options.has('quiet')) throw new ExitWith(1)
    throw new FatalError(`ref ${name} is not a symbolic ref`)
  }
  context.out.text(`${options.has('short') ? shortenRef(repo.refStore, found, false) : found}\n`)
  return 0
}

/** Undefined: it is no symbolic ref. @throws {FatalError} It leads in circles. */
function targetOf(repo: Repository, name: string, steps: number): string | undefined {
  let current = name
  for (let depth = 0; depth < steps; depth++) {
    const value = isRefName(current) ? repo.refStore.read(current) : undefined
    if (value?.kind !== 'symbolic') return depth === 0 ? undefined : current
    current = value.target
  }
  if (steps === DEPTH_MAX && repo.refStore.read(current)?.kind === 'symbolic') {
    throw new FatalError(`No such ref: ${name}`)
  }
  return current
}
