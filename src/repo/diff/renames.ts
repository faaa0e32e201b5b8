/**
 * Files that are found again under another path: equal ones first, then those that have most in common.
 *
 * Decides what git decides (git-diff(1), `-M`, `-C`, `--find-copies-harder`, `-l`), ties included: the order in which
 * sources and destinations are looked at is that of the paths.
 */
import type { Repository } from '../repository.js'
import { type Pieces, piecesOf, SimilarityTable } from '../../text/similarity.js'
import { ChangeContents, type FileSide, isRegular, type PathTraits } from './change-contents.js'
import { TreeChange } from './tree-diff.js'

export interface RenameOptions {
  /** Whether files that are still there may be found again, too. Default: false. */
  readonly copies?: boolean
  /** Whether copies are also looked for among files that did not change. Implies `copies`. Default: false. */
  readonly findCopiesHarder?: boolean
  /** How much has to be the same, from 0 to 60,000. Default: half. */
  readonly minimumScore?: number
  /** Unless 0, at most the square of this many pairs are compared. Default: `diff.renameLimit`, or 1,000. */
  readonly limit?: number
  /** Whether empty files are found again. Default: true. */
  readonly renameEmpty?: boolean
  /** Only what became of this path is looked for. */
  readonly onlyTo?: Uint8Array
}

/** Everything is the same. */
export const SCORE_MAX = 60_000
const SCORE_DEFAULT = SCORE_MAX / 2
const LIMIT_DEFAULT = 1000
/** Sources that are kept for a destination, the best ones. */
const CANDIDATES_MAX = 4
/** Equal sources that are looked at. */
const EQUAL_MAX = 100

/** A file that may have become another one. */
interface Source extends FileSide {
  /** How many have it for their origin; a file that is still there has itself. */
  uses: number
  /** Whether it is the same on both sides: only looked for by `findCopiesHarder`. */
  readonly isUnmodified: boolean
}

interface Destination {
  readonly change: TreeChange
  source: Source | undefined
  score: number
}

interface Candidate {
  readonly destination: Destination
  readonly source: Source
  readonly score: number
  readonly hasSameName: boolean
}

/**
 * Finds renames and copies among changes.
 *
 * @param changes In the order of the paths.
 * @param unmodified With `findCopiesHarder`: files that are the same on both sides, in that order too.
 * @returns The changes, renamed files told once, where they are now.
 * @throws {ObjectNotFoundError} A content that has to be compared is missing.
 */
export function findRenames(
  changes: readonly TreeChange[],
  repo: Repository,
  options: RenameOptions,
  unmodified: Iterable<FileSide> = [],
  traitsOf?: (path: Uint8Array) => PathTraits,
): TreeChange[] {
  return new RenameFinder(changes, unmodified, repo, options, traitsOf).found()
}

class RenameFinder {
  private readonly destinations: Destination[] = []
  private readonly sources: Source[] = []
  private readonly sourceOf = new Map<TreeChange, Source>()
  private readonly contents: ChangeContents
  private readonly pieces = new Map<string, Pieces>()
  private readonly table = new SimilarityTable()
  private readonly wantsCopies: boolean
  private readonly minimumScore: number

  constructor(
    private readonly changes: readonly TreeChange[],
    unmodified: Iterable<FileSide>,
    private readonly repo: Repository,
    private readonly options: RenameOptions,
    traitsOf?: (path: Uint8Array) => PathTraits,
  ) {
    this.contents = new ChangeContents(repo, {}, traitsOf)
    this.wantsCopies = (options.copies ?? false) || (options.findCopiesHarder ?? false)
    this.minimumScore = options.minimumScore ?? SCORE_DEFAULT
    for (const change of changes) this.enter(change)
    if (options.findCopiesHarder) this.enterUnmodified(unmodified)
  }

  found(): TreeChange[] {
    if (this.destinations.length > 0 && this.sources.length > 0) {
      this.findEqual()
      if (this.minimumScore < SCORE_MAX) this.findSimilar()
    }
    return this.resolved()
  }

