/** `packmap index-pack`: the index of a pack, for a file or for a pack that comes in. */
import { closeSync, fstatSync, fsyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { resolvePath } from '../../../base/resolve-path.js'
import type { HashAlgorithm } from '../../../object/hash-algorithm.js'
import { encodeHex } from '../../../object/oid.js'
import { ObjectsElsewhere } from '../../../odb/indexing/objects-elsewhere.js'
import { OidCollisionError } from '../../../pack/indexing/errors.js'
import { indexPackFile, receivePack, type ReceivedPack } from '../../../pack/indexing/index-pack.js'
import { sortByOid } from '../../../pack/indexing/oid-order.js'
import type { PackContents } from '../../../pack/indexing/pack-contents.js'
import type { PackSource } from '../../../pack/indexing/pack-input.js'
import { buildIndex, buildReverseIndex, checkDuplicates } from '../../../pack/indexing/write-index.js'
import { NotARepositoryError } from '../../../repo/errors.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'
import { hashAlgorithmFor } from '../../hash-algorithm-option.js'
import type { ByteSource } from '../../io/byte-source.js'
import { DescriptorSource } from '../../io/byte-source.js'
import { derivedName, type IndexPackArguments, OPTIONS, packName, parseArguments } from './arguments.js'
import { addFile, moveInto, removeIfThere, replaceFile, temporaryFile, writeNote } from './install.js'
import { ObjectChecker } from './object-checker.js'
import { elsewhereOf, helpersFor } from './threads.js'
import { verifyPack } from './verify.js'

const STDIN = 0

export const description: CommandDescription = {
  name: 'index-pack',
  forms: [
    '[-v] [-o <index-file>] [--keep | --keep=<msg>] [--[no-]rev-index] [--verify] <pack-file>',
    '[-v] [-o <index-file>] [--fix-thin] [--keep | --keep=<msg>] [--[no-]rev-index] --stdin [<pack-file>]',
  ],
  description: `Reads a pack, makes every object in it, and writes the index from object ids to their places. With --stdin
the pack comes from standard input and is kept: as <pack-file>, or else in the pack folder of the repository. Prints the
checksum of the pack, which with --stdin follows the word "pack", or "keep".`,
  options: OPTIONS,
  examples: [
    { command: 'packmap index-pack some.pack', purpose: 'write some.idx' },
    {
      command: 'packmap index-pack --stdin --fix-thin < thin.pack',
      purpose: 'add a pack to the repository, with the bases that it builds on',
    },
    {
      command: 'packmap index-pack --verify-stat some.pack',
      purpose: 'check pack and index, and list the entries',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const repository = repositoryOf(context)
  const wanted = parseArguments(args, () => repository)
  let namedElsewhere = 0
  try {
    if (wanted.fromStdin) namedElsewhere = receive(wanted, repository!, context)
    else if (wanted.verify === 'no') namedElsewhere = indexFile(wanted, repository, context)
    else verifyFile(wanted, repository, context)
  } catch (error) {
    // Git's words for the one fault that nobody must overlook.
    if (error instanceof OidCollisionError) throw new FatalError(`SHA1 COLLISION FOUND WITH ${error.oid} !`)
    throw error
  }
  return wanted.tellsConnected && namedElsewhere > 0 ? 1 : 0
}

/** The repository around; undefined outside of one, where packs can be indexed too. */
export function repositoryOf(context: CommandContext): Repository | undefined {
  try {
    return context.repository()
  } catch (error) {
    if (error instanceof NotARepositoryError) return undefined
    throw error
  }
}

function verifyFile(
  wanted: IndexPackArguments,
  repository: Repository | undefined,
  context: CommandContext,
): void {
  const indexName = wanted.indexName!
  const algorithm = hashAlgorithmFor(wanted.objectFormat, context)
  verifyPack(
    {
      packName: wanted.packName!,
      indexName,
      reverseIndexName: wanted.reverseIndex ? derivedName(indexName, 'idx', 'rev') : undefined,
      algorithm,
      listing: wanted.verify,
      checker: checkerFor(wanted, algorithm, context),
      threads: wanted.threads,
    },
    repository,
    context,
  )
}

/** A pack that is a file already. @returns How many objects it names that only the repository has. */
function indexFile(
  wanted: IndexPackArguments,
  repository: Repository | undefined,
  context: CommandContext,
): number {
  const algorithm = hashAlgorithmFor(wanted.objectFormat, context)
  const path = resolvePath(context.cwd, wanted.packName!)
  const elsewhere = repository && elsewhereOf(repository, path)
  using existing = elsewhere && new ObjectsElsewhere(elsewhere)
  const checker = checkerFor(wanted, algorithm, context)
  const contents = indexPackFile(path, {
    algorithm,
    existing,
    sizeMax: wanted.sizeMax,
    inspect: checker?.inspect,
    helpers: helpersFor(wanted.threads, elsewhere),
  })
  const namedElsewhere = checker?.checkLinks(contents, existing) ?? 0
  if (wanted.isVerbose) reportProgress('Indexing', contents, context)
  writeIndexes(wanted, contents, undefined, context)
  writeNotes(wanted, path.replace(/\.pack$/, ''))
  context.out.text(`${encodeHex(contents.checksum)}\n`)
  return namedElsewhere
}

/** A pack from standard input. @returns How many objects it names that only the repository has. */
function receive(wanted: IndexPackArguments, repository: Repository, context: CommandContext): number {
  const folder = join(repository.odb.path, 'pack')
  const target =
    wanted.packName === undefined
      ? temporaryFile(folder, 'pack')
      : newFile(resolvePath(context.cwd, wanted.packName))
  let report: string
  let received: ReceivedPack & { readonly namedElsewhere: number }
  try {
    received = receiveInto(target, wanted, repository, context)
    if (wanted.isVerbose) reportProgress('Receiving', received.contents, context)
    const stem =
      wanted.packName === undefined
        ? join(folder, packName(received.contents.checksum))
        : target.path.replace(/\.pack$/, '')
    report = writeNotes(wanted, stem)
    if (wanted.packName === undefined) moveInto(target.path, `${stem}.pack`)
    writeIndexes(wanted, received.contents, folder, context)
  } catch (error) {
    removeIfThere(target.path)
    throw error
  }
  context.out.text(`${report}\t${encodeHex(received.contents.checksum)}\n`)
  // What was read too far is for whoever reads on (git: unpack-objects does so, and index-pack after it).
  context.out.bytes(received.rest)
  return received.namedElsewhere
}

function checkerFor(
  { fsck }: IndexPackArguments,
  algorithm: HashAlgorithm,
  context: CommandContext,
): ObjectChecker | undefined {
  if (!fsck) return undefined
  const grafts = repositoryOf(context)?.commits.grafts
  return new ObjectChecker({ ...fsck, ...(grafts && { grafts }) }, algorithm, (line) => {
    context.complain(line)
  })
}

/** The last words of git's progress; those before them would only scroll by. */
function reportProgress(verb: string, { entries }: PackContents, context: CommandContext): void {
  const done = (part: string, count: number): void => {
    if (count > 0) context.complain(`${part}: 100% (${count}/${count}), done.`)
  }
  done(`${verb} objects`, entries.count)
  done('Resolving deltas', entries.bases.subarray(0, entries.count).filter((base) => base >= 0).length)
}

function newFile(path: string): { path: string; fd: number } {
  return { path, fd: openSync(path, 'wx+', 0o444) }
}

function receiveInto(
  { path, fd }: { path: string; fd: number },
  wanted: IndexPackArguments,
  repository: Repository,
  context: CommandContext,
): ReceivedPack & { readonly namedElsewhere: number } {
  const elsewhere = elsewhereOf(repository, undefined)
  using existing = new ObjectsElsewhere(elsewhere)
  const { stdin } = context.streams
  const checker = checkerFor(wanted, repository.algorithm, context)
  try {
    const received = receivePack(sourceOf(stdin, wanted.header), fd, path, {
      algorithm: repository.odb.algorithm,
      existing,
      fixThin: wanted.fixThin,
      sizeMax: wanted.sizeMax,
      inspect: checker?.inspect,
      helpers: helpersFor(wanted.threads, elsewhere),
    })
    const namedElsewhere = checker?.checkLinks(received.contents, existing) ?? 0
    if (!wanted.format.allowDuplicates)
      checkDuplicates(received.contents.entries, sortByOid(received.contents.entries))
    if (isFile(stdin) && (received.rest.length > 0 || stdin.read(new Uint8Array(1), 0) > 0)) {
      throw new FatalError('pack has junk at the end')
    }
    fsyncSync(fd)
    return { ...received, namedElsewhere }
  } finally {
    closeSync(fd)
  }
}

function isFile(source: ByteSource): boolean {
  return source instanceof DescriptorSource && fstatSync(STDIN).isFile()
}

/** A source whose first bytes have been read by somebody else. */
function sourceOf(stdin: ByteSource, header: Uint8Array | undefined): PackSource {
  let pending = header
  return {
    read(into, at) {
      if (!pending) return stdin.read(into, at)
      into.set(pending, at)
      const { length } = pending
      pending = undefined
      return length
    },
  }
}

/** Writes the index and, if wanted, the reverse index: where `-o` says, beside the pack, or into the pack folder. */
function writeIndexes(
  wanted: IndexPackArguments,
  contents: PackContents,
  folder: string | undefined,
  context: CommandContext,
): void {
  const order = sortByOid(contents.entries)
  const index = buildIndex(contents, order, wanted.format)
  const reverse = wanted.reverseIndex ? buildReverseIndex(contents, order) : undefined
  if (wanted.indexName === undefined) {
    const stem = packName(contents.checksum)
    if (reverse) addFile(folder!, 'rev', `${stem}.rev`, reverse)
    addFile(folder!, 'idx', `${stem}.idx`, index) // last: it makes the pack one that is read
    return
  }
  if (reverse) {
    const reverseName = derivedName(wanted.indexName, 'idx', 'rev')
    replaceFile(resolvePath(context.cwd, reverseName), reverse)
  }
  replaceFile(resolvePath(context.cwd, wanted.indexName), index)
}

/** @returns The word that git puts before the checksum: whether a `.keep` file was made. */
function writeNotes({ keep, promisor }: IndexPackArguments, stem: string): 'pack' | 'keep' {
  const isKept = keep !== undefined && writeNote(`${stem}.keep`, keep)
  if (promisor !== undefined) writeNote(`${stem}.promisor`, promisor)
  return isKept ? 'keep' : 'pack'
}
