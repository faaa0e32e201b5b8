/** `rev-parse --show-superproject-working-tree`: the work tree whose index has this one as a submodule. */
import { realpathSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import { PackmapError } from '../../../base/errors.js'
import { Repository } from '../../../repo/repository.js'
import { LOCAL_ENVIRONMENT } from './local-environment.js'
import type { Places } from './places.js'

const MODE_GITLINK = 0o160000
/** A submodule in conflict has entries at the other stages only. */
const STAGES = [0, 1, 2, 3]

/** @returns The root of the work tree, without symbolic links; undefined if there is no superproject. */
export function superprojectWorkTree(
  repo: Repository,
  places: Places,
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (repo.workTree === undefined || !places.isInsideWorkTree()) return undefined
  const top = realpathSync.native(repo.workTree)
  // The variables say where this repository is, and nothing of the one around it.
  const outer = Object.fromEntries(Object.entries(env).filter(([name]) => !LOCAL_ENVIRONMENT.includes(name)))
  try {
    using superproject = Repository.open(dirname(top), { env: outer })
    if (superproject.workTree === undefined) return undefined
    const superTop = realpathSync.native(superproject.workTree)
    const path = relative(superTop, top).split(sep).join('/')
    return STAGES.some((stage) => isGitlink(superproject, `:${stage}:${path}`)) ? superTop : undefined
  } catch (error) {
    if (error instanceof PackmapError) return undefined // no repository around this one, or none to be trusted
    throw error
  }
}

function isGitlink(superproject: Repository, revision: string): boolean {
  try {
    return superproject.resolveEntry(revision).mode === MODE_GITLINK
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}