  private enter(change: TreeChange): void {
    const { path, oldMode, newMode, oldOid, newOid } = change
    if (oldMode === 0) {
      const isWanted = !this.options.onlyTo || Buffer.compare(this.options.onlyTo, path) === 0
      if (isWanted && this.mayBeFound(newOid)) {
        this.destinations.push({ change, source: undefined, score: 0 })
      }
      return
    }
    if (!this.mayBeFound(oldOid)) return
    const isGone = newMode === 0
    if (!isGone && !this.wantsCopies) return
    const source = { mode: oldMode, oid: oldOid, path, uses: isGone ? 0 : 1, isUnmodified: false }
    this.sources.push(source)
    if (isGone) this.sourceOf.set(change, source)
  }

  private enterUnmodified(files: Iterable<FileSide>): void {
    for (const { mode, oid, path } of files) {
      if (this.mayBeFound(oid)) this.sources.push({ mode, oid, path, uses: 1, isUnmodified: true })
    }
    this.sources.sort((a, b) => Buffer.compare(a.path, b.path))
  }

  private mayBeFound(oid: string): boolean {
    return (this.options.renameEmpty ?? true) || this.repo.tryReadHeader(oid)?.size !== 0
  }

  private findEqual(): void {
    const byOid = new Map<string, Source[]>()
    for (const source of this.sources) {
      const equal = byOid.get(source.oid)
      if (equal) equal.push(source)
      else byOid.set(source.oid, [source])
    }
    for (const destination of this.destinations) {
      const source = this.bestEqual(destination.change, byOid.get(destination.change.newOid) ?? [])
      if (source) record(destination, source, SCORE_MAX)
    }
  }

  /** A source that nobody has yet, and one of the same name, is better than another. */
  private bestEqual(change: TreeChange, sources: readonly Source[]): Source | undefined {
    let best: Source | undefined
    let bestScore = -1
    let left = EQUAL_MAX
    for (const source of sources) {
      const { newMode } = change
      if ((!isRegular(source.mode) || !isRegular(newMode)) && source.mode !== newMode) continue
      if (source.uses > 0 && !this.wantsCopies) continue
      const score = (source.uses > 0 ? 0 : 1) + (hasSameName(source.path, change.path) ? 1 : 0)
      if (score > bestScore) {
        best = source
        bestScore = score
      }
      left--
      if (score === 2 || left === 0) break
    }
    return best
  }

  private findSimilar(): void {
    let sources = this.sources
    if (!this.wantsCopies) {
      sources = sources.filter(({ uses }) => uses === 0)
      this.findSameNames(sources)
      sources = sources.filter(({ uses }) => uses === 0)
    }
    const destinations = this.destinations.filter(({ source }) => !source)
    if (this.isTooMany(destinations.length, sources.length)) {
      if (!this.options.findCopiesHarder) return
      sources = sources.filter(({ isUnmodified }) => !isUnmodified)
      if (this.isTooMany(destinations.length, sources.length)) return
    }
    const candidates = destinations.flatMap((destination) => this.candidatesFor(destination, sources))
    candidates.sort(compareCandidates)
    for (const copies of this.wantsCopies ? [false, true] : [false]) {
      for (const { destination, source, score } of candidates) {
        if (score < this.minimumScore) break
        if (destination.source || (!copies && source.uses > 0)) continue
        record(destination, source, score)
      }
    }
  }

  private isTooMany(destinations: number, sources: number): boolean {
    const limit = this.options.limit ?? this.repo.config.getInt('diff.renameLimit') ?? LIMIT_DEFAULT
    return limit > 0 && destinations * sources > limit * limit
  }

  /** Most files that move keep their name: where it is the only one on both sides, no other is looked at. */
  private findSameNames(sources: readonly Source[]): void {
    const sourcesByName = uniqueByName(sources, ({ path }) => path)
    const open = this.destinations.filter(({ source }) => !source)
    const destinationsByName = uniqueByName(open, ({ change }) => change.path)
    const minimum = this.minimumScore + Math.floor((SCORE_MAX - this.minimumScore) / 2)
    for (const source of sources) {
      const name = nameOf(source.path)
      const destination = destinationsByName.get(name)
      if (!destination || sourcesByName.get(name) !== source) continue
      const score = this.similarity(source, destination.change, minimum)
      if (score >= minimum) record(destination, source, score)
    }
  }

