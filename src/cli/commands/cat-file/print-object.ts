/** `cat-file` of one object: its type, size or content, or whether it exists. */
import { PackmapError } from '../../../base/errors.js'
import { parseCommit } from '../../../object/commit.js'
import type { GitObject, ObjectHeader } from '../../../object/git-object.js'
import { isObjectType } from '../../../object/object-type.js'
import { parseTag } from '../../../object/tag.js'
import { Tree } from '../../../object/tree.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'
import type { Output } from '../../io/output.js'
import { type ObjectSource, objectsOf } from '../../object-source.js'
import { resolveOrDie } from '../../resolve.js'
import { writeTree } from '../../text/tree-line.js'
import { complainOf } from './unreadable.js'

/** A question of git's: does it exist, print it, what type, what size. */
export type ObjectQuestion = 'e' | 'p' | 't' | 's'

export interface PrintSettings {
  /** Whether commits and tags are shown with the names of the mailmap. */
  readonly usesMailmap: boolean
}

/** Where and how content is shown. */
interface Shown {
  readonly repo: Repository
  readonly out: Output
  readonly changesIdents: boolean
  /** Puts the mailmap's names into commits and tags, or changes nothing. */
  readonly rewriteIdents: (object: GitObject) => GitObject
}

/**
 * @param question What is asked, or the type as which the content is wanted.
 * @param name A revision.
 * @throws {FatalError} There is no such object, or it is not and does not lead to one of that type.
 */
export function printObject(
  question: ObjectQuestion | { readonly type: string },
  name: string,
  settings: PrintSettings,
  context: CommandContext,
): number {
  const repo = context.repository()
  // Here, unlike in a batch, git takes these for paths, which it then does not find.
  if (/^:\/./s.test(name)) throw new FatalError(`Not a valid object name ${name}`)
  const oid = resolveOrDie(repo, name)
  const objects = objectsOf(repo)
  const show: Shown = {
    repo,
    out: context.out,
    changesIdents: settings.usesMailmap,
    rewriteIdents: settings.usesMailmap ? repo.mailmap().rewrite : (object) => object,
  }
  switch (question) {
    case 'e':
      return objects.has(oid) ? 0 : 1
    case 't':
      context.out.text(`${headerOrDie(objects, oid, context).type}\n`)
      return 0
    case 's':
      context.out.text(`${sizeOf(headerOrDie(objects, oid, context), objects, show)}\n`)
      return 0
    case 'p':
      if (printLargeBlob(objects, oid, show)) return 0
      printPretty(readOrDie(objects, oid, name, context), show)
      return 0
    default:
      printAs(question.type, oid, name, context, show)
      return 0
  }
}

/** The size of what would be printed: of a commit or a tag, with the names of the mailmap. */
function sizeOf({ oid, type, size }: ObjectHeader, objects: ObjectSource, show: Shown): number {
  if (type !== 'commit' && type !== 'tag') return size
  const object = show.changesIdents ? objects.tryRead(oid) : undefined
  return object ? show.rewriteIdents(object).size : size
}

function headerOrDie(objects: ObjectSource, oid: string, context: CommandContext): ObjectHeader {
  try {
    const header = objects.tryReadHeader(oid)
    if (header) return header
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    complainOf(oid, error, context)
  }
  throw new FatalError('git cat-file: could not get object info')
}

/** The object; undefined, and the reason on standard error, where it cannot be read. */
function tryReadAloud(objects: ObjectSource, oid: string, context: CommandContext): GitObject | undefined {
  try {
    return objects.tryRead(oid)
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    complainOf(oid, error, context)
    return undefined
  }
}

function readOrDie(objects: ObjectSource, oid: string, name: string, context: CommandContext): GitObject {
  const object = tryReadAloud(objects, oid, context)
  if (object) return object
  throw new FatalError(`Not a valid object name ${name}`)
}

/** From here on git does not hold a blob in memory either, unless it is told otherwise (git: environment.c). */
const BIG_FILE_THRESHOLD = 512 * 1024 * 1024

/** Prints a blob that is too large to be held in memory, a piece at a time; false: it is something else. */
function printLargeBlob(objects: ObjectSource, oid: string, { repo, out }: Shown): boolean {
  const threshold = repo.config.getSize('core.bigFileThreshold') ?? BIG_FILE_THRESHOLD
  let header: ObjectHeader | undefined
  try {
    header = objects.tryReadHeader(oid)
  } catch (error) {
    if (error instanceof PackmapError) return false // reading it will tell
    throw error
  }
  if (header?.type !== 'blob' || header.size < threshold) return false
  for (const piece of objects.pieces(oid)) out.bytes(piece)
  return true
}

/** Content as it is, but of a tree its list. */
function printPretty(object: GitObject, show: Shown): void {
  if (object.type !== 'tree') {
    show.out.bytes(show.rewriteIdents(object).data)
    return
  }
  const quoteHigh = show.repo.config.getBool('core.quotepath') ?? true
  writeTree(show.out, new Tree(object.oid, object.data, show.repo.algorithm), quoteHigh)
}

/** Content of the object of `type` that `oid` is or leads to: by tags, and from a commit to its tree. */
function printAs(type: string, oid: string, name: string, context: CommandContext, show: Shown): void {
  const objects = objectsOf(show.repo)
  if (!isObjectType(type)) throw new FatalError(`invalid object type "${type}"`)
  for (let current = oid; ;) {
    if (type === 'blob' && printLargeBlob(objects, current, show)) return
    const object = tryReadAloud(objects, current, context)
    if (!object) break
    if (object.type === type) {
      show.out.bytes(show.rewriteIdents(object).data)
      return
    }
    if (object.type === 'tag') current = parseTag(current, object.data, show.repo.algorithm).object
    else if (object.type === 'commit') current = parseCommit(current, object.data, show.repo.algorithm).tree
    else break
  }
  throw new FatalError(`git cat-file ${name}: bad file`)
}
