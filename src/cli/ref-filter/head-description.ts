/** Where a detached HEAD is, as `git branch` says it: in the middle of a rebase or bisection, or at a revision. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { decodeName } from '../../object/name-text.js'
import { readSmallFile } from '../../repo/read-small-file.js'
import { followRef } from '../../repo/refs/resolve-ref.js'
import type { Repository } from '../../repo/repository.js'
import { abbreviate } from '../../repo/abbreviate.js'
import { dwimRef } from '../ref-names.js'

const SWITCH = /^checkout: moving from .*? to (.*)$/s

export function describeHead(repo: Repository): string {
  const origin = originOf(repo)
  const rebase = rebaseFolder(repo.gitDir)
  if (rebase !== undefined) {
    const branch = branchIn(repo, join(rebase, 'head-name'))
    return branch === undefined
      ? `(no branch, rebasing detached HEAD ${origin?.name ?? '(null)'})`
      : `(no branch, rebasing ${branch})`
  }
  if (existsSync(join(repo.gitDir, 'BISECT_LOG'))) {
    return `(no branch, bisect started on ${branchIn(repo, 'BISECT_START') ?? '(null)'})`
  }
  if (!origin) return '(no branch)'
  return `(HEAD detached ${origin.oid === repo.head().oid ? 'at' : 'from'} ${origin.name})`
}

/** The folder of a rebase that is under way; `git am` has the same, with a file that says so. */
function rebaseFolder(gitDir: string): string | undefined {
  if (existsSync(join(gitDir, 'rebase-apply'))) {
    return existsSync(join(gitDir, 'rebase-apply', 'applying')) ? undefined : 'rebase-apply'
  }
  return existsSync(join(gitDir, 'rebase-merge')) ? 'rebase-merge' : undefined
}

/** What a file names: a branch without its folder, or an oid cut short. */
function branchIn(repo: Repository, file: string): string | undefined {
  const bytes = readSmallFile(join(repo.gitDir, file))
  const text = bytes && decodeName(bytes).replace(/\n+$/, '')
  if (text === undefined || text === '' || text === 'detached HEAD') return undefined
  if (text.startsWith('refs/')) return text.replace(/^refs\/heads\//, '')
  const oid = text.slice(0, repo.algorithm.hexSize)
  const isOid = oid.length === repo.algorithm.hexSize && /^[0-9a-fA-F]+$/.test(oid)
  return isOid ? abbreviate(repo, oid.toLowerCase(), 'auto') : text
}

/** What HEAD was last switched to, by its reflog. */
function originOf(repo: Repository): { readonly name: string; readonly oid: string } | undefined {
  for (const { newOid, message } of repo.refStore.reflog('HEAD')) {
    const target = SWITCH.exec(decodeName(message))?.[1]
    if (target === undefined) continue
    return { name: nameOf(repo, target, newOid), oid: newOid }
  }
  return undefined
}

/** The name that HEAD was switched to, if it still means the same commit. */
function nameOf(repo: Repository, target: string, oid: string): string {
  const [ref, ...others] = target === 'HEAD' ? [] : dwimRef(repo, target)
  if (ref !== undefined && others.length === 0) {
    const { oid: found } = followRef(repo.refStore, ref)
    if (found !== undefined && (found === oid || repo.tryPeel(found, 'commit') === oid)) {
      return ref.replace(/^refs\/(?:tags|remotes)\//, '')
    }
  }
  return abbreviate(repo, oid, 'auto')
}
