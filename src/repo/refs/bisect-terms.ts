/** What a running `git bisect` calls its two sides: `BISECT_TERMS` has the name of the new one, and of the old one. */
import { join } from 'node:path'
import { readSmallFile } from '../read-small-file.js'

export interface BisectTerms {
  readonly bad: string
  readonly good: string
}

/** @param gitDir The worktree's own. */
export function bisectTerms(gitDir: string): BisectTerms {
  const lines = readSmallFile(join(gitDir, 'BISECT_TERMS'))?.toString().split('\n') ?? []
  const [bad = 'bad', good = 'good'] = lines.filter((line) => line !== '')
  return { bad, good }
}
