/** `--summary`, and what `--compact-summary` says of it: files that come and go, and modes. */
/* eslint no-bitwise: "off" -- modes are fields of bits */
import type { TreeChange } from '../../repo/diff/tree-diff.js'
import { formatMode } from '../text/tree-line.js'

const S_IFMT = 0o170000
const S_IFREG = 0o100000
const S_IFLNK = 0o120000
const EXECUTABLE = 0o111

/**
 * A line for each thing that is to be said of a change; most often none.
 *
 * @param names Both names of a rename in one. @param path The new name. Both as they are shown.
 */
export function changeSummary(change: TreeChange, names: string, path: string): string {
  const { oldMode, newMode, origin, dissimilarity } = change
  if (oldMode === 0) return ` create mode ${formatMode(newMode)} ${path}\n`
  if (newMode === 0) return ` delete mode ${formatMode(oldMode)} ${path}\n`
  const hasNewMode = oldMode !== newMode
  const modes = `mode change ${formatMode(oldMode)} => ${formatMode(newMode)}`
  if (origin) {
    const verb = origin.status === 'R' ? 'rename' : 'copy'
    return ` ${verb} ${names} (${origin.similarity}%)\n${hasNewMode ? ` ${modes}\n` : ''}`
  }
  if (dissimilarity !== undefined) {
    return ` rewrite ${path} (${dissimilarity}%)\n${hasNewMode ? ` ${modes}\n` : ''}`
  }
  return hasNewMode ? ` ${modes} ${path}\n` : ''
}

/** A word or two in brackets behind the name; empty: nothing is to be said. */
export function compactSummary({ oldMode, newMode, status }: TreeChange): string {
  if (status === 'A') {
    if ((newMode & S_IFMT) === S_IFLNK) return 'new +l'
    return isExecutable(newMode) ? 'new +x' : 'new'
  }
  if (status === 'D') return 'gone'
  if ((oldMode & S_IFMT) !== S_IFLNK && (newMode & S_IFMT) === S_IFLNK) return 'mode +l'
  if ((oldMode & S_IFMT) === S_IFLNK && (newMode & S_IFMT) !== S_IFLNK) return 'mode -l'
  if (!isExecutable(oldMode) && isExecutable(newMode)) return 'mode +x'
  return isExecutable(oldMode) && !isExecutable(newMode) ? 'mode -x' : ''
}

function isExecutable(mode: number): boolean {
  return (mode & S_IFMT) === S_IFREG && (mode & EXECUTABLE) !== 0
}
