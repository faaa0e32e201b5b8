/** What `import … from 'packmap'` gives. The mapping engine has an entry of its own, `packmap/smmap`. */
export { PackmapError, UnsupportedFormatError } from './base/errors.js'

export { Commit, parseCommit } from './object/commit.js'
export {
  CorruptObjectError,
  InvalidOidError,
  ObjectTooLargeError,
  Sha1CollisionError,
} from './object/errors.js'
export type { GitObject, ObjectHeader } from './object/git-object.js'
export { type CollisionCheck, type HashAlgorithm, SHA1, SHA256 } from './object/hash-algorithm.js'
export { Header } from './object/header-block.js'
export { Ident } from './object/ident.js'
export { decodeName, encodeName } from './object/name-text.js'
export type { ObjectType } from './object/object-type.js'
export type { OidLike } from './object/oid.js'
export { isSafePath } from './object/safe-path.js'
export { parseTag, Tag } from './object/tag.js'
export { findEntry, Tree, TreeEntry } from './object/tree.js'

export { DiffTooCostlyError, DiffTooLargeError } from './text/errors.js'
export { diffLines, type LineChange } from './text/line-diff/diff-lines.js'
export type { DiffAlgorithm, IgnoredSpace, LineDiffOptions } from './text/line-diff/options.js'
export type { HunkOptions } from './text/patch/hunks.js'

export { CorruptIndexError, CorruptPackError, DeltaLimitError } from './pack/errors.js'

export {
  AmbiguousOidError,
  BudgetExceededError,
  NotAnObjectDatabaseError,
  ObjectNotFoundError,
  ThreadError,
  UnknownObjectTypeError,
  UntrustedPathError,
} from './odb/errors.js'
export type { ChainLink, ObjectCopy, ObjectLocation } from './odb/explain.js'
export type { ObjectDatabaseStats, PackStats } from './odb/database-stats.js'
export { ObjectDatabase } from './odb/object-database.js'
export type { ObjectStorage } from './odb/object-storage.js'
export type { ObjectDatabaseOptions, Trust } from './odb/options.js'
export type { ReadBudgetLimits } from './odb/read-budget.js'
export type { ReadStreamOptions } from './odb/content/object-readable.js'
export type { ContentRange } from './odb/content/read-range.js'
export type { ScanControl, ScanProgress, ScanSummary } from './odb/scan/scan-here.js'
export type { ScanOptions, ScanVisitor } from './odb/scan/scan-options.js'
export type { ThreadScanOptions } from './odb/scan/scan-threads.js'
export type { ScannedObject } from './odb/scan/scanned-object.js'
export type { ThreadPlace, ThreadVisitor, VisitorFactory, VisitorModule } from './odb/scan/thread-visitor.js'

export { Config, type ConfigScope, type ConfigValue } from './repo/config/config.js'
export { ConfigError } from './repo/config/errors.js'
export type {
  BlamedLines,
  BlameOptions,
  CopyOptions,
  UncommittedContent,
} from './repo/blame/blame-options.js'
export { LineRangeError } from './repo/blame/errors.js'
export type { LineRange } from './repo/blame/line-ranges.js'
export type { PatchOptions } from './repo/diff/diff-settings.js'
export type { LineCounts } from './repo/diff/line-counts.js'
export type { ChangePatch, CountedChange } from './repo/diff/patch-stream.js'
export { findOrigin } from './repo/diff/follow.js'
export type { RenameOptions } from './repo/diff/renames.js'
export { type ChangeOrigin, TreeChange, type TreeDiffOptions } from './repo/diff/tree-diff.js'
export { NotARepositoryError, SearchTooCostlyError, UnknownRevisionError } from './repo/errors.js'
export { FormatError } from './repo/format/errors.js'
export { commitFormatter, formatCommit, type FormatCommitOptions } from './repo/format/format-commit.js'
export { type Identity, Mailmap } from './repo/mailmap.js'
export { CorruptIndexFileError } from './repo/index-file/errors.js'
export { CorruptRefError } from './repo/refs/errors.js'
export type { ReflogEntry, RefStore, RefValue, StoredRef } from './repo/refs/ref-store.js'
export {
  type AheadBehind,
  type DescribeOptions,
  type Disambiguation,
  type Head,
  type LogOptions,
  type NameRevOptions,
  type RangeTip,
  type Ref,
  Repository,
  type RepositoryOptions,
  type ResolvedEntry,
  type ResolveOptions,
  type WalkedCommit,
  type WalkedObject,
  type WalkObjectsOptions,
  type WalkOptions,
} from './repo/repository.js'

export { PathspecError } from './repo/pathspec/errors.js'
export { parsePathspec, type PathspecPlace } from './repo/pathspec/parse-pathspec.js'
export type { Pathspec } from './repo/pathspec/pathspec.js'
export { UnexpectedTypeError } from './repo/walk/errors.js'
export type { MissingAction } from './repo/walk/missing.js'
export {
  allOf,
  blobsBelow,
  type ObjectFilter,
  ofType,
  treesAbove,
  withoutBlobs,
} from './repo/walk/object-filter.js'

export { FileChangedError, MapError, MapLimitError } from './smmap/index.js'

import { MapBudget } from './smmap/map-budget.js'

MapBudget.joinProcess()
