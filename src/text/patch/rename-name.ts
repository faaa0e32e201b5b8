/** Two names of one file in one: `src/{old => new}/file.c`. */

/** What both paths have in common at their ends is told once; folders only. Paths are of one unit a byte. */
export function renameName(before: string, after: string): string {
  let prefix = 0
  for (let i = 0; i < before.length && i < after.length && before[i] === after[i]; i++) {
    if (before[i] === '/') prefix = i + 1
  }
  // A slash may end the common part on the left and begin that on the right: `a/{ => b}/c`.
  const limit = prefix > 0 ? prefix - 1 : 0
  let suffix = 0
  for (let i = 1; ; i++) {
    const [x, y] = [before.length - i, after.length - i]
    if (x < limit || y < limit || before[x] !== after[y]) break
    if (before[x] === '/') suffix = i
  }
  const middle = (path: string): string => path.slice(prefix, Math.max(prefix, path.length - suffix))
  const changed = `${middle(before)} => ${middle(after)}`
  if (prefix + suffix === 0) return changed
  return `${before.slice(0, prefix)}{${changed}}${before.slice(before.length - suffix)}`
}
