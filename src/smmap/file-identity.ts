/** What a file is known by: not its name, which may stand for another file a moment later. */
import { type BigIntStats, fstatSync, statSync } from 'node:fs'
import { MapError } from './errors.js'

export interface FileIdentity {
  readonly dev: bigint
  readonly ino: bigint
  /** When the file was made, where that is known: another may get its number once it is deleted. */
  readonly madeNs: bigint
  /** In bytes. */
  readonly size: number
  readonly mtimeNs: bigint
}

/**
 * The identity of the file that `source`, a path or an open descriptor, stands for now.
 *
 * @param name For messages.
 * @throws {MapError} It cannot be examined, or is no regular file; carries the system's reason.
 */
export function identify(source: string | Buffer | number, name = nameOf(source)): FileIdentity {
  const stats = examine(source, name)
  if (!stats.isFile()) throw new MapError(name, `${kindOf(stats)} cannot be mapped, only a regular file can`)
  const { dev, ino, birthtimeNs, size, mtimeNs } = stats
  return { dev, ino, madeNs: birthtimeNs, size: Number(size), mtimeNs }
}

/** The same for every name of the same unchanged file. */
export function identityKey(identity: FileIdentity): string {
  return `${inodeKey(identity)}:${identity.size}:${identity.mtimeNs}`
}

/** The same for every version of the same file. */
export function inodeKey({ dev, ino, madeNs }: FileIdentity): string {
  return `${dev}:${ino}:${madeNs}`
}

/** Whether both are versions of the same file, and not two files of which one has taken the place of the other. */
export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.madeNs === other.madeNs
}

/** What became of the file between two looks at it; undefined: nothing. */
export function changeBetween(before: FileIdentity, now: FileIdentity): string | undefined {
  if (!isSameFile(before, now)) return 'another file has taken its place'
  if (now.size < before.size) return `the file was cut from ${before.size} to ${now.size} bytes`
  if (now.size > before.size) return `the file grew from ${before.size} to ${now.size} bytes`
  if (now.mtimeNs !== before.mtimeNs) return 'the file was written to'
  return undefined
}

/** For messages. */
export function nameOf(source: string | Buffer | number): string {
  return typeof source === 'number' ? `descriptor ${source}` : source.toString()
}

/** The system's own name of the reason why a call failed, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' ? code : undefined
}

function examine(source: string | Buffer | number, name: string): BigIntStats {
  try {
    return typeof source === 'number'
      ? fstatSync(source, { bigint: true })
      : statSync(source, { bigint: true })
  } catch (error) {
    const errno = errnoOf(error)
    throw new MapError(name, `cannot be examined (${errno ?? String(error)})`, { errno }, { cause: error })
  }
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'a device' : 'a special file'
}
