/** What `--bisect-vars` prints, and what `git bisect` calls the two sides. */
import { join } from 'node:path'
import { type Bisection, bisectionSteps } from '../../../repo/walk/bisection.js'
import { readSmallFile } from '../../../repo/read-small-file.js'
import type { Repository } from '../../../repo/repository.js'

/** The words that stand for bad and good below `refs/bisect/`: `BISECT_TERMS` has them where they were chosen. */
export function bisectionTerms({ gitDir }: Repository): { readonly bad: string; readonly good: string } {
  const terms = readSmallFile(join(gitDir, 'BISECT_TERMS'))
  if (!terms) return { bad: 'bad', good: 'good' }
  const [bad = '', good = ''] = terms.toString('latin1').split('\n')
  return { bad, good }
}

/** Lines for a shell to evaluate. */
export function bisectionVars({ commits, reached, total }: Bisection): string {
  const larger = Math.max(total - reached, reached)
  return [
    `bisect_rev='${commits[0]?.oid ?? ''}'`,
    `bisect_nr=${larger - 1}`,
    `bisect_good=${total - reached - 1}`,
    `bisect_bad=${reached - 1}`,
    `bisect_all=${total}`,
    `bisect_steps=${bisectionSteps(total)}`,
    '',
  ].join('\n')
}
