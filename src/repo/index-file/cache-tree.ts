/**
 * The trees that an index knows of its folders: its extension `TREE`.
 *
 * Format: gitformat-index, "Cache tree": for each folder, each before those in it, its name with a NUL, the number of
 * entries that it covers and of folders in it, in decimal, and unless the first is negative the oid of its tree.
 */
import { encodeHex } from '../../object/oid.js'

/** A folder whose tree is known. */
export interface CachedTree {
  /** From the root, without a slash at its end; one unit a byte. */
  readonly path: string
  /** In hex. */
  readonly oid: string
}

const HEADER = /^([^\0]*)\0(-?\d{1,10}) (\d{1,10})\n/
const DEPTH_MAX = 2048

/**
 * Reads the extension.
 *
 * @param oidSize Bytes of an oid.
 * @returns The folders that are up to date, as they come; none where something in it is wrong, as git does without it then.
 */
export function parseCacheTree(bytes: Uint8Array, oidSize: number): CachedTree[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const trees: CachedTree[] = []
  /** The folders around, and how many are still to come in each. */
  const open: { path: string; left: number }[] = []
  let at = 0
  do {
    // A name and its numbers: no longer than what systems allow.
    const [header, name, count, folders] = HEADER.exec(text.slice(at, at + 4200)) ?? []
    if (header === undefined || open.length > DEPTH_MAX) return []
    at += header.length
    const around = open.at(-1)
    const path = around && around.path !== '' ? `${around.path}/${name!}` : name!
    if (around) around.left--
    if (!count!.startsWith('-')) {
      if (at + oidSize > bytes.length) return []
      trees.push({ path, oid: encodeHex(bytes, at, oidSize) })
      at += oidSize
    }
    open.push({ path, left: Number(folders) })
    while (open.at(-1)?.left === 0) open.pop()
  } while (open.length > 0)
  return trees
}
