/** Paths put together the way the system goes them: `..` leads up from where a link leads, not from where it stands. */
import { realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'

const PARENT_STEP = /(?:^|\/)\.\.(?:\/|$)/

/**
 * The path that `path` is, seen from the folder `base`: absolute, without `..`, other links left as they are.
 *
 * `path.resolve` takes `..` for a matter of text: `link/../x` is then beside the link. Use that only where git does so, too.
 *
 * @returns Where a folder before a `..` does not exist, a path below it: that exists no more than the one asked for.
 */
export function resolvePath(base: string, path: string): string {
  const whole = childPath(base, path)
  // On Windows the system itself takes them for text.
  if (process.platform === 'win32' || !PARENT_STEP.test(whole)) return resolve(whole)
  let at: string = sep
  for (const name of (isAbsolute(whole) ? whole : childPath(process.cwd(), whole)).split(sep)) {
    if (name !== '..') at = join(at, name)
    else at = parentOf(at) ?? at
  }
  return at
}

/** `path` from the folder `base`, nothing resolved: for a system call that goes it, and finds no file below a file. */
export function childPath(base: string, path: string): string {
  return isAbsolute(path) ? path : `${base}${sep}${path}`
}

/** Undefined: it is no folder. */
function parentOf(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? dirname(realpathSync.native(path)) : undefined
  } catch {
    return undefined
  }
}
