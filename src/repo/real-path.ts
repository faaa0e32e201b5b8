import { realpathSync } from 'node:fs'

/** `path` with symbolic links resolved; as it is where that fails, as for a path that does not exist. */
export function realOrSame(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
