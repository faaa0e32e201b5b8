/**
 * A look at everything in a folder that a stranger made, before any of it is opened: only folders and regular files,
 * no link that leads out, not more of them than there can be.
 */
import { type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isWithin } from '../base/is-within.js'
import { UntrustedPathError } from './errors.js'

/** Files and folders in all: the loose objects of a large repository that was never packed. */
const ENTRIES_MAX = 1_000_000
/** Folders within folders: names of refs are the deepest thing there is. */
const DEPTH_MAX = 256

export interface InspectionOptions {
  /** What links may lead to: the folder itself, or one that it is in. By its real path. */
  readonly root: string
  /** A folder that is not looked into. */
  readonly except?: string
  /** Bytes that a file of this name may have. */
  readonly fileSizeMax: (name: string) => number
}

/**
 * @throws {UntrustedPathError} Something in the folder is not to be used; says what and where.
 */
export function inspectFolder(folder: string, options: InspectionOptions): void {
  const pending = [{ path: folder, depth: 0 }]
  let count = 0
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.depth > DEPTH_MAX)
      throw new UntrustedPathError(next.path, `folders nest deeper than ${DEPTH_MAX}`)
    for (const entry of entriesOf(next.path)) {
      const path = join(next.path, entry.name)
      if (++count > ENTRIES_MAX)
        throw new UntrustedPathError(folder, `more than ${ENTRIES_MAX} files and folders`)
      if (entry.isDirectory()) {
        if (path !== options.except) pending.push({ path, depth: next.depth + 1 })
      } else {
        inspectEntry(path, entry, options)
      }
    }
  }
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    throw new UntrustedPathError(path, 'cannot be listed', { cause: error })
  }
}

function inspectEntry(path: string, entry: Dirent, { root, fileSizeMax }: InspectionOptions): void {
  if (entry.isSymbolicLink()) {
    if (!isWithin(targetOf(path), root))
      throw new UntrustedPathError(path, `a link that leads out of ${root}`)
    return
  }
  if (!entry.isFile()) throw new UntrustedPathError(path, 'neither a folder nor a regular file')
  const limit = fileSizeMax(entry.name)
  if (limit === Infinity) return
  const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > limit) throw new UntrustedPathError(path, `${size} bytes are more than ${limit}`)
}

/** Where a link leads in the end; of one that leads nowhere, where it would. */
function targetOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return resolve(realpathSync.native(dirname(path)), readlinkSync(path))
  }
}
