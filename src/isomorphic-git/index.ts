/**
 * What `import … from 'packmap/isomorphic-git'` gives: the functions of isomorphic-git that read a repository, with its
 * signatures, results and error codes, answered from maps.
 */
import '../odb/join-process-budget.js'
import { findMergeBase, isDescendent } from './ancestry.js'
import { getConfig, getConfigAll, listRemotes } from './config.js'
import { Errors } from './errors.js'
import { expandOid } from './expand-oid.js'
import { findRoot, listFiles } from './files.js'
import { hashBlob } from './hash-blob.js'
import { log } from './log.js'
import { listNotes, readNote } from './notes.js'
import { closeRepository } from './open-repository.js'
import { readBlob, readCommit, readTag, readTree } from './read-parsed.js'
import { readObject } from './read-object.js'
import { currentBranch, expandRef, listBranches, listRefs, listTags, resolveRef } from './refs.js'
import { TREE, walk } from './walk.js'

export type { DescendentArguments, MergeBaseArguments } from './ancestry.js'
export type { VariableArguments } from './config.js'
export type { DropInError } from './errors.js'
export type { ListFilesArguments } from './files.js'
export type { HashBlobResult } from './hash-blob.js'
export type { LogArguments } from './log.js'
export type { NotesArguments } from './notes.js'
export type { Place } from './open-repository.js'
export type { ReadObjectArguments, ReadObjectResult } from './read-object.js'
export type { OidArguments, PathArguments } from './read-parsed.js'
export type { CurrentBranchArguments, RefArguments } from './refs.js'
export type {
  Author,
  CommitObject,
  ReadBlobResult,
  ReadCommitResult,
  ReadTagResult,
  ReadTreeResult,
  TagObject,
  TreeEntry,
} from './results.js'
export type { WalkArguments, Walker, WalkerEntry } from './walk.js'
export {
  closeRepository,
  currentBranch,
  Errors,
  expandOid,
  expandRef,
  findMergeBase,
  findRoot,
  getConfig,
  getConfigAll,
  hashBlob,
  isDescendent,
  listBranches,
  listFiles,
  listNotes,
  listRefs,
  listRemotes,
  listTags,
  log,
  readBlob,
  readCommit,
  readNote,
  readObject,
  readTag,
  readTree,
  resolveRef,
  TREE,
  walk,
}

/** The same in one object, as isomorphic-git's default export has them. */
export default {
  closeRepository,
  currentBranch,
  Errors,
  expandOid,
  expandRef,
  findMergeBase,
  findRoot,
  getConfig,
  getConfigAll,
  hashBlob,
  isDescendent,
  listBranches,
  listFiles,
  listNotes,
  listRefs,
  listRemotes,
  listTags,
  log,
  readBlob,
  readCommit,
  readNote,
  readObject,
  readTag,
  readTree,
  resolveRef,
  TREE,
  walk,
}
