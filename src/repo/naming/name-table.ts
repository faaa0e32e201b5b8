/**
 * `git name-rev`: commits by the refs that they can be reached from, `main~3^2~1`.
 *
 * From each ref, tags first and the oldest of them first, names spread to all that it reaches, and stop where a commit
 * has a better one already.
 */
import { PackmapError } from '../../base/errors.js'
import type { History } from '../history/history.js'
import { listRefs } from '../refs/list-refs.js'
import type { Ref } from '../refs/ref-store.js'
import { shortenRef } from '../refs/shorten-ref.js'
import type { Repository } from '../repository.js'
import { wildmatchName } from '../wildmatch.js'
import { secondsOf, tryTag } from './known-names.js'

export interface NameRevOptions {
  /** Only tags. */
  readonly tags?: boolean
  /** Only refs that match one of these globs, be it from some slash on; then they are shown without what is before it. */
  readonly refs?: readonly string[]
  /** No refs that match one of these. */
  readonly exclude?: readonly string[]
  /** Whether tags are shown without their folder, where only tags are used. */
  readonly short?: boolean
}

/** One day: dates are seldom further wrong, and what is older than what is asked for is not looked at. */
const SLOP_SECONDS = 86_400
/** A step to another parent than the first is as bad as so many along the first. */
const MERGE_WEIGHT = 65_535

interface Tip {
  readonly ref: string
  readonly oid: string
  /** Undefined: it comes to something else. */
  readonly commit: string | undefined
  readonly seconds: number
  readonly isTag: boolean
  readonly isPeeled: boolean
}

interface RevName {
  /** The name to which steps along the first parent are added. */
  tip: string
  seconds: number
  /** Steps along the first parent since `tip`. */
  steps: number
  distance: number
  isTag: boolean
}

export class NameTable {
  readonly #history: History
  readonly #names = new Map<number, RevName>()
  readonly #exact = new Map<string, string>()
  readonly #dateFloor: number
  readonly #generationFloor: number

  /**
   * @param commits Those that will be asked for; undefined: any.
   * @throws {ObjectNotFoundError} A commit on the way is missing.
   */
  constructor(
    private readonly repo: Repository,
    options: NameRevOptions,
    commits?: readonly string[],
  ) {
    const history = (this.#history = repo.history())
    const wanted = commits?.map((oid) => history.numberOf(oid))
    const floor = Math.min(...(wanted ?? []).map((commit) => history.date(commit)))
    this.#dateFloor = wanted ? floor - SLOP_SECONDS : -Infinity
    const generations = history.hasGenerations
      ? wanted?.map((commit) => history.generation(commit))
      : undefined
    this.#generationFloor = generations ? Math.min(...generations) : Infinity
    const tips = tipsOf(repo, options)
    for (const { oid, ref } of tips) if (!this.#exact.has(oid)) this.#exact.set(oid, ref)
    for (const tip of tips) if (tip.commit !== undefined) this.#spread(history.numberOf(tip.commit), tip)
    history.release()
  }

  /** The name of a commit, or of what a ref points at itself; undefined: it has none. */
  nameOf(oid: string): string | undefined {
    const name = this.#names.get(this.#history.numberOf(oid))
    if (!name) return this.#isCommit(oid) ? undefined : this.#exact.get(oid)
    return name.steps === 0 ? name.tip : `${withoutPeel(name.tip)}~${name.steps}`
  }

  /** All commits that have a name, sorted by their oids. */
  commits(): string[] {
    return Array.from(this.#names.keys(), (commit) => this.#history.oidOf(commit)).sort()
  }

  #isCommit(oid: string): boolean {
    return this.repo.tryReadHeader(oid)?.type === 'commit'
  }

  #spread(start: number, { ref, seconds, isTag, isPeeled }: Tip): void {
    const history = this.#history
    if (this.#isTooOld(start)) return
    const first = this.#improve(start, {
      tip: isPeeled ? `${ref}^0` : ref,
      seconds,
      steps: 0,
      distance: 0,
      isTag,
    })
    const open = first ? [start] : []
    for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
      const name = this.#names.get(commit)!
      const next: number[] = []
      const parents = history.parentCount(commit)
      for (let i = 0; i < parents; i++) {
        const parent = history.parent(commit, i)
        if (this.#isTooOld(parent)) continue
        const better =
          i === 0
            ? { tip: name.tip, steps: name.steps + 1, distance: name.distance + 1 }
            : { tip: '', steps: 0, distance: name.distance + MERGE_WEIGHT }
        const given = this.#improve(parent, { ...better, seconds, isTag })
        if (!given) continue
        if (i > 0) given.tip = mergeName(name, i + 1)
        next.push(parent)
      }
      open.push(...next.reverse())
    }
  }

