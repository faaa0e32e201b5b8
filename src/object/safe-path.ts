/**
 * Whether a path from a tree may be written to disk, on any platform.
 *
 * Trees can hold any names: `..`, `.git` in the spellings that some file system takes for it, devices. Reading is
 * harmless, so nothing is refused there; whoever writes files asks here first. The rules are those of git's
 * `verify_path` with both `core.protectHFS` and `core.protectNTFS`, and a few that only Windows needs.
 */
import { trimEnd } from '../base/trim-end.js'
import { decodeText } from './text.js'

/** Characters that HFS+ passes over in names (git: utf8.c, `next_hfs_char`). */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g

/** Names that are devices in every folder of Windows, whatever comes after a dot. */
const DEVICE =
  /^(?:con|prn|aux|nul|com[1-9\u00b9\u00b2\u00b3]|lpt[1-9\u00b9\u00b2\u00b3]|conin\$|conout\$)[ ]*(?:\.|$)/

/**
 * Whether `path` stays inside the folder that it is put into, and is no part of a git folder there.
 *
 * @param path With `/` between names, as trees joined together give it; bytes or text.
 */
export function isSafePath(path: string | Uint8Array): boolean {
  const text = typeof path === 'string' ? path : decodeText(path)
  return !/[\0\\:]/.test(text) && text.split('/').every(isSafeName)
}

/** Whether some file system takes a name of a tree for `.git`, or for a path that begins or ends with it. */
export function isDotGit(name: string): boolean {
  return name.split('\\').some((part) => {
    const bare = bareName(part.replace(/:.*/s, ''))
    return bare === '.git' || bare === 'git~1'
  })
}

function isSafeName(name: string): boolean {
  const bare = bareName(name)
  return bare !== '' && bare !== '.git' && bare !== 'git~1' && !DEVICE.test(bare)
}

/** NTFS leaves out dots and spaces at the end, so that '.git. .' is '.git', and '...' nothing. */
function bareName(name: string): string {
  return trimEnd(name.replace(IGNORED_BY_HFS, '').toLowerCase(), '. ')
}
