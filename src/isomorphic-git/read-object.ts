/** Reading objects of any type, in the form that is asked for where there is such a form. */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { ObjectType } from '../object/object-type.js'
import type { Repository } from '../repo/repository.js'
import { command } from './command.js'
import { InternalError } from './errors.js'
import { type Place, repositoryAt } from './open-repository.js'
import { parseCommitObject } from './parse-commit.js'
import { parseTagObject } from './parse-tag.js'
import { oidAt, readAny } from './peel.js'
import { textOf } from './read-parsed.js'
import type { CommitObject, TagObject, TreeEntry } from './results.js'
import { treeEntries } from './tree-entries.js'

type Format = 'deflated' | 'wrapped' | 'content' | 'parsed'

export interface ReadObjectArguments extends Place {
  /** Full, in hex. */
  readonly oid: string
  /** `deflated` and `wrapped` are for loose objects; of others there is only their `content`. Default: `parsed`. */
  readonly format?: Format | undefined
  /** Below the tree that `oid` comes to. */
  readonly filepath?: string | undefined
  /** Of blobs: their content as text. */
  readonly encoding?: string | undefined
}

export interface FoundObject {
  oid: string
  /** The packfile or the loose object's file, from the git folder. */
  source?: string
}

export type ReadObjectResult = FoundObject &
  (
    | { type: 'deflated'; format: 'deflated'; object: Uint8Array }
    | { type: 'wrapped'; format: 'wrapped'; object: Uint8Array }
    | { type: ObjectType; format: 'content'; object: Uint8Array }
    | { type: 'blob'; format: 'parsed'; object: string }
    | { type: 'commit'; format: 'parsed'; object: CommitObject }
    | { type: 'tree'; format: 'parsed'; object: TreeEntry[] }
    | { type: 'tag'; format: 'parsed'; object: TagObject }
  )

const FORMATS: readonly Format[] = ['deflated', 'wrapped', 'content', 'parsed']

/** An object of any type. */
export const readObject = command(
  'readObject',
  ['oid'],
  (args: ReadObjectArguments, repo): ReadObjectResult => {
    const { format = 'parsed', filepath, encoding } = args
    if (!FORMATS.includes(format)) throw new InternalError(`there is no format '${format}'`)
    const oid = oidAt(repo, args.oid, filepath)
    return withSource(args, contentOf(repo, oid, format, encoding as BufferEncoding | undefined))
  },
)

function contentOf(
  repo: Repository,
  oid: string,
  format: Format,
  encoding: BufferEncoding | undefined,
): ReadObjectResult {
  if (format === 'deflated' || format === 'wrapped') {
    const object = looseFile(repo, oid, format)
    if (object) return { oid, type: format, format, object } as ReadObjectResult
  }
  const object = readAny(repo, oid)
  const { type, data } = object
  if (format !== 'parsed') return { oid, type, format: 'content', object: Buffer.from(data) }
  switch (type) {
    case 'commit':
      return { oid, type, format, object: parseCommitObject(oid, textOf(object)).commit }
    case 'tree':
      return { oid, type, format, object: treeEntries(repo, oid, data) }
    case 'tag':
      return { oid, type, format, object: parseTagObject(oid, textOf(object)).tag }
    case 'blob':
      if (encoding === undefined) return { oid, type, format: 'content', object: data.slice() }
      return { oid, type, format, object: Buffer.from(data).toString(encoding) }
  }
}

/** The header of a loose object in front of its content: a type, a size in decimal and a NUL (gitformat-loose). */
const LOOSE_HEADER_MAX = 32

/** Undefined: it is not loose, or not only so. */
function looseFile(repo: Repository, oid: string, format: 'deflated' | 'wrapped'): Uint8Array | undefined {
  const place = repo.odb.has(oid) ? repo.odb.explain(oid) : undefined
  if (place?.storage !== 'loose') return undefined
  const deflated = readFileSync(place.path)
  if (format === 'deflated') return deflated
  return inflateSync(deflated, { maxOutputLength: place.size + LOOSE_HEADER_MAX })
}

/** Finds the file when it is asked for: most never ask, and it costs as much as the object itself. */
function withSource(place: Place, result: ReadObjectResult): ReadObjectResult {
  return Object.defineProperty(result, 'source', {
    enumerable: true,
    configurable: true,
    get() {
      const { commonDir, odb } = repositoryAt(place)
      if (!odb.has(result.oid)) return undefined // the empty tree
      return relative(commonDir, odb.explain(result.oid).path).split(sep).join('/')
    },
  })
}
