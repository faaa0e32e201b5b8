/** The batch modes of `cat-file`: what the options ask for, and which of the three ways of asking it is. */
import type { ObjectDatabase } from '../../../odb/object-database.js'
import { parseBool } from '../../../repo/config/config-values.js'
import type { CommandContext } from '../../context.js'
import { LineReader } from '../../io/line-reader.js'
import { objectsOf, storageOf } from '../../object-source.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { textToRaw } from '../../../object/raw-text.js'
import { runBatchCommands } from './batch-command.js'
import { type BatchFormat, parseBatchFormat } from './batch-format.js'
import { answerLines } from './batch-input.js'
import { BatchPrinter } from './batch-printer.js'
import type { ObjectFilter } from './object-filter.js'

const LF = 0x0a
const NUL = 0

export type BatchMode = 'batch' | 'batch-check' | 'batch-command'

/** @throws {FatalError} A format or a command that is none, or an object that cannot be read. */
export function runBatch(
  mode: BatchMode,
  options: ParsedOptions,
  filter: ObjectFilter | undefined,
  context: CommandContext,
): void {
  const format = options.value(mode)
  const batchFormat = parseBatchFormat(format === undefined ? undefined : textToRaw(format))
  const allObjects = options.has('batch-all-objects')
  const repo = context.repository()
  const objects = objectsOf(repo)
  const printer = new BatchPrinter(context, allObjects ? repo.odb : objects, {
    storage: allObjects ? (oid) => storageOf(repo, oid) : objects.storage,
    format: batchFormat,
    filter,
    reportsExcluded: !allObjects,
    delimiter: options.has('Z') ? NUL : LF,
    rewriteIdents: options.has('use-mailmap') ? repo.mailmap().rewrite : undefined,
  })
  if (allObjects) {
    const order = options.has('unordered') ? 'pack' : 'oid'
    if (mode === 'batch' && order === 'pack' && printer.printsContentsOnly) {
      printAllContents(repo.odb, printer)
      return
    }
    const namesOnly = filter === undefined && isNameOnly(batchFormat)
    for (const oid of repo.odb.oids({ order })) {
      if (mode === 'batch') printer.contentsOf(oid, oid)
      else if (namesOnly) printer.nameOnly(oid)
      else printer.infoOf(oid, oid)
    }
    return
  }
  const buffers = options.has('buffer')
  const lines = new LineReader(context.streams.stdin, options.has('z') || options.has('Z') ? NUL : LF, () => {
    if (!buffers) context.out.flush()
  })
  const followSymlinks = options.has('follow-symlinks')
  if (mode === 'batch-command') {
    // The variable is git's own, for its tests.
    const answersAtEnd =
      !buffers || parseBool(context.env['GIT_TEST_CAT_FILE_NO_FLUSH_ON_EXIT'] ?? 'false') !== true
    runBatchCommands(repo, lines, printer, { followSymlinks, queues: buffers, answersAtEnd }, context.out)
  } else {
    const contents = mode === 'batch'
    answerLines(repo, lines, printer, { contents, followSymlinks, splits: batchFormat.atoms.has('rest') })
  }
}

/**
 * Every object in the order in which making them all is cheapest. One that is damaged is asked for by its oid, so that
 * it is treated as it is in every other batch.
 */
function printAllContents(odb: ObjectDatabase, printer: BatchPrinter): void {
  odb.scanSync(
    (object) => {
      printer.scanned(object)
    },
    {
      onDamage: (oid) => {
        if (oid !== undefined) printer.contentsOf(oid, oid)
      },
    },
  )
}

/** Whether the format can be filled in without looking at the object. */
function isNameOnly({ atoms }: BatchFormat): boolean {
  return [...atoms].every((atom) => atom === 'objectname' || atom === 'rest' || atom === 'objectmode')
}
