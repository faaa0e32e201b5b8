/** `packmap cat-file`: one object by name, or a batch of them. */
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { runBatch, type BatchMode } from './batch.js'
import { parseObjectFilters } from './object-filter.js'
import { printObject, type ObjectQuestion, type PrintSettings } from './print-object.js'

const BATCH_MODES: readonly BatchMode[] = ['batch', 'batch-check', 'batch-command']
const QUESTIONS: readonly ObjectQuestion[] = ['e', 'p', 't', 's']

export const description: CommandDescription = {
  name: 'cat-file',
  forms: [
    '<type> <object>',
    '(-e | -p | -t | -s) <object>',
    '(--batch | --batch-check | --batch-command)[=<format>] [--batch-all-objects] [--buffer]' +
      ' [--follow-symlinks] [--unordered] [--filter=<spec>] [-z | -Z]',
  ],
  description: `Shows the type, the size or the content of one object, or answers for every object named on
standard input. An object is named by its id, an abbreviation of it, or any other revision: HEAD, v1.0^{tree},
main~3:src/index.ts.

The atoms of a <format> are %(objectname), %(objecttype), %(objectsize), %(objectsize:disk), %(deltabase),
%(objectmode) and %(rest), which is what follows the name on its input line.`,
  options: [
    { short: 'e', mode: 'question', help: 'succeed if <object> exists, and print nothing' },
    { short: 'p', mode: 'question', help: 'print the content; a tree as a list' },
    { short: 't', mode: 'question', help: 'print the type: blob, tree, commit or tag' },
    { short: 's', mode: 'question', help: 'print the size in bytes' },
    { long: 'allow-unknown-type', help: 'accepted: without effect since git 2.50' },
    {
      long: 'use-mailmap',
      aliases: ['mailmap'],
      help: 'replace names and addresses by those of the mailmap',
    },
    {
      long: 'batch',
      value: 'optional',
      valueName: 'format',
      negatable: false,
      help: 'a line about each object named on standard input, and its content',
    },
    { long: 'batch-check', value: 'optional', valueName: 'format', negatable: false, help: 'the line only' },
    {
      long: 'batch-command',
      value: 'optional',
      valueName: 'format',
      negatable: false,
      help: 'read "contents <object>", "info <object>" and "flush" from standard input',
    },
    {
      long: 'batch-all-objects',
      mode: 'question',
      help: 'instead of reading standard input, take every object, sorted by id',
    },
    { long: 'buffer', help: 'answer when the buffer is full, not after each input' },
    { long: 'unordered', help: 'with --batch-all-objects: in the order of the packs, which is faster' },
    { long: 'follow-symlinks', help: 'follow symlinks within the tree of <tree-ish>:<path>' },
    {
      long: 'filter',
      value: 'required',
      valueName: 'spec',
      help: 'leave out objects: blob:none, blob:limit=<n>[kmg] or object:type=<type>',
    },
    { short: 'z', help: 'input lines end with NUL' },
    { short: 'Z', help: 'input and output lines end with NUL' },
    { long: 'textconv', mode: 'question', help: 'refused: packmap runs no program that a repository names' },
    { long: 'filters', mode: 'question', help: 'refused, for the same reason' },
    { long: 'path', value: 'required', valueName: 'path', help: 'the path for --textconv and --filters' },
  ],
  examples: [
    { command: 'packmap cat-file -p HEAD', purpose: 'the newest commit' },
    { command: 'packmap cat-file -p HEAD:README.md', purpose: 'a file as it is in that commit' },
    {
      command: 'echo HEAD:README.md | packmap cat-file --batch',
      purpose: 'id, type and size, then the content',
    },
    {
      command:
        "packmap cat-file --batch-all-objects --batch-check='%(objectsize:disk) %(objectname)' | sort -n",
      purpose: 'what takes room in the repository',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const given = BATCH_MODES.filter((mode) => options.has(mode))
  if (given.reduce((sum, mode) => sum + options.count(mode), 0) > 1)
    throw new UsageError('only one batch option may be specified')
  const [mode] = given
  const filter = parseObjectFilters(options.all('filter'))
  if (filter && mode === undefined)
    throw new UsageError('objects filter only supported in batch mode', 'usage')
  checkCompanions(options, mode !== undefined)
  if (mode !== undefined) {
    if (options.has('textconv') || options.has('filters')) refuseConversion()
    const question = QUESTIONS.find((letter) => options.has(letter))
    if (question) throw new UsageError(`'-${question}' is incompatible with batch mode`, 'fatal')
    if (options.operands.length > 0) throw new UsageError('batch modes take no arguments', 'fatal')
    runBatch(mode, options, filter, context)
    return 0
  }
  return runOne(options, context)
}

/** Options that mean nothing without another one. */
function checkCompanions(options: ParsedOptions, isBatch: boolean): void {
  const converts = options.has('textconv') || options.has('filters')
  if (options.has('path') && !converts) {
    throw new UsageError("'--path=<path|tree-ish>' needs '--filters' or '--textconv'", 'fatal')
  }
  if (isBatch) return
  for (const key of ['follow-symlinks', 'buffer', 'batch-all-objects', 'z', 'Z']) {
    if (options.has(key)) {
      throw new UsageError(`'${key.length > 1 ? '--' : '-'}${key}' requires a batch mode`, 'fatal')
    }
  }
}

function runOne(options: ParsedOptions, context: CommandContext): number {
  const { operands } = options
  const question = QUESTIONS.find((letter) => options.has(letter))
  const conversion = ['textconv', 'filters'].find((key) => options.has(key))
  if (!question && !conversion) {
    if (operands.length === 0) throw new UsageError('')
    if (operands.length !== 2) {
      throw new UsageError(
        `only two arguments allowed in <type> <object> mode, not ${operands.length}`,
        'fatal',
      )
    }
    return printObject({ type: operands[0]! }, operands[1]!, printSettings(options), context)
  }
  if (operands.length === 0) {
    const required = question
      ? `<object> required with '-${question}'`
      : `<rev> required with '--${conversion!}'`
    throw new UsageError(required, 'fatal')
  }
  if (operands.length > 1) throw new UsageError('too many arguments', 'fatal')
  if (!question) return refuseConversion()
  return printObject(question, operands[0]!, printSettings(options), context)
}

function printSettings(options: ParsedOptions): PrintSettings {
  return { usesMailmap: options.has('use-mailmap') }
}

function refuseConversion(): never {
  throw new FatalError(
    'packmap runs no filter or textconv program: --filters and --textconv are not supported',
  )
}