  /** Gives a commit a name unless it has a better one. */
  #improve(commit: number, name: RevName): RevName | undefined {
    const known = this.#names.get(commit)
    if (known && !isBetter(name, known)) return undefined
    if (!known) {
      this.#names.set(commit, name)
      return name
    }
    return Object.assign(known, name)
  }

  #isTooOld(commit: number): boolean {
    if (this.#generationFloor < Infinity) return this.#history.generation(commit) < this.#generationFloor
    return this.#history.date(commit) < this.#dateFloor
  }
}

function mergeName({ tip, steps }: RevName, parent: number): string {
  return steps > 0 ? `${withoutPeel(tip)}~${steps}^${parent}` : `${withoutPeel(tip)}^${parent}`
}

function withoutPeel(tip: string): string {
  return tip.endsWith('^0') ? tip.slice(0, -2) : tip
}

function isBetter(name: RevName, known: RevName): boolean {
  const [before, after] = [weight(known), weight(name)]
  if (name.isTag && known.isTag) return before > after
  if (name.isTag !== known.isTag) return name.isTag
  if (before !== after) return before > after
  return known.seconds > name.seconds
}

function weight({ distance, steps }: RevName): number {
  return distance + (steps > 0 ? MERGE_WEIGHT : 0)
}

/** The best first: names that are worse then spread less. */
function tipsOf(repo: Repository, options: NameRevOptions): Tip[] {
  const tips: Tip[] = []
  for (const ref of listRefs(repo.refStore, '')) {
    const shown = shownName(repo, ref, options)
    if (shown !== undefined) tips.push(tipOf(repo, ref, shown))
  }
  return tips.sort((a, b) => Number(b.isTag) - Number(a.isTag) || compareNumbers(a.seconds, b.seconds))
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : Number(a > b)
}

function tipOf(repo: Repository, { name, oid }: Ref, shown: string): Tip {
  let [seconds, object, isPeeled] = [Infinity, oid, false]
  let header = tryHeader(repo, oid)
  while (header === 'tag') {
    const tag = tryTag(object, repo)
    if (!tag) break
    ;[seconds, object, isPeeled] = [secondsOf(tag), tag.object, true]
    header = tryHeader(repo, object)
  }
  const commit = header === 'commit' ? object : undefined
  if (commit !== undefined && seconds === Infinity) seconds = repo.commits.tryRead(commit)?.date ?? Infinity
  const isTag = commit !== undefined && name.startsWith('refs/tags/')
  return { ref: shown, oid, commit, seconds, isTag, isPeeled }
}

function tryHeader(repo: Repository, oid: string): string | undefined {
  try {
    return repo.tryReadHeader(oid)?.type
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}

/** How a ref is called; undefined: it is not wanted. */
function shownName(repo: Repository, { name }: Ref, options: NameRevOptions): string | undefined {
  const { tags, refs = [], exclude = [], short } = options
  if (tags && !name.startsWith('refs/tags/')) return undefined
  if (exclude.some((pattern) => matchAt(name, pattern) >= 0)) return undefined
  const places = refs.map((pattern) => matchAt(name, pattern)).filter((place) => place >= 0)
  if (refs.length > 0 && places.length === 0) return undefined
  if ((tags && short) || places.some((place) => place > 0)) return shortenRef(repo.refStore, name, false)
  return name.replace(/^refs\/(?:heads\/)?/, '')
}

/** Where the part of a name begins, after some slash, that a glob matches; -1: nowhere. */
function matchAt(name: string, pattern: string): number {
  for (let at = 0; ; at++) {
    if (wildmatchName(pattern, name.slice(at))) return at
    at = name.indexOf('/', at)
    if (at < 0) return -1
  }
}
