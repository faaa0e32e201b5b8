/** `packmap merge-base`: the best common ancestors of commits. */
import { followRef } from '../../repo/refs/resolve-ref.js'
import type { Repository } from '../../repo/repository.js'
import { forkPoint } from '../../repo/walk/fork-point.js'
import { independentCommits, octopusBases } from '../../repo/walk/octopus-bases.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'
import { dwimRef } from '../ref-names.js'
import { resolveOrDie, tryResolve } from '../resolve.js'

export const description: CommandDescription = {
  name: 'merge-base',
  forms: [
    '[-a | --all] <commit> <commit>…',
    '[-a | --all] --octopus <commit>…',
    '--is-ancestor <commit> <commit>',
    '--independent <commit>…',
    '--fork-point <ref> [<commit>]',
  ],
  description: `Prints the best common ancestor of the first commit and a merge of all others: one that no other common
ancestor descends from. There may be several; --all prints them all.`,
  options: [
    { long: 'all', short: 'a', help: 'every best common ancestor, not one of them' },
    { long: 'octopus', mode: 'mode', help: 'ancestors that all commits have in common' },
    { long: 'independent', mode: 'mode', help: 'the commits that no other one descends from' },
    { long: 'is-ancestor', mode: 'mode', help: 'succeed if the second commit descends from the first' },
    { long: 'fork-point', mode: 'mode', help: 'where a commit forked from what a ref ever was' },
  ],
  examples: [
    { command: 'packmap merge-base main topic', purpose: 'where a branch left main' },
    { command: 'packmap merge-base --is-ancestor v1.0 HEAD', purpose: 'whether a release is part of HEAD' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const { operands } = options
  const wantsAll = options.has('all')
  if (options.has('is-ancestor')) {
    if (operands.length < 2) throw new UsageError('')
    if (wantsAll) throw new FatalError("options '--is-ancestor' and '--all' cannot be used together")
    if (operands.length > 2) throw new FatalError('--is-ancestor takes exactly two commits')
    const [ancestor, descendant] = commitsNamed(operands, context)
    return context.repository().isAncestor(ancestor!, descendant!) ? 0 : 1
  }
  if (options.has('independent')) {
    if (wantsAll) throw new FatalError("options '--independent' and '--all' cannot be used together")
    const commits = commitsNamed(operands, context)
    return print(independentCommits(context.repository(), commits), true, context)
  }
  if (options.has('fork-point')) {
    if (operands.length < 1 || operands.length > 2) throw new UsageError('')
    const found = forkPointNamed(context.repository(), operands[0]!, operands[1] ?? 'HEAD')
    return print(found === undefined ? [] : [found], false, context)
  }
  if (options.has('octopus')) {
    return print(octopusBases(context.repository(), commitsNamed(operands, context)), wantsAll, context)
  }
  if (operands.length < 2) throw new UsageError('')
  const [one, ...others] = commitsNamed(operands, context)
  return print(context.repository().mergeBases(one!, ...others), wantsAll, context)
}

function commitsNamed(names: readonly string[], context: CommandContext): string[] {
  const repo = context.repository()
  return names.map((name) => {
    const commit = repo.tryPeel(resolveOrDie(repo, name), 'commit')
    if (commit === undefined) throw new FatalError(`Not a valid commit name ${name}`)
    return commit
  })
}

function forkPointNamed(repo: Repository, refName: string, commitName: string): string | undefined {
  const oid = tryResolve(repo, commitName)
  const commit = oid === undefined ? undefined : repo.tryPeel(oid, 'commit')
  if (commit === undefined) throw new FatalError(`Not a valid object name: '${commitName}'`)
  const refs = dwimRef(repo, refName)
  if (refs.length === 0) throw new FatalError(`No such ref: '${refName}'`)
  if (refs.length > 1) throw new FatalError(`Ambiguous refname: '${refName}'`)
  const current = followRef(repo.refStore, refs[0]!).oid
  return current === undefined ? undefined : forkPoint(repo, refs[0]!, current, commit)
}

function print(commits: readonly string[], all: boolean, { out }: CommandContext): number {
  for (const commit of all ? commits : commits.slice(0, 1)) out.raw(`${commit}\n`)
  return commits.length > 0 ? 0 : 1
}
