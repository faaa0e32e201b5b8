/** Paths of a repository as they look from one of its folders. */

/**
 * `path` seen from the folder `prefix`.
 *
 * @param path From the root of the tree, no slash in front.
 * @param prefix `''` or a folder with a slash at its end.
 * @returns `./` for the folder itself.
 */
export function relativePath(path: string, prefix: string): string {
  if (prefix === '') return path
  const folders = prefix.slice(0, -1).split('/')
  const parts = path.split('/')
  let common = 0
  while (common < folders.length && parts[common] === folders[common]) common++
  const up = '../'.repeat(folders.length - common)
  return up + parts.slice(common).join('/') || './'
}
