/** `cat-file` of one object: its type, size or content, or whether it exists. */
import { parseCommit } from '../../../object/commit.js'
import type { GitObject, ObjectHeader } from '../../../object/git-object.js'
import { isObjectType } from '../../../object/object-type.js'
import { parseTag } from '../../../object/tag.js'
import { Tree } from '../../../object/tree.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'
import type { Output } from '../../io/output.js'
import { identRewriter } from '../../mailmap.js'
import { type ObjectSource, objectsOf } from '../../object-source.js'
import { resolveOrDie } from '../../resolve.js'
import { bytesToRaw, quotePath } from '../../text/quote.js'
import { treeLine } from '../../text/tree-line.js'

/** A question of git's: does it exist, print it, what type, what size. */
export type ObjectQuestion = 'e' | 'p' | 't' | 's'

/** Where and how content is shown. */
interface Shown {
  readonly repo: Repository
  readonly out: Output
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
  useMailmap: boolean,
  context: CommandContext,
): number {
  const repo = context.repository()
  const oid = resolveOrDie(repo, name)
  const objects = objectsOf(repo)
  const show: Shown = {
    repo,
    out: context.out,
    rewriteIdents: useMailmap ? identRewriter(repo) : (object) => object,
  }
  switch (question) {
    case 'e':
      return objects.has(oid) ? 0 : 1
    case 't':
      context.out.text(`${headerOrDie(objects, oid).type}\n`)
      return 0
    case 's':
      context.out.text(`${headerOrDie(objects, oid).size}\n`)
      return 0
    case 'p':
      printPretty(oid, name, objects, show)
      return 0
    default:
      printAs(question.type, oid, name, objects, show)
      return 0
  }
}

function headerOrDie(objects: ObjectSource, oid: string): ObjectHeader {
  const header = objects.tryReadHeader(oid)
  if (!header) throw new FatalError('git cat-file: could not get object info')
  return header
}

/** Content as it is, but of a tree its list. */
function printPretty(oid: string, name: string, objects: ObjectSource, show: Shown): void {
  const object = objects.tryRead(oid)
  if (!object) throw new FatalError(`Not a valid object name ${name}`)
  if (object.type !== 'tree') {
    show.out.bytes(show.rewriteIdents(object).data)
    return
  }
  const quoteHigh = show.repo.config.getBool('core.quotepath') ?? true
  for (const entry of new Tree(oid, object.data, show.repo.algorithm)) {
    show.out.raw(`${treeLine(entry, quotePath(bytesToRaw(entry.name), quoteHigh))}\n`)
  }
}

/** Content of the object of `type` that `oid` is or leads to: by tags, and from a commit to its tree. */
function printAs(type: string, oid: string, name: string, objects: ObjectSource, show: Shown): void {
  if (!isObjectType(type)) throw new FatalError(`invalid object type "${type}"`)
  for (let current = oid; ;) {
    const object = objects.tryRead(current)
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
