/** The files that a manager knows, so that every name of one file leads to the same regions. */
import type { FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolvePath } from '../base/resolve-path.js'
import { changeBetween, type FileIdentity, identify, identityKey, inodeKey } from './file-identity.js'
import type { FileSource, MappedFile } from './mapped-file.js'

/** What a cursor can be made for. A descriptor stays the caller's and must stay open while windows are mapped. */
export type PathOrFd = string | Buffer | URL | number | FileHandle

export class FileRegistry {
  private readonly files = new Map<string, MappedFile>()
  /** The last version of each file, by what stays the same when it is written to. */
  private readonly latest = new Map<string, MappedFile>()

  /** The entry of the file that `source` stands for now, by `create` if there is none yet. */
  intern(source: FileSource, create: (identity: FileIdentity) => MappedFile): MappedFile {
    const identity = identify(source)
    const key = identityKey(identity)
    let file = this.files.get(key)
    if (file === undefined) {
      file = create(identity)
      this.files.set(key, file)
      const inode = inodeKey(identity)
      const before = this.latest.get(inode)
      before?.noticeChange(changeBetween(before.identity, identity) ?? 'the file was written to')
      this.latest.set(inode, file)
    } else file.alsoKnownAs(source)
    return file
  }

  delete(file: MappedFile): void {
    this.files.delete(file.key)
    const inode = inodeKey(file.identity)
    if (this.latest.get(inode) === file) this.latest.delete(inode)
  }

  [Symbol.iterator](): Iterator<MappedFile> {
    return this.files.values()
  }
}

/** @throws {TypeError} `pathOrFd` is none of the kinds allowed. */
export function toFileSource(pathOrFd: PathOrFd): FileSource {
  if (typeof pathOrFd === 'string') return resolvePath('.', pathOrFd)
  if (typeof pathOrFd === 'number') return pathOrFd
  if (Buffer.isBuffer(pathOrFd)) return absolute(pathOrFd)
  if (pathOrFd instanceof URL) return fileURLToPath(pathOrFd)
  const { fd } = pathOrFd as Partial<FileHandle>
  if (typeof fd !== 'number') throw new TypeError(`neither a path nor a descriptor: ${typeof pathOrFd}`)
  return fd
}

/** A path whose bytes need not be text, from where the process is now. Windows has none that are not. */
function absolute(path: Buffer): Buffer {
  if (process.platform === 'win32') return Buffer.from(resolve(path.toString()))
  if (path[0] === SLASH) return path
  return Buffer.concat([Buffer.from(`${process.cwd()}/`), path])
}

const SLASH = 0x2f