  /** The best of all sources, in no order. */
  private candidatesFor(destination: Destination, sources: readonly Source[]): Candidate[] {
    const best: Candidate[] = []
    for (const source of sources) {
      const score = this.similarity(source, destination.change, this.minimumScore)
      const same = hasSameName(source.path, destination.change.path)
      const candidate = { destination, source, score, hasSameName: same }
      if (best.length < CANDIDATES_MAX) {
        best.push(candidate)
        continue
      }
      let worst = 0
      for (let i = 1; i < best.length; i++) if (compareCandidates(best[i]!, best[worst]!) > 0) worst = i
      if (compareCandidates(best[worst]!, candidate) > 0) best[worst] = candidate
    }
    return best
  }

  /** From 0 to {@link SCORE_MAX}; 0 also where `minimum` cannot be reached. */
  private similarity(source: Source, change: TreeChange, minimum: number): number {
    if (!isRegular(source.mode) || !isRegular(change.newMode)) return 0
    const target = { mode: change.newMode, oid: change.newOid, path: change.path }
    const [from, to] = [this.sizeOf(source), this.sizeOf(target)]
    const larger = Math.max(from, to)
    if (larger * (SCORE_MAX - minimum) < (larger - Math.min(from, to)) * SCORE_MAX) return 0
    if (to === 0) return 0
    this.table.load(this.piecesOf(target))
    return Math.floor((this.table.commonBytes(this.piecesOf(source)) * SCORE_MAX) / larger)
  }

  private readonly sizes = new Map<string, number>()

  private sizeOf(side: FileSide): number {
    const known = this.sizes.get(side.oid)
    if (known !== undefined) return known
    const size = this.contents.sizeOf(side)
    this.sizes.set(side.oid, size)
    return size
  }

  private piecesOf(side: FileSide): Pieces {
    const known = this.pieces.get(side.oid)
    if (known) return known
    const pieces = piecesOf(this.contents.content(side), !this.contents.isBinary(side))
    this.pieces.set(side.oid, pieces)
    return pieces
  }

  /** Of several that have one origin that is gone, the last is its rename. */
  private resolved(): TreeChange[] {
    const byChange = new Map(this.destinations.map((destination) => [destination.change, destination]))
    const found: TreeChange[] = []
    const uses = new Map<Source, number>()
    for (const change of this.changes) {
      const destination = byChange.get(change)
      if (destination?.source) {
        const { source, score } = destination
        const left = (uses.get(source) ?? source.uses) - 1
        uses.set(source, left)
        const origin = {
          path: source.path,
          status: left > 0 ? ('C' as const) : ('R' as const),
          similarity: Math.floor((score * 100) / SCORE_MAX),
        }
        found.push(
          new TreeChange(change.path, source.mode, change.newMode, source.oid, change.newOid, origin),
        )
        continue
      }
      const source = this.sourceOf.get(change)
      if (!source || source.uses === 0) found.push(change)
    }
    return found
  }
}

function record(destination: Destination, source: Source, score: number): void {
  source.uses++
  destination.source = source
  destination.score = score
}

/** The best first; of equal ones those of the same name. */
function compareCandidates(a: Candidate, b: Candidate): number {
  return b.score - a.score || Number(b.hasSameName) - Number(a.hasSameName)
}

const SLASH = 0x2f

function nameOf(path: Uint8Array): string {
  return Buffer.from(path.subarray(path.lastIndexOf(SLASH) + 1)).toString('latin1')
}

function hasSameName(a: Uint8Array, b: Uint8Array): boolean {
  return nameOf(a) === nameOf(b)
}

/** By name, those that are the only ones to have it. */
function uniqueByName<T>(items: readonly T[], pathOf: (item: T) => Uint8Array): Map<string, T | undefined> {
  const found = new Map<string, T | undefined>()
  for (const item of items) {
    const name = nameOf(pathOf(item))
    found.set(name, found.has(name) ? undefined : item)
  }
  return found
}
