/** Literal paths that something is limited to: a path itself, and all that is below it. */
import { encodeText } from '../../object/text.js'

const SLASH = 0x2f

export class PathScope {
  readonly #paths: readonly { readonly path: Uint8Array; readonly isFolder: boolean }[]

  /** @param paths One with a slash at its end is a folder's; an empty one stands for everything. */
  constructor(paths: readonly (string | Uint8Array)[]) {
    this.#paths = paths.map((given) => {
      const path = typeof given === 'string' ? encodeText(given) : given
      const isFolder = path.at(-1) === SLASH
      return { path: isFolder ? path.subarray(0, -1) : path, isFolder }
    })
  }

  /** Whether `path` is within the scope or, if it is a folder's, may have something within it. */
  touches(path: Uint8Array, isFolder: boolean): boolean {
    return this.#paths.some((wanted) => {
      if (isFolder && isWithin(wanted.path, path)) return true
      if (!isWithin(path, wanted.path)) return false
      return isFolder || !wanted.isFolder || path.length > wanted.path.length
    })
  }
}

/** Whether `path` is `folder` or below it. */
function isWithin(path: Uint8Array, folder: Uint8Array): boolean {
  if (folder.length === 0) return true
  if (path.length < folder.length) return false
  for (let i = 0; i < folder.length; i++) if (path[i] !== folder[i]) return false
  return path.length === folder.length || path[folder.length] === SLASH
}
