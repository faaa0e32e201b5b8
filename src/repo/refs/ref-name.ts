/**
 * Names of refs: which are well-formed (git-check-ref-format(1)), and in which order git lists them.
 *
 * A name becomes part of a path, so it is checked before any file is touched: a well-formed name has no empty or
 * hidden component and no `..`, and cannot leave the folder that it is looked up in.
 */
import { encodeName } from '../../object/name-text.js'

// Control characters are among what a name must not have.
const FORBIDDEN = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[./]|[./]$|^@$|^$/

/** Whether git would accept `name` as a ref's, one-level names such as `HEAD` included. */
export function isRefName(name: string): boolean {
  return !FORBIDDEN.test(name)
}

const SURROGATE = /[\ud800-\udfff]/

/** Orders names by their bytes, as git does. */
export function compareRefNames(a: string, b: string): number {
  // UTF-16 and UTF-8 order alike but for characters beyond the basic plane and bytes that are not UTF-8.
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(encodeName(a), encodeName(b))
  return a < b ? -1 : a > b ? 1 : 0
}
