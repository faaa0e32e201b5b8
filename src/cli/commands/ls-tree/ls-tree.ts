/** `packmap ls-tree`: the entries of a tree. */
import { PackmapError } from '../../../base/errors.js'
import { Tree } from '../../../object/tree.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { LiteralPathspec } from '../../literal-pathspec.js'
import { ABBREV_OPTION, abbreviationLength } from '../../options/abbrev-option.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { resolveOrDie } from '../../resolve.js'
import { textToRaw } from '../../../object/raw-text.js'
import { EntryPrinter } from './entry-printer.js'
import { FORMATS } from './list-format.js'
import { listTree } from './list-tree.js'

export const description: CommandDescription = {
  name: 'ls-tree',
  forms: ['[<options>] <tree-ish> [<path>…]'],
  description: `Lists what a tree holds: mode, type, object id and path of every entry. A commit or a tag stands for
its tree. Paths are literal and count from the folder where the command runs; one that ends in a slash shows what is
in the folder.

The fields of --format are %(objectmode), %(objecttype), %(objectname), %(objectsize), %(objectsize:padded) and
%(path).`,
  options: [
    { short: 'd', help: 'trees only' },
    { short: 'r', help: 'everything below too' },
    { short: 't', help: 'with -r: the trees on the way too' },
    { short: 'z', help: 'entries end with NUL, and paths are not quoted' },
    { short: 'l', long: 'long', mode: 'form', help: 'the size of blobs too' },
    { long: 'name-only', mode: 'form', help: 'paths only' },
    { long: 'name-status', mode: 'form', help: 'the same' },
    { long: 'object-only', mode: 'form', help: 'object ids only' },
    { long: 'full-name', help: 'paths from the root of the tree' },
    { long: 'full-tree', help: 'the whole tree, wherever the command runs' },
    {
      long: 'format',
      value: 'required',
      valueName: 'format',
      negatable: false,
      help: 'how to print an entry',
    },
    ABBREV_OPTION,
  ],
  examples: [
    { command: 'packmap ls-tree HEAD', purpose: 'what is in the root folder' },
    { command: 'packmap ls-tree -r --name-only v1.0', purpose: 'every file of a release' },
    { command: 'packmap ls-tree -r -l HEAD | sort -k4 -n | tail', purpose: 'the largest files' },
    {
      command: "packmap ls-tree --format='%(objectsize) %(path)' HEAD src/",
      purpose: 'one folder, in your own format',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const customFormat = options.value('format')
  const form = formOf(options)
  if (customFormat !== undefined && form !== 'default') {
    throw new UsageError("--format can't be combined with other format-altering options", 'fatal')
  }
  const [revision, ...paths] = options.operands
  const abbrev = abbreviationLength(options)
  if (revision === undefined) throw new UsageError('')
  const repo = context.repository()
  const oid = resolveOrDie(repo, revision)
  const prefix = options.has('full-tree') ? '' : textToRaw(repo.prefix)
  const pathspec = LiteralPathspec.parse(paths, prefix, repo, context.env)
  const format = customFormat === undefined ? FORMATS[form] : textToRaw(customFormat)
  const printer = new EntryPrinter(repo, context.out, {
    format,
    isCustom: !Object.values<string>(FORMATS).includes(format),
    isNulTerminated: options.has('z'),
    prefix: options.has('full-name') ? '' : prefix,
    abbrev,
  })
  const treesOnly = options.has('d')
  const recursive = options.has('r')
  const isComplete = listTree(repo, rootTree(repo, oid), pathspec, printer, {
    recursive,
    treesOnly,
    showsTrees: options.has('t') || (treesOnly && recursive),
    complain: (line) => {
      context.complain(line)
    },
  })
  return isComplete ? 0 : 1
}

function formOf(options: ParsedOptions): keyof typeof FORMATS {
  if (options.has('long')) return 'long'
  if (options.has('name-only') || options.has('name-status')) return 'name-only'
  return options.has('object-only') ? 'object-only' : 'default'
}

function rootTree(repo: Repository, oid: string): Tree {
  try {
    const tree = repo.peel(oid, 'tree')
    return new Tree(tree, repo.read(tree).data, repo.algorithm)
  } catch (error) {
    if (error instanceof PackmapError) throw new FatalError('not a tree object')
    throw error
  }
}
