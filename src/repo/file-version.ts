/** Telling whether a file that was read is still the same. */
import { statSync } from 'node:fs'
import { systemPath } from '../object/name-text.js'
import { isAbsent } from './read-small-file.js'

/**
 * Milliseconds: file systems note times in ticks of up to 10 ms, and one file may take the place, the inode and the size of
 * another within a tick. What has changed so lately is not taken for unchanged.
 */
const TICK = 20

/**
 * Changes with the file at `path`; undefined: there is none. Ask before reading: then a change that comes between is read
 * again, and never missed.
 */
export function fileVersion(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(systemPath(path), { bigint: true })
    const age = Date.now() - Number(ctimeNs / 1_000_000n)
    // A number that no later call returns: not the same as anything.
    const lately = age < TICK && age > -TICK ? String(performance.now()) : ''
    return [dev, ino, size, mtimeNs, ctimeNs, lately].join()
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}
