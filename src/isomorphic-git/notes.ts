/** Notes on objects (git-notes(1)): blobs in a tree, each called by the object that it speaks of. */
import type { Repository } from '../repo/repository.js'
import { command } from './command.js'
import { NotFoundError } from './errors.js'
import { filesBelow } from './files.js'
import type { Place } from './open-repository.js'
import { entryAt, peelTo } from './peel.js'
import { resolveName, tryResolve } from './refs.js'

export interface NotesArguments extends Place {
  readonly ref?: string | undefined
}

const NOTES = 'refs/notes/commits'
/** Digits of a name that become a folder of their own where there are many notes. */
const FOLDER_DIGITS = 2

/** All notes: the oids of the object and of the blob that is the note. */
export const listNotes = command(
  'listNotes',
  [],
  ({ ref = NOTES }: NotesArguments, repo): { target: string; note: string }[] => {
    const commit = tryResolve(repo, ref)
    if (commit === undefined) return []
    return [...filesBelow(repo, commit)].map(({ path, oid }) => ({
      target: path.replaceAll('/', ''),
      note: oid,
    }))
  },
)

/** The content of the note on the object `oid`. */
export const readNote = command(
  'readNote',
  ['oid'],
  ({ ref = NOTES, oid }: NotesArguments & { readonly oid: string }, repo): Uint8Array =>
    peelTo(repo, noteOf(repo, resolveName(repo, ref), oid), 'blob').data.slice(),
)

/** Git spreads many notes over folders: `abcd…` is then `ab/cd…` or `ab/cd/…`. */
function noteOf(repo: Repository, commit: string, oid: string): string {
  for (let folders = 0; folders * FOLDER_DIGITS < oid.length; folders++) {
    const cut = folders * FOLDER_DIGITS
    const names = oid.slice(0, cut).match(/../g) ?? []
    try {
      return entryAt(repo, commit, [...names, oid.slice(cut)].join('/')).oid
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      if (folders > 0 && !hasFolder(repo, commit, names.join('/'))) break
    }
  }
  throw new NotFoundError(`file or directory at "${commit}:${oid}"`)
}

function hasFolder(repo: Repository, commit: string, path: string): boolean {
  try {
    return entryAt(repo, commit, path).type === 'tree'
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}
