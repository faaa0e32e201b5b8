/**
 * Loose refs: a file for each ref, `oid LF` or `ref: name LF`, at the path that is the ref's name.
 *
 * Anyone who can write to the folder can put anything in a ref's place, so only regular files are read, opened
 * without blocking and never beyond the size that a ref can have.
 */
import { type Dirent, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { decodeName, systemPath } from '../../object/name-text.js'
import { nullOid } from '../../object/oid.js'
import { isAbsent, readSmallFile } from '../read-small-file.js'
import { CorruptRefError } from './errors.js'
import { isRefName } from './ref-name.js'
import type { RefValue, StoredRef } from './ref-store.js'

/** A path's length and a line's decoration; FETCH_HEAD is longer, and its first line is what counts. */
const REF_SIZE_MAX = 8192

/** Symbolic links to folders that a listing follows: two that lead back to their own folder make 2^40 paths. */
const LINKED_FOLDERS_MAX = 1000

const BROKEN: RefValue = { kind: 'broken' }

/** Folders within folders that a listing goes into; a name as deep as this exceeds the length of a path. */
export const FOLDER_DEPTH_MAX = 2048

/**
 * Reads the ref whose file is at `path`; undefined if nothing that could be a ref is there, or no longer: git may just
 * have moved it to packed-refs, and what is there then is not broken.
 */
export function readLooseRef(path: string, algorithm: HashAlgorithm): RefValue | undefined {
  try {
    // Asked first, because most names that are looked up do not exist, and a failed open is an exception.
    const stat = lstatSync(systemPath(path), { throwIfNoEntry: false })
    if (stat === undefined || stat.isDirectory()) return undefined
    const linked = stat.isSymbolicLink() ? readLinkedRef(path) : undefined
    if (linked) return linked
    const bytes = readSmallFile(path, REF_SIZE_MAX)
    if (bytes) return parseLooseRef(decodeName(bytes), algorithm)
    return stat.isFile() || stat.isSymbolicLink() ? undefined : { kind: 'broken' }
  } catch (error) {
    if (isAbsent(error)) return undefined
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return { kind: 'broken' }
    throw error
  }
}

/** What the text of a loose ref's file says. */
export function parseLooseRef(text: string, algorithm: HashAlgorithm): RefValue {
  if (text.startsWith('ref:')) {
    const target = text.slice('ref:'.length).trim()
    return isRefName(target) ? { kind: 'symbolic', target } : { kind: 'broken', isSymbolic: true }
  }
  const hex = text.slice(0, algorithm.hexSize)
  const after = text.charAt(algorithm.hexSize)
  if (hex.length !== algorithm.hexSize || !/^[0-9a-fA-F]+$/.test(hex) || !/^\s?$/.test(after)) {
    return { kind: 'broken' }
  }
  return { kind: 'direct', oid: hex.toLowerCase() }
}

/** Very old repositories have symbolic links for symbolic refs; other links are read through. */
function readLinkedRef(path: string): RefValue | undefined {
  try {
    const target = decodeName(readlinkSync(systemPath(path), { encoding: 'buffer' }))
    return target.startsWith('refs/') && isRefName(target) ? { kind: 'symbolic', target } : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return undefined // by now it is a file
    throw error
  }
}

/**
 * Every loose ref below a folder, in no particular order.
 *
 * @param root The git folder; @param name The folder's name within it with a slash at the end, such as `refs/heads/`.
 * @param skip Says which names, of folders too, are not to be listed.
 * @throws {CorruptRefError} Symbolic links to folders lead in circles.
 */
export function listLooseRefs(
  root: string,
  name: string,
  algorithm: HashAlgorithm,
  skip: (name: string) => boolean,
): StoredRef[] {
  const found: StoredRef[] = []
  const folders = [name]
  let linkedFolders = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder.split('/').length > FOLDER_DEPTH_MAX) continue
    for (const entry of entriesOf(join(root, folder))) {
      const child = folder + entry.name
      if (entry.name.startsWith('.') || entry.name.endsWith('.lock') || skip(child)) continue
      const kind = kindOf(entry, join(root, child))
      if (kind === 'folder') {
        if (!entry.isDirectory() && ++linkedFolders > LINKED_FOLDERS_MAX) {
          throw new CorruptRefError(join(root, child), 0, 'symbolic links to folders of refs lead in circles')
        }
        folders.push(`${child}/`)
      }
      if (kind !== 'ref') continue
      const value = isRefName(child) ? readLooseRef(join(root, child), algorithm) : BROKEN
      if (value === undefined) continue // gone since its folder was listed; packed-refs, read after this, may have it
      // All zeros are what a crash leaves, and no object's oid: to git the ref is broken.
      const isNull = value.kind === 'direct' && value.oid === nullOid(algorithm)
      found.push({ name: child, value: isNull ? BROKEN : value })
    }
  }
  return found
}

/** The entries of a folder, none where it is not there; names that are not UTF-8 are rare, and cost a second look. */
export function entriesOf(path: string): Dirent[] {
  const at = systemPath(path)
  try {
    const entries = readdirSync(at, { withFileTypes: true })
    if (!entries.some(({ name }) => name.includes('\ufffd'))) return entries
    const exact = readdirSync(at, { withFileTypes: true, encoding: 'buffer' })
    return exact.map((entry) => Object.assign(entry, { name: decodeName(entry.name) }))
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** What an entry is, links followed: some file systems do not tell, and a link may lead nowhere. */
function kindOf(entry: Dirent, path: string): 'folder' | 'ref' | 'nothing' {
  if (entry.isFile()) return 'ref'
  if (entry.isDirectory()) return 'folder'
  try {
    return statSync(systemPath(path)).isDirectory() ? 'folder' : 'ref'
  } catch (error) {
    if (isAbsent(error)) return 'nothing'
    throw error
  }
}
