/** The repository that the formats are variations of. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../../support/git.js'
import { makeHistory } from '../../../support/repositories.js'
import type { Case } from '../../cases/case.js'
import type { Place } from '../zoo.js'

/** A place in some format. */
export interface FormatPlace extends Place {
  /** Default: all of them. */
  readonly cases?: readonly Case[]
}

export class Formats {
  readonly places: FormatPlace[] = []
  /** A work tree with nothing checked out; its history lies in one pack of deltas. */
  readonly base: string

  constructor(readonly root: string) {
    this.base = makeHistory(this.path('base'), { commits: 14, seed: 4 })
    git(this.base, ['repack', '-adfq', '--depth=20'])
  }

  path(name: string): string {
    return join(this.root, name)
  }

  /** Another copy of the base, as a place of its own. */
  variant(name: string, change: (path: string) => void, place: Partial<FormatPlace> = {}): string {
    const path = this.copy(name)
    change(path)
    this.add({ name, cwd: path, ...place })
    return path
  }

  copy(name: string): string {
    const path = this.path(name)
    cpSync(this.base, path, { recursive: true, verbatimSymlinks: true })
    return path
  }

  add(place: FormatPlace): void {
    this.places.push(place)
  }
}

export function mkdir(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}

/** The files with that ending in the pack folder of a work tree's repository. */
export function packFiles(path: string, ending: string): string[] {
  const folder = join(path, '.git/objects/pack')
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
}
