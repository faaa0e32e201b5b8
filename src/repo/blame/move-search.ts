/**
 * Lines that stand in another place of a parent: moved within the file, or copied from another one.
 *
 * For each run the best piece is taken that a diff finds equal, if it says enough; what lies before and after it is looked
 * at again.
 */
import { bytesToRaw } from '../../object/raw-text.js'
import { FIELDS } from '../../text/line-diff/line-diff.js'
import type { LineDiffer } from '../../text/line-diff/line-differ.js'
import type { Repository } from '../repository.js'
import { type BlameEntry, partOf, type Suspect } from './blame-entry.js'
import type { BlameOptions, CopyOptions } from './blame-options.js'
import type { FinalLines } from './final-lines.js'
import type { SuspectFiles } from './suspect-files.js'

export interface Search {
  readonly differ: LineDiffer
  readonly diff: BlameOptions['diff']
  readonly final: FinalLines
  readonly files: SuspectFiles
}

export interface SearchResult {
  readonly found: BlameEntry[]
  /** Runs that nothing was found for, as they were looked for. */
  readonly left: BlameEntry[]
  /** Pieces that say too little to be looked for, the newest ones first. */
  readonly small: BlameEntry[]
}

/** The piece of a run that a file has: `from` lines into the run. */
interface Piece {
  readonly from: number
  readonly count: number
  readonly file: Suspect
  readonly fileLine: number
  readonly score: number
}

/** Runs that say more than `score`, and the others. */
export function partition(
  entries: readonly BlameEntry[],
  score: number,
  final: FinalLines,
): { large: BlameEntry[]; small: BlameEntry[] } {
  const large: BlameEntry[] = []
  const small: BlameEntry[] = []
  for (const entry of entries) (final.score(entry.line, entry.count) <= score ? small : large).push(entry)
  return { large, small }
}

/** Looks in the same file of a parent. */
export function movesWithin(
  search: Search,
  entries: readonly BlameEntry[],
  parent: Suspect,
  score: number,
): SearchResult {
  return searched(search, entries, score, (entry) => bestPiece(search, entry, parent, undefined))
}

/** Looks in other files of a parent. */
export function copiesFrom(
  search: Search,
  repo: Repository,
  suspect: Suspect,
  parent: string,
  parentFile: Suspect | undefined,
  { score, effort }: CopyOptions,
): SearchResult {
  const isNew = parentFile?.path !== suspect.path
  const sources = [...sourcesIn(repo, search.files, suspect, parent, effort === 3 || (effort === 2 && isNew))]
  const others = sources.filter(({ path }) => path !== parentFile?.path)
  return searched(search, suspect.entries, score, (entry) => {
    let best: Piece | undefined
    for (const file of others) best = bestPiece(search, entry, file, best)
    return best
  })
}

/** Files of the parent that the commit changed, or all of them. */
function* sourcesIn(
  repo: Repository,
  files: SuspectFiles,
  { commit }: Suspect,
  parent: string,
  all: boolean,
): Iterable<Suspect> {
  const after = all || commit === files.noCommit ? undefined : commit
  const changes = after === undefined ? repo.diff(undefined, parent) : repo.diff(parent, after)
  for (const change of changes) {
    const isFromParent = after !== undefined
    const mode = isFromParent ? change.oldMode : change.newMode
    if (mode === 0 || mode === 0o160000) continue
    yield files.enter(parent, bytesToRaw(change.path), mode, isFromParent ? change.oldOid : change.newOid)
  }
}

function searched(
  { final }: Search,
  entries: readonly BlameEntry[],
  score: number,
  find: (entry: BlameEntry) => Piece | undefined,
): SearchResult {
  const found: BlameEntry[] = []
  const left: BlameEntry[] = []
  const small: BlameEntry[] = []
  let open = [...entries]
  while (open.length > 0) {
    const rest: BlameEntry[] = []
    for (const entry of open) {
      const piece = find(entry)
      if (!piece || piece.score <= score) {
        left.push(entry)
        continue
      }
      const { from, count, file, fileLine } = piece
      if (from > 0) rest.push(partOf(entry, 0, from))
      found.push({ line: entry.line + from, count, suspect: file, suspectLine: fileLine })
      const end = from + count
      if (end < entry.count) rest.push(partOf(entry, end, entry.count - end))
    }
    const sorted = partition(rest, score, final)
    small.unshift(...sorted.small)
    open = sorted.large
  }
  return { found, left, small }
}

/** The piece of a run that says most, of those equal in `file`, if none of before says more. */
function bestPiece(
  { differ, diff, final, files }: Search,
  entry: BlameEntry,
  file: Suspect,
  before: Piece | undefined,
): Piece | undefined {
  const { changes } = differ.compare(files.content(file), final.lines(entry.line, entry.count), diff, true)
  let best = before
  const offer = (from: number, to: number, fileLine: number): void => {
    if (from >= to) return
    const score = final.score(entry.line + from, to - from)
    if (best && score < best.score) return
    best = { from, count: to - from, file, fileLine, score }
  }
  let at = 0
  let fileAt = 0
  for (let i = 0; i < changes.length; i += FIELDS) {
    const [old = 0, oldLines = 0, now = 0, newLines = 0] = changes.subarray(i, i + FIELDS)
    offer(at, now, fileAt)
    at = now + newLines
    fileAt = old + oldLines
  }
  offer(at, entry.count, fileAt)
  return best
}
