/** The file that the first look shows: text, and stored in a way that is worth explaining. */
import type { ObjectLocation } from '../../../odb/explain.js'
import type { Repository } from '../../../repo/repository.js'
import { abbreviate } from '../../../repo/abbreviate.js'
import { tryResolve } from '../../resolve.js'

export interface ChosenFile {
  /** `<commit>:<path>`. */
  readonly revision: string
  readonly text: string
  readonly location: ObjectLocation
}

const COMMITS_MAX = 30
/** Files looked at in one commit. */
const FILES_MAX = 40
const SIZE_MAX = 256 * 1024
/** Git, too, takes a file for binary if there is a NUL in its first bytes. */
const TEXT_PROBE_SIZE = 8000

/**
 * Of the first files of the newest commits, the one with the longest chain of deltas; undefined if there is no text.
 *
 * The newest version of a file is usually stored whole, and older ones as deltas against it.
 */
export function chooseFile(repo: Repository): ChosenFile | undefined {
  if (tryResolve(repo, 'HEAD') === undefined) return undefined
  const candidates: { revision: string; location: ObjectLocation }[] = []
  const seen = new Set<string>()
  for (const commit of repo.log({ limit: COMMITS_MAX })) {
    for (const { path, oid } of firstFiles(repo, commit.tree)) {
      if (seen.has(oid)) continue
      seen.add(oid)
      const location = repo.odb.explain(oid)
      const isFit = location.size > 0 && location.size <= SIZE_MAX
      if (isFit) candidates.push({ revision: `${abbreviate(repo, commit.oid, 'auto')}:${path}`, location })
    }
  }
  candidates.sort((a, b) => b.location.chain.length - a.location.chain.length)
  for (const { revision, location } of candidates) {
    const { data } = repo.odb.read(location.oid)
    if (data.subarray(0, TEXT_PROBE_SIZE).includes(0)) continue
    return { revision, location, text: new TextDecoder().decode(data) }
  }
  return undefined
}

/** Files of a tree that are there, folder by folder from the root on, until there are enough. */
function firstFiles(repo: Repository, tree: string): { path: string; oid: string }[] {
  const files: { path: string; oid: string }[] = []
  const folders = [{ path: '', oid: tree }]
  for (let at = 0; at < folders.length && files.length < FILES_MAX; at++) {
    const folder = folders[at]!
    for (const entry of repo.readTree(folder.oid)) {
      const path = folder.path + entry.nameText
      if (entry.type === 'commit' || !repo.odb.has(entry.oid)) continue
      if (entry.type === 'tree') folders.push({ path: `${path}/`, oid: entry.oid })
      else files.push({ path, oid: entry.oid })
    }
  }
  return files
}
