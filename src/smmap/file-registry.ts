/** The files that a manager knows, so that every name of one file leads to the same regions. */
import type { FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FileIdentity, identify, identityKey } from './file-identity.js'
import type { FileSource, MappedFile } from './mapped-file.js'

/** What a cursor can be made for. A descriptor stays the caller's and must stay open while windows are mapped. */
export type PathOrFd = string | Buffer | URL | number | FileHandle

export class FileRegistry {
  private readonly files = new Map<string, MappedFile>()

  /** The entry of the file that `source` stands for now, by `create` if there is none yet. */
  intern(source: FileSource, create: (identity: FileIdentity) => MappedFile): MappedFile {
    const identity = identify(source)
    const key = identityKey(identity)
    let file = this.files.get(key)
    if (file === undefined) this.files.set(key, (file = create(identity)))
    else file.alsoKnownAs(source)
    return file
  }

  delete(file: MappedFile): void {
    this.files.delete(file.key)
  }

  [Symbol.iterator](): Iterator<MappedFile> {
    return this.files.values()
  }
}

/** @throws {TypeError} `pathOrFd` is none of the kinds allowed. */
export function toFileSource(pathOrFd: PathOrFd): FileSource {
  if (typeof pathOrFd === 'string') return resolve(pathOrFd)
  if (typeof pathOrFd === 'number' || Buffer.isBuffer(pathOrFd)) return pathOrFd
  if (pathOrFd instanceof URL) return fileURLToPath(pathOrFd)
  const { fd } = pathOrFd as Partial<FileHandle>
  if (typeof fd !== 'number') throw new TypeError(`neither a path nor a descriptor: ${typeof pathOrFd}`)
  return fd
}
