/** All functions, and the types of what they take and give. */
export { findMergeBase, isDescendent } from './ancestry.js'
export { getConfig, getConfigAll, listRemotes } from './config.js'
export { Errors } from './errors.js'
export { expandOid } from './expand-oid.js'
export { findRoot, listFiles } from './files.js'
export { hashBlob } from './hash-blob.js'
export { log } from './log.js'
export { listNotes, readNote } from './notes.js'
export { closeRepository } from './open-repository.js'
export { readBlob, readCommit, readTag, readTree } from './read-parsed.js'
export { readObject } from './read-object.js'
export { currentBranch, expandRef, listBranches, listRefs, listTags, resolveRef } from './refs.js'
export { TREE, walk } from './walk.js'

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
