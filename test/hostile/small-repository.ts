/** A repository so small that every byte of its files can be damaged in turn. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, initRepository } from '../support/git.js'
import { everyObject, type TrueObject } from '../support/repositories.js'

/** Seconds of the epoch. */
const LONG_AGO = 1_112_911_993

export interface SmallRepository {
  /** The objects directory. */
  readonly objects: string
  /** Paths of the files in `objects/pack`, all of which may be written to. */
  readonly files: readonly string[]
  readonly truth: ReadonlyMap<string, TrueObject>
}

/**
 * Twelve objects of all four types with two deltas, in one pack with `.idx` and `.rev`; nothing is loose.
 *
 * @param withMidx Whether there is a multi-pack-index besides.
 */
export function makeSmallRepository(path: string, withMidx: boolean): SmallRepository {
  initRepository(path)
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i} of a file that changes a little`)
  for (const change of ['first', 'second', 'third']) {
    lines[5] = change
    writeFileSync(join(path, 'file'), lines.join('\n'))
    git(path, ['add', 'file'])
    git(path, ['commit', '-q', '-m', change])
  }
  git(path, ['tag', '-a', '-m', 'tagged', 'v1'])
  git(path, ['-c', 'pack.writeReverseIndex=true', 'repack', '-adfq'])
  if (withMidx) git(path, ['multi-pack-index', 'write'])
  const truth = everyObject(path)
  const objects = join(path, '.git/objects')
  const folder = join(objects, 'pack')
  const files = readdirSync(folder).map((name) => join(folder, name))
  for (const file of files) chmodSync(file, 0o644)
  // A folder that has changed a moment ago may change again unseen, and is listed anew for every question.
  for (const changed of [objects, folder]) utimesSync(changed, LONG_AGO, LONG_AGO)
  return { objects, files, truth }
}

/** A copy of an objects directory that has packs and nothing else. */
export function copyPacks(repository: SmallRepository, objects: string): SmallRepository {
  rmSync(objects, { recursive: true, force: true })
  mkdirSync(join(objects, 'pack'), { recursive: true })
  const files = repository.files.map((file) => {
    const copy = join(objects, 'pack', file.slice(file.lastIndexOf('/') + 1))
    writeFileSync(copy, readFileSync(file))
    return copy
  })
  return { ...repository, objects, files }
}
