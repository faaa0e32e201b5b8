/** Refs in files: loose ones first, then packed-refs, as git's files backend keeps them. */
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { systemPath } from '../../object/name-text.js'
import { fileVersion } from '../file-version.js'
import { isAbsent, readSmallFile } from '../read-small-file.js'
import { entriesOf, FOLDER_DEPTH_MAX, listLooseRefs, readLooseRef } from './loose-refs.js'
import { PackedRefs } from './packed-refs.js'
import { compareRefNames, isRefName } from './ref-name.js'
import type { ReflogEntry, RefStore, RefValue, StoredRef } from './ref-store.js'
import { reflogEntries } from './reflog-lines.js'
import { isPerWorktree, perWorktreeFolders, placeOf } from './worktree-refs.js'

/** Beyond this a packed-refs file or a reflog does not fit into one array. */
const FILE_SIZE_MAX = 2 ** 31 - 1

export class FilesRefStore implements RefStore {
  #packed: { readonly version: string; readonly refs: PackedRefs } | undefined

  constructor(
    private readonly gitDir: string,
    private readonly commonDir: string,
    private readonly algorithm: HashAlgorithm,
  ) {}

  read(name: string): RefValue | undefined {
    const place = placeOf(name, this.gitDir, this.commonDir)
    if (!isRefName(place.name)) return undefined
    const loose = readLooseRef(join(place.root, place.name), this.algorithm)
    if (loose) return loose
    // In this order: packing writes the packed file before it removes the loose one.
    return this.#packedRefs().find(place.name)
  }

  *list(prefix: string): Iterable<StoredRef> {
    const loose = this.#looseRefs(prefix)
    let next = 0
    for (const packed of this.#packedRefs().list(prefix)) {
      while (next < loose.length && compareRefNames(loose[next]!.name, packed.name) < 0) yield loose[next++]!
      if (loose[next]?.name === packed.name) yield loose[next++]!
      else yield isRefName(packed.name) ? packed : { name: packed.name, value: { kind: 'broken' } }
    }
    while (next < loose.length) yield loose[next++]!
  }

  *listRoots(): Iterable<string> {
    for (const { name } of this.#packedRefs().list('')) if (!name.includes('/')) yield name
    try {
      yield* readdirSync(this.gitDir)
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }

  *reflog(name: string): Iterable<ReflogEntry> {
    const bytes = readSmallFile(this.#reflogPath(name), FILE_SIZE_MAX)
    if (bytes) yield* reflogEntries(bytes, this.algorithm)
  }

  hasReflog(name: string): boolean {
    return lstatSync(systemPath(this.#reflogPath(name)), { throwIfNoEntry: false })?.isFile() ?? false
  }

  *listReflogs(): Iterable<string> {
    const names = listFiles(join(this.commonDir, 'logs'))
    if (this.gitDir === this.commonDir) {
      yield* names
      return
    }
    const own = listFiles(join(this.gitDir, 'logs')).filter((name) => isPerWorktree(name))
    yield* [...own, ...names.filter((name) => !isPerWorktree(name))].sort(byFolders)
  }

  #reflogPath(name: string): string {
    const place = placeOf(name, this.gitDir, this.commonDir)
    return join(place.root, 'logs', place.name)
  }

  #looseRefs(prefix: string): StoredRef[] {
    const folder = 'refs/'.startsWith(prefix) ? 'refs/' : prefix.slice(0, prefix.lastIndexOf('/') + 1)
    if (!folder.startsWith('refs/')) return []
    const linked = this.gitDir !== this.commonDir
    const found = listLooseRefs(this.commonDir, folder, this.algorithm, (name) => linked && isOwn(name))
    if (linked) {
      for (const own of perWorktreeFolders()) {
        const from = own.startsWith(folder) ? own : folder.startsWith(own) ? folder : undefined
        if (from !== undefined) found.push(...listLooseRefs(this.gitDir, from, this.algorithm, () => false))
      }
    }
    return found.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => compareRefNames(a.name, b.name))
  }

  /** Read again only when the file has changed. */
  #packedRefs(): PackedRefs {
    const path = join(this.commonDir, 'packed-refs')
    const version = fileVersion(path) ?? 'absent'
    if (this.#packed?.version !== version) {
      const bytes = readSmallFile(path, FILE_SIZE_MAX) ?? new Uint8Array(0)
      this.#packed = { version, refs: new PackedRefs(bytes, path, this.algorithm) }
    }
    return this.#packed.refs
  }
}

/** The names of all regular files below a folder, as paths within it. */
function listFiles(root: string): string[] {
  const found: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder.split('/').length > FOLDER_DEPTH_MAX) continue
    for (const entry of entriesOf(join(root, folder))) {
      if (entry.isDirectory()) folders.push(`${folder}${entry.name}/`)
      else if (entry.isFile()) found.push(folder + entry.name)
    }
  }
  return found.filter(isRefName).sort(byFolders)
}

/** Folder by folder, as git goes through them: `a/b` stands before `a-b`. */
function byFolders(one: string, other: string): number {
  return compareRefNames(one.replaceAll('/', '\0'), other.replaceAll('/', '\0'))
}

/** Whether `name`, a ref or a folder of refs, is one that a linked worktree has for itself. */
function isOwn(name: string): boolean {
  return isPerWorktree(name) || isPerWorktree(`${name}/`)
}
