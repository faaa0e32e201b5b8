/** `packmap multi-pack-index verify`: whether a multi-pack-index says what the indexes of its packs say. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { resolvePath } from '../../base/resolve-path.js'
import { PackmapError, UnsupportedFormatError } from '../../base/errors.js'
import { multiPackIndexChain, singleMultiPackIndex } from '../../odb/midx-files.js'
import { CorruptIndexError } from '../../pack/errors.js'
import { FileWindows } from '../../pack/file-window.js'
import { checkMultiPackIndexes, type MidxCheckOptions, midxRefusal } from '../../pack/verify/check-midx.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import type { OptionSpec } from '../options/option-spec.js'
import { parseOptions, type ParsedOptions } from '../options/parse-options.js'

/** What git can do with one beside: all of it writes. */
const WRITING = ['write', 'expire', 'repack']

const OBJECT_DIR: OptionSpec = {
  long: 'object-dir',
  value: 'required',
  valueName: 'directory',
  help: 'the objects folder whose packs it covers; else that of the repository',
}

export const description: CommandDescription = {
  name: 'multi-pack-index',
  forms: ['[<options>] verify'],
  description: `Checks the multi-pack-index of an objects folder, one file or a chain of them: its checksum, the order of its
ids, that its packs are there, and that each has every object where the multi-pack-index says. Without a multi-pack-index
there is nothing to find fault with.`,
  options: [OBJECT_DIR, { long: 'progress', help: 'say on standard error what has been checked' }],
  examples: [
    {
      command: 'packmap multi-pack-index verify && echo good',
      purpose: 'whether the multi-pack-index can be trusted',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const before = parseOptions([OBJECT_DIR], args, { stopAtOperand: true })
  const [subcommand, ...rest] = before.operands
  if (subcommand === undefined) throw new UsageError('need a subcommand')
  if (WRITING.includes(subcommand)) throw new FatalError(`multi-pack-index ${subcommand}: packmap only reads`)
  if (subcommand !== 'verify') throw new UsageError(`unknown subcommand: \`${subcommand}'`)
  const options = parseOptions(description.options, rest)
  if (options.operands.length > 0) throw new UsageError('')
  return verify(objectsFolder(before, options, context), options.has('progress'), context)
}

/** The last that is named, counted from where git works: the top of the work tree. */
function objectsFolder(before: ParsedOptions, options: ParsedOptions, context: CommandContext): string {
  const repository = context.repository()
  const named = options.value('object-dir') ?? before.value('object-dir')
  if (named === undefined) return repository.odb.path
  const path = resolvePath(repository.workTree ?? context.cwd, named)
  if (existsSync(dirname(path))) return path
  throw new FatalError(`Invalid path '${dirname(path)}': No such file or directory`)
}

function verify(objects: string, isProgressWanted: boolean, context: CommandContext): number {
  const { backend } = context.options
  const { algorithm } = context.repository()
  const packDirectory = join(objects, 'pack')
  using manager = new SlidingWindowMapManager(backend === undefined ? {} : { backend })
  let status = 0
  const options: MidxCheckOptions = {
    algorithm,
    packDirectory,
    files: new FileWindows(manager),
    onFault: (fault) => {
      context.complain(fault)
      status = 1
    },
    onDone: (part, count) => {
      if (isProgressWanted) context.complain(`${part}: 100% (${count}/${count}), done.`)
    },
  }
  const paths = readablePaths(options, context)
  if (!paths) return 1
  try {
    if (paths.length > 0) checkMultiPackIndexes(paths, options)
  } catch (error) {
    if (error instanceof CorruptIndexError || error instanceof UnsupportedFormatError) {
      throw new FatalError(error.detail)
    }
    throw error
  }
  return status
}

/** The files to check, none if there are none; undefined, after saying so, where one of them is no use. */
function readablePaths(options: MidxCheckOptions, context: CommandContext): readonly string[] | undefined {
  const single = singleMultiPackIndex(options.packDirectory)
  if (existsSync(single)) {
    const refusal = refusalOf(single, options)
    if (refusal === undefined) return [single]
    context.complain(`error: ${refusal}`)
    context.complain('error: multi-pack-index file exists, but failed to parse')
    return undefined
  }
  const chain = multiPackIndexChain(options.packDirectory, options.algorithm)
  if (!chain) return []
  const bad = chain.badLine
  if (bad !== undefined) {
    context.complain(`error: invalid multi-pack-index chain: line '${bad}' not a hash`)
    return undefined
  }
  for (const path of chain.paths) {
    const refusal = refusalOf(path, options)
    if (refusal === undefined) continue
    context.complain(`error: ${refusal}`)
    context.complain(`error: unable to find all multi-pack index files: ${basename(path)}`)
    return undefined
  }
  return chain.paths
}

function refusalOf(path: string, options: MidxCheckOptions): string | undefined {
  try {
    return midxRefusal(path, options)
  } catch (error) {
    if (error instanceof PackmapError) return error.message
    throw error
  }
}
