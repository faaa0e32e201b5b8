/** `:<path>` and `:<n>:<path>`: what git's index has for a path (gitrevisions(7)). */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeName } from '../../object/name-text.js'
import type { RepositoryLayout } from '../discovery/layout.js'
import { UnknownRevisionError } from '../errors.js'
import { type IndexEntry, MODE_SPARSE_FOLDER } from '../index-file/index-entry.js'
import type { IndexFile } from '../index-file/index-file.js'
import type { IndexReader } from '../index-file/index-reader.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { notInIndex } from './path-diagnosis.js'
import { pathFromTop } from './path-from-top.js'
import { findPath } from './tree-path.js'

export interface IndexPathContext {
  readonly index: IndexReader
  readonly layout: RepositoryLayout
  readonly objects: RepositoryObjects
  readonly algorithm: HashAlgorithm
}

/** What was found: an entry of the index, or of a tree that the index has as a whole. */
export interface IndexedPath {
  readonly oid: string
  readonly mode: number
  readonly path: Uint8Array
}

/**
 * Looks up a revision that begins with a colon and is no search.
 *
 * @throws {UnknownRevisionError} The index has no such path at that stage; with git's diagnosis.
 * @throws {CorruptIndexFileError} The index breaks its format.
 */
export function findInIndex(revision: string, context: IndexPathContext): IndexedPath {
  const staged = /^:([0-3]):/.exec(revision)
  const stage = staged ? Number(staged[1]) : 0
  const given = revision.slice(staged ? 3 : 1)
  const shown = pathFromTop(revision, given, context.layout)
  const path = encodeName(shown)
  const index = context.index.current()
  const entry = index.at(path).find((candidate) => candidate.stage === stage)
  if (entry && entry.mode !== MODE_SPARSE_FOLDER) return { oid: entry.oid, mode: entry.mode, path }
  const inFolder = entry || stage !== 0 ? undefined : findInSparseFolder(path, index, context)
  if (inFolder) return { ...inFolder, path }
  if (revision === ':' || revision === ':/') throw new UnknownRevisionError(revision)
  throw notInIndex(revision, { path: shown, stage }, index, context.layout)
}

/** A sparse index has a tree in the place of the files below it, all of them at stage 0. */
function findInSparseFolder(
  path: Uint8Array,
  index: IndexFile,
  { objects, algorithm }: IndexPathContext,
): Pick<IndexEntry, 'oid' | 'mode'> | undefined {
  const folder = index.sparseFolderOf(path)
  if (!folder) return undefined
  const found = findPath(folder.oid, path.subarray(folder.path.length), objects, algorithm)
  // The index is a list of files: a folder below is not in it.
  if (!found || found === 'no-tree' || !found.entry || found.entry.type === 'tree') return undefined
  return { oid: found.oid, mode: found.entry.mode }
}
