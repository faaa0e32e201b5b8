/** Paths of files as git shows them. */
import { sep } from 'node:path'

/** The folders of a repository that paths are seen from. */
export interface Tops {
  readonly workTree?: string | undefined
  readonly gitDir: string
}

/** A path as git shows it, which works at the top of the work tree or, where there is none, in the git folder. */
export function pathFromTop(path: string, { workTree, gitDir }: Tops): string {
  const top = workTree ?? gitDir
  if (!path.startsWith(top + sep)) return path
  return (workTree === undefined ? './' : '') + path.slice(top.length + 1)
}
