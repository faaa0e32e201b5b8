/** `--walk-reflogs`: what refs were, latest first, in the place of what they are. */
import { parseIdent } from '../../../object/ident.js'
import { approxidate } from '../../../repo/date/approxidate.js'
import { toTimestamp } from '../../../repo/date/timestamp.js'
import { followRef } from '../../../repo/refs/resolve-ref.js'
import type { Repository } from '../../../repo/repository.js'
import { dwimLogs } from '../../../repo/revision/dwim.js'
import type { RangeTip } from '../../../repo/revision/revision-range.js'
import { FatalError } from '../../failure.js'

export interface ReflogState {
  /** What the ref became, in hex. */
  readonly oid: string
  /** When: seconds since 1970. */
  readonly date: number
}

/**
 * The commits in the reflogs that the tips name; of several logs the latest entry comes first.
 *
 * @throws {FatalError} A tip is excluded, which reflogs cannot be walked with.
 */
export function* walkReflogs(repo: Repository, tips: readonly RangeTip[]): Iterable<ReflogState> {
  const logs = tips.map((tip) => ({ states: statesFrom(repo, tip), at: 0 }))
  for (;;) {
    let latest: (typeof logs)[number] | undefined
    for (const log of logs) {
      const state = log.states[log.at]
      if (state && (!latest || state.date > latest.states[latest.at]!.date)) latest = log
    }
    if (!latest) return
    yield latest.states[latest.at++]!
  }
}

/** Of the log that a tip names, from the entry on that is meant. */
function statesFrom(repo: Repository, { name = '', isExcluded }: RangeTip): ReflogState[] {
  if (isExcluded) throw new FatalError(`cannot walk reflogs for ${name}`)
  const [branch = '', selector] = name.split(/@\{/, 2)
  const states = statesOf(repo, branch)
  if (selector === undefined) return states.filter(isCommit(repo))
  const count = /^(\d+)\}/.exec(selector)
  if (count) return states.slice(Number(count[1])).filter(isCommit(repo))
  const date = Number(toTimestamp(approxidate(selector) ?? 0))
  const from = states.findIndex((state) => date >= state.date)
  return from < 0 ? [] : states.slice(from).filter(isCommit(repo))
}

function statesOf({ refStore }: Repository, branch: string): ReflogState[] {
  const name = branch === '' ? followRef(refStore, 'HEAD').name : branch === '@' ? 'HEAD' : branch
  for (const { logName } of dwimLogs(refStore, name)) {
    return [...refStore.reflog(logName)].map(({ newOid, committer }) => ({
      oid: newOid,
      date: parseIdent(committer).seconds ?? 0,
    }))
  }
  return []
}

function isCommit(repo: Repository): (state: ReflogState) => boolean {
  return ({ oid }) => repo.commits.tryRead(oid) !== undefined
}
