/**
 * What stands at a path, for folders that anyone may have filled: links that loop, names too long for the system or
 * with a NUL, folders that may not be searched are all "nothing that can be used".
 */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** The regular file at a path, through links; undefined for anything else: a FIFO would hang whoever opened it. */
export function regularFile(path: string): Stats | undefined {
  const stat = statOrNothing(path)
  return stat?.isFile() ? stat : undefined
}

/** The folder at a path, through links. */
export function folder(path: string): Stats | undefined {
  const stat = statOrNothing(path)
  return stat?.isDirectory() ? stat : undefined
}

/** What a folder holds; nothing where it cannot be listed. */
export function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}
