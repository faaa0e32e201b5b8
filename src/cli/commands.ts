/** Every subcommand. Its module is loaded when it is run: most of a short command's time is loading code. */
import type { RepositoryOptions } from '../repo/repository.js'
import type { CommandModule } from './command.js'

export interface CommandEntry {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** Whether git has the command too, with the same arguments and output. */
  readonly ofGit: boolean
  /** Whether the repository is looked for before the arguments are: git then complains of its lack first. */
  readonly needsRepository?: boolean
  /** Whether so little will be read that it takes less time than loading what maps files. */
  readonly readsLittle?: (args: readonly string[]) => boolean
  /** How it wants the repository opened, where that matters. */
  readonly opening?: Pick<RepositoryOptions, 'multiPackIndex'>
  load(): Promise<CommandModule>
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'explain',
    summary: 'Say where an object is stored: pack, offset, chain of deltas, window',
    ofGit: false,
    load: () => import('./commands/explain.js'),
  },
  {
    name: 'stat',
    summary: 'Show what is in the packs: sizes, objects by type, depth of deltas',
    ofGit: false,
    load: () => import('./commands/stat/stat.js'),
  },
  {
    name: 'stress',
    summary: 'Try to break the mapping engine, watch it work, and find the limits that suit a program',
    ofGit: false,
    load: () => import('./commands/stress/stress.js'),
  },
  {
    name: 'blame',
    summary: 'Show which commit each line of a file comes from',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/blame/blame.js'),
  },
  {
    name: 'branch',
    summary: 'List branches',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/branch.js'),
  },
  {
    name: 'cat-file',
    summary: 'Show type, size or content of objects, one or very many',
    ofGit: true,
    needsRepository: true,
    readsLittle: (args) => !args.some((arg) => arg.startsWith('--b')), // one object, and no batch of them
    load: () => import('./commands/cat-file/cat-file.js'),
  },
  {
    name: 'check-mailmap',
    summary: 'Show the proper names and addresses of people',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/check-mailmap.js'),
  },
  {
    name: 'config',
    summary: 'Print variables of the configuration',
    ofGit: true,
    readsLittle: () => true,
    load: () => import('./commands/config/config.js'),
  },
  {
    name: 'count-objects',
    summary: 'Count loose objects and packs, and the room that they take',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/count-objects.js'),
  },
  {
    name: 'describe',
    summary: 'Name commits by the nearest tag that they come after',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/describe.js'),
  },
  {
    name: 'diff-tree',
    summary: 'Show which paths differ between two trees, or what a commit changed',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/diff-tree.js'),
  },
  {
    name: 'for-each-ref',
    summary: 'List refs, sorted and printed as a format says',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/for-each-ref.js'),
  },
  {
    name: 'index-pack',
    summary: 'Make the index of a pack, or check it',
    ofGit: true,
    load: () => import('./commands/index-pack/index-pack.js'),
  },
  {
    name: 'last-modified',
    summary: 'Show the commit that last changed each path',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/last-modified.js'),
  },
  {
    name: 'log',
    summary: 'Show commits with their messages',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/log/log.js'),
  },
  {
    name: 'ls-tree',
    summary: 'List what a tree holds',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/ls-tree/ls-tree.js'),
  },
  {
    name: 'merge-base',
    summary: 'Find the best common ancestors of commits',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/merge-base.js'),
  },
  {
    name: 'multi-pack-index',
    summary: 'Check a multi-pack-index against the packs that it covers',
    ofGit: true,
    needsRepository: true,
    opening: { multiPackIndex: false }, // what is wrong with the file that is to be checked is said once
    load: () => import('./commands/multi-pack-index.js'),
  },
  {
    name: 'name-rev',
    summary: 'Name commits by refs that they can be reached from',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/name-rev.js'),
  },
  {
    name: 'reflog',
    summary: 'List what refs were before, or which refs have a log of that',
    ofGit: true,
    needsRepository: true,
    readsLittle: () => true,
    load: () => import('./commands/reflog.js'),
  },
  {
    name: 'refs',
    summary: 'List refs, or say whether one exists',
    ofGit: true,
    needsRepository: true,
    readsLittle: () => true,
    load: () => import('./commands/refs.js'),
  },
  {
    name: 'rev-list',
    summary: 'List commits in the order of history, and their objects',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/rev-list/rev-list.js'),
  },
  {
    name: 'rev-parse',
    summary: 'Turn revisions into object ids; say where the repository is',
    ofGit: true,
    readsLittle: () => true,
    load: () => import('./commands/rev-parse/rev-parse.js'),
  },
  {
    name: 'shortlog',
    summary: 'List commits by who made them',
    ofGit: true,
    load: () => import('./commands/shortlog/shortlog.js'),
  },
  {
    name: 'show',
    summary: 'Show commits, tags, trees and blobs',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/show.js'),
  },
  {
    name: 'show-index',
    summary: 'Print the entries of a pack index',
    ofGit: true,
    load: () => import('./commands/show-index.js'),
  },
  {
    name: 'show-ref',
    summary: 'List refs and what they point at',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/show-ref.js'),
  },
  {
    name: 'tag',
    summary: 'List tags',
    ofGit: true,
    needsRepository: true,
    load: () => import('./commands/tag.js'),
  },
  {
    name: 'symbolic-ref',
    summary: 'Print the ref that a symbolic ref stands for',
    ofGit: true,
    needsRepository: true,
    readsLittle: () => true,
    load: () => import('./commands/symbolic-ref.js'),
  },
  {
    name: 'verify-pack',
    summary: 'Check packs from the first byte to the last, and list what is in them',
    ofGit: true,
    load: () => import('./commands/verify-pack/verify-pack.js'),
  },
  {
    name: 'worktree',
    summary: 'List the worktrees of the repository',
    ofGit: true,
    needsRepository: true,
    readsLittle: () => true,
    load: () => import('./commands/worktree.js'),
  },
]

/** The command of that name. */
export function findCommand(name: string): CommandEntry | undefined {
  return COMMANDS.find((command) => command.name === name)
}
