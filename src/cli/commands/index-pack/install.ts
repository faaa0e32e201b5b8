/** Files of packs, written so that nobody ever sees half of one under its own name. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { writeAll } from '../../../pack/indexing/complete-thin.js'

/** What git gives the files of a pack: nobody is to change them. */
const READ_ONLY = 0o444

/** A new file in the pack folder under a name that git knows for unfinished; its descriptor may write. */
export function temporaryFile(folder: string, kind: 'pack' | 'idx' | 'rev'): { path: string; fd: number } {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `tmp_${kind}_${randomBytes(3).toString('hex')}`)
  return { path, fd: openSync(path, 'wx+', READ_ONLY) }
}

/** Writes a file under its own name, in place of the one that may be there. */
export function replaceFile(path: string, content: Uint8Array): void {
  removeIfThere(path)
  writeAndClose(openSync(path, 'wx', 0o600), content)
  chmodSync(path, READ_ONLY)
}

/** Writes a file into the pack folder under its name; one that is there already has the same content and stays. */
export function addFile(folder: string, kind: 'idx' | 'rev', name: string, content: Uint8Array): void {
  const { path, fd } = temporaryFile(folder, kind)
  writeAndClose(fd, content)
  moveInto(path, join(folder, name))
}

function writeAndClose(fd: number, content: Uint8Array): void {
  try {
    writeAll(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Gives a finished file its name, unless there is one of that name. */
export function moveInto(from: string, to: string): void {
  if (existsSync(to)) unlinkSync(from)
  else renameSync(from, to)
}

/**
 * Makes a file that says something about a pack: `.keep`, `.promisor`.
 *
 * @returns False: it is there already.
 */
export function writeNote(path: string, note: string): boolean {
  try {
    writeFileSync(path, note === '' ? '' : `${note}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

export function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
