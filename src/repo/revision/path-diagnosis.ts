/** Why `<rev>:<path>` or `:<path>` names nothing, and what was perhaps meant: git's words, in its order of guesses. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { encodeName } from '../../object/name-text.js'
import type { RepositoryLayout } from '../discovery/layout.js'
import { UnknownRevisionError } from '../errors.js'
import { MODE_SPARSE_FOLDER, type IndexEntry } from '../index-file/index-entry.js'
import type { IndexFile } from '../index-file/index-file.js'
import { isAbsent } from '../read-small-file.js'

export interface TreePath {
  readonly treeish: string
  /** From the root. */
  readonly path: string
  /** Whether the tree has another path. */
  readonly isThere: (path: string) => boolean
}

export function notInTree(
  revision: string,
  { treeish, path, isThere }: TreePath,
  layout: RepositoryLayout,
): UnknownRevisionError {
  const onDisk = stateOnDisk(layout, path)
  if (onDisk === 'exists') {
    return new UnknownRevisionError(revision, `path '${path}' exists on disk, but not in '${treeish}'`)
  }
  if (onDisk === 'unknown') return new UnknownRevisionError(revision)
  const below = layout.prefix + path
  if (isThere(below)) {
    return new UnknownRevisionError(
      revision,
      `path '${below}' exists, but not '${path}'`,
      `Did you mean '${treeish}:${below}' aka '${treeish}:./${path}'?`,
    )
  }
  return new UnknownRevisionError(revision, `path '${path}' does not exist in '${treeish}'`)
}

export function notInIndex(
  revision: string,
  { path, stage }: { readonly path: string; readonly stage: number },
  index: IndexFile,
  layout: RepositoryLayout,
): UnknownRevisionError {
  const atOtherStage = fileAt(index, path)
  if (atOtherStage) {
    return new UnknownRevisionError(
      revision,
      `path '${path}' is in the index, but not at stage ${stage}`,
      `Did you mean ':${atOtherStage.stage}:${path}'?`,
    )
  }
  const below = layout.prefix + path
  const meant = fileAt(index, below)
  if (meant) {
    return new UnknownRevisionError(
      revision,
      `path '${below}' is in the index, but not '${path}'`,
      `Did you mean ':${meant.stage}:${below}' aka ':${meant.stage}:./${path}'?`,
    )
  }
  switch (stateOnDisk(layout, path)) {
    case 'exists':
      return new UnknownRevisionError(revision, `path '${path}' exists on disk, but not in the index`)
    case 'absent':
      return new UnknownRevisionError(
        revision,
        `path '${path}' does not exist (neither on disk nor in the index)`,
      )
    case 'unknown':
      return new UnknownRevisionError(revision)
  }
}

function fileAt(index: IndexFile, path: string): IndexEntry | undefined {
  const [entry] = index.at(encodeName(path))
  return entry?.mode === MODE_SPARSE_FOLDER ? undefined : entry
}

/** `unknown`: it may not be looked at, and git then says nothing of it. */
function stateOnDisk({ topFolder }: RepositoryLayout, path: string): 'exists' | 'absent' | 'unknown' {
  if (path.includes('\0')) return 'absent'
  try {
    lstatSync(path.startsWith('/') ? path : join(topFolder, path))
    return 'exists'
  } catch (error) {
    return isAbsent(error) ? 'absent' : 'unknown'
  }
}
