/** `packmap worktree list`: where the worktrees of a repository are, and what is checked out in them. */
import { textToRaw } from '../../object/raw-text.js'
import { nullOid } from '../../object/oid.js'
import { followRef } from '../../repo/refs/resolve-ref.js'
import type { Repository } from '../../repo/repository.js'
import { headName, listWorktrees, type Worktree } from '../../repo/worktrees.js'
import { abbreviate } from '../../repo/abbreviate.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'
import { displayWidth } from '../text/display-width.js'
import { quotePath } from '../../text/quote-path.js'

export const description: CommandDescription = {
  name: 'worktree',
  forms: ['list [-v | --porcelain [-z]]'],
  description: 'Lists the worktrees of the repository. Adding and removing them is left to git.',
  options: [
    { long: 'porcelain', help: 'a line for each thing that is known, for programs' },
    { short: 'z', help: 'with --porcelain: end lines with NUL' },
    { long: 'verbose', short: 'v', help: 'why a worktree is locked, or would be pruned' },
  ],
  examples: [{ command: 'packmap worktree list', purpose: 'where which branch is checked out' }],
}

/** A worktree and its HEAD. */
interface Shown extends Worktree {
  readonly isBare: boolean
  readonly oid: string
  /** Undefined: HEAD is detached. */
  readonly branch: string | undefined
}

export function run(args: readonly string[], context: CommandContext): number {
  const [subcommand, ...rest] = args
  if (subcommand === '-h' || subcommand === '--help') parseOptions(description.options, args)
  if (subcommand !== 'list') throw new FatalError('packmap changes no worktree; use git worktree for that')
  const options = parseOptions(description.options, rest)
  if (options.operands.length > 0) throw new UsageError('')
  if (options.has('z') && !options.has('porcelain'))
    throw new FatalError("the option '-z' requires '--porcelain'")
  const repo = context.repository()
  const [main, ...linked] = listWorktrees(repo.commonDir)
  const shown = [main!, ...linked.sort(byPath)].map((worktree) => withHead(worktree, repo))
  if (options.has('porcelain')) {
    const end = options.has('z') ? '\0' : '\n'
    for (const worktree of shown)
      context.out.text([...records(worktree), ''].map((line) => line + end).join(''))
    return 0
  }
  const quotesHigh = repo.config.getBool('core.quotePath') !== false
  const paths = shown.map(({ path }) => quotePath(textToRaw(path), quotesHigh))
  const width = Math.max(...paths.map(displayWidth))
  for (const [at, worktree] of shown.entries()) {
    context.out.raw(paths[at]! + ' '.repeat(width - displayWidth(paths[at]!) + 1))
    context.out.text(`${summary(worktree, repo, options.has('verbose'))}\n`)
  }
  return 0
}

function byPath(a: Worktree, b: Worktree): number {
  return a.path < b.path ? -1 : Number(a.path > b.path)
}

function withHead(worktree: Worktree, repo: Repository): Shown {
  const name = headName(worktree, repo.gitDir)
  const value = repo.refStore.read(name)
  const oid = followRef(repo.refStore, name).oid ?? nullOid(repo.algorithm)
  const isBare = worktree.id === undefined && repo.config.getBool('core.bare') === true
  return { ...worktree, isBare, oid, branch: value?.kind === 'symbolic' ? value.target : undefined }
}

function summary(worktree: Shown, repo: Repository, isVerbose: boolean): string {
  const { isBare, oid, branch, locked, prunable } = worktree
  const head = branch === undefined ? '(detached HEAD)' : `[${branch.replace(/^refs\/heads\//, '')}]`
  const base = isBare ? '(bare)' : `${shortened(repo, oid)} ${head}`
  const notes: [word: string, reason: string | undefined][] = [
    ['locked', locked],
    ['prunable', prunable],
  ]
  return (
    base +
    notes
      .filter(([, reason]) => reason !== undefined)
      .map(([word, reason]) => (isVerbose && reason ? `\n\t${word}: ${reason}` : ` ${word}`))
      .join('')
  )
}

function shortened(repo: Repository, oid: string): string {
  return oid === nullOid(repo.algorithm) ? oid.slice(0, 7) : abbreviate(repo, oid, 'auto')
}

function records({ path, isBare, oid, branch, locked, prunable }: Shown): string[] {
  const head = isBare ? ['bare'] : [`HEAD ${oid}`, branch === undefined ? 'detached' : `branch ${branch}`]
  const noted = (word: string, reason: string | undefined): string[] =>
    reason === undefined ? [] : [reason === '' ? word : `${word} ${reason}`]
  return [`worktree ${path}`, ...head, ...noted('locked', locked), ...noted('prunable', prunable)]
}
