/**
 * `git describe`: a commit by the nearest tag that it comes after, `v1.0-3-gabcdef0`.
 *
 * Walks from the commit, newest first, until enough candidates are found, and counts for each the commits that it does not
 * have; the one with the fewest is taken, and counted to the end.
 */
/* eslint no-bitwise: "off" -- candidates are bits in a word */
import { decodeName } from '../../object/name-text.js'
import { abbreviate, type AbbreviationLength } from '../abbreviate.js'
import { NumberQueue } from '../commits/number-queue.js'
import type { History } from '../history/history.js'
import type { Repository } from '../repository.js'
import { ANNOTATED, type KnownName, knownNames, type NameOptions, tryTag } from './known-names.js'

export interface DescribeOptions extends NameOptions {
  /** Tags that are not annotated too. */
  readonly tags?: boolean
  /** Distance and oid in any case. */
  readonly long?: boolean
  /** Follow only the first parent of merges. */
  readonly firstParent?: boolean
  /** How many of the nearest tags are looked at; default 10, 0 to 26. With 0 only a tag of the commit itself will do. */
  readonly candidates?: number
  /** The commit's abbreviated oid, where no tag describes it. */
  readonly always?: boolean
  /** Digits of the oid; `none` leaves out distance and oid. Default `auto`. */
  readonly abbrev?: AbbreviationLength | 'none'
  /** Told where a tag's own name is not that of its ref: both, the ref's first. */
  readonly onMisnamed?: (path: string, name: string) => void
  /** Told how the search goes, in git's words. */
  readonly onTrace?: (line: string) => void
}

/** Why nothing describes a commit. */
export type DescribeFailure = 'no exact match' | 'only lightweight tags' | 'no tag'

export type Description = { readonly text: string } | { readonly failure: DescribeFailure }

/** Of the bits of a word one is for what was seen, and git uses no more than these. */
export const CANDIDATES_MAX = 26
export const CANDIDATES_DEFAULT = 10
const RANK_NAMES = ['head', 'lightweight', 'annotated']

interface Candidate {
  readonly name: KnownName
  readonly bit: number
  depth: number
}

/** What the search for a commit has come to. */
interface Search {
  readonly candidates: Candidate[]
  readonly queue: NumberQueue
  readonly waiting: Set<number>
  readonly flags: Map<number, number>
  seen: number
  lightweight: number
  gaveUpAt: number | undefined
}

export class Describer {
  readonly #names: ReadonlyMap<string, KnownName>
  readonly #checked = new Map<KnownName, boolean>()
  readonly #history: History
  #namesByCommit: ReadonlyMap<number, KnownName> | undefined

  constructor(
    private readonly repo: Repository,
    private readonly options: DescribeOptions,
  ) {
    this.#names = knownNames(repo, options)
    this.#history = repo.history()
  }

  /** Whether there is nothing to describe anything by. */
  get hasNoNames(): boolean {
    return this.#names.size === 0
  }

  /** @param commit Its oid. @throws {ObjectNotFoundError} A commit on the way is missing. */
  describe(commit: string): Description {
    const { tags, all, long, always, candidates = CANDIDATES_DEFAULT, onTrace } = this.options
    const exact = this.#names.get(commit)
    if (exact && (tags || all || exact.rank === ANNOTATED)) {
      const { text, isMisnamed } = this.#textOf(exact)
      if (!isMisnamed && !long) return { text }
      return { text: text + this.#suffix(0, exact.tag?.object ?? commit) }
    }
    if (candidates <= 0) return { failure: 'no exact match' }
    onTrace?.('No exact match on refs or tags, searching to describe')
    const search = this.#search(commit, Math.min(candidates, CANDIDATES_MAX))
    if (search.candidates.length === 0) {
      if (always) return { text: this.#shortened(commit) }
      return { failure: search.lightweight > 0 ? 'only lightweight tags' : 'no tag' }
    }
    const ranked = search.candidates.sort((a, b) => a.depth - b.depth || a.bit - b.bit)
    this.#finish(search, ranked[0]!)
    this.#history.release()
    this.#trace(search, ranked)
    return { text: this.#shown(ranked[0]!, commit) }
  }

  #shown({ name, depth }: Candidate, commit: string): string {
    const { text, isMisnamed } = this.#textOf(name)
    return isMisnamed || this.options.abbrev !== 'none' ? text + this.#suffix(depth, commit) : text
  }

  #search(commit: string, candidatesMax: number): Search {
    const history = this.#history
    const names = (this.#namesByCommit ??= this.#byCommit())
    const start = history.numberOf(commit)
    const search: Search = {
      candidates: [],
      queue: new NumberQueue(),
      waiting: new Set(),
      flags: new Map(),
      seen: 0,
      lightweight: 0,
      gaveUpAt: undefined,
    }
    const { candidates, flags } = search
    flags.set(start, 0)
    this.#enqueue(search, start)
    while (search.queue.size > 0) {
      const next = take(search)
      search.seen++
      if (candidates.length === candidatesMax || candidates.length === this.#names.size) {
        search.gaveUpAt = next
        break
      }
      const name = names.get(next)
      if (name) this.#meet(search, next, name)
      for (const candidate of candidates) if ((flags.get(next)! & candidate.bit) === 0) candidate.depth++
      if (this.#isDecided(search, next)) break
      const parents = this.options.firstParent
        ? Math.min(history.parentCount(next), 1)
        : history.parentCount(next)
      for (let i = 0; i < parents; i++) this.#pass(search, next, history.parent(next, i))
    }
    return search
  }

  /** A commit that has a name was come upon. */
  #meet(search: Search, commit: number, name: KnownName): void {
    const { tags, all } = this.options
    if (!tags && !all && name.rank < ANNOTATED) {
      search.lightweight++
      return
    }
    const bit = 1 << search.candidates.length
    search.candidates.push({ name, bit, depth: search.seen - 1 })
    search.flags.set(commit, search.flags.get(commit)! | bit)
  }

  /** Whether the only line of history that is left has the best candidates, and so changes nothing. */
  #isDecided({ candidates, queue, flags }: Search, commit: number): boolean {
    if (queue.size > 0 || !candidates.some(({ name }) => name.rank === ANNOTATED)) return false
    const least = Math.min(...candidates.map(({ depth }) => depth))
    const best = candidates.filter(({ depth }) => depth === least).reduce((bits, { bit }) => bits | bit, 0)
    if ((flags.get(commit)! & best) !== best) return false
    this.options.onTrace?.(`finished search at ${this.#history.oidOf(commit)}`)
    return true
  }

  /** Hands on to a parent which candidates a commit has. */
  #pass(search: Search, commit: number, parent: number): void {
    const had = search.flags.get(parent)
    if (had === undefined) this.#enqueue(search, parent)
    search.flags.set(parent, (had ?? 0) | search.flags.get(commit)!)
  }

  #enqueue({ queue, waiting }: Search, commit: number): void {
    waiting.add(commit)
    queue.add(commit, this.#history.date(commit))
  }

  /** Counts the rest of what the best candidate does not have. */
  #finish(search: Search, best: Candidate): void {
    const { flags, waiting, queue } = search
    if (search.gaveUpAt !== undefined) {
      this.#enqueue(search, search.gaveUpAt)
      search.seen--
    }
    const isWithout = (commit: number): boolean => (flags.get(commit)! & best.bit) === 0
    const without = new Set([...waiting].filter(isWithout))
    while (queue.size > 0) {
      const next = take(search)
      search.seen++
      if (!isWithout(next)) {
        if (without.size === 0) break
      } else {
        without.delete(next)
        best.depth++
      }
      const parents = this.#history.parentCount(next)
      for (let i = 0; i < parents; i++) {
        const parent = this.#history.parent(next, i)
        this.#pass(search, next, parent)
        if (!isWithout(parent)) without.delete(parent)
        else if (waiting.has(parent)) without.add(parent)
      }
    }
  }

  #trace({ seen, gaveUpAt }: Search, ranked: readonly Candidate[]): void {
    const { onTrace, candidates = CANDIDATES_DEFAULT } = this.options
    if (!onTrace) return
    for (const { name, depth } of ranked) {
      onTrace(` ${RANK_NAMES[name.rank]!.padEnd(11)} ${String(depth).padStart(8)} ${name.path}`)
    }
    onTrace(`traversed ${seen} commits`)
    if (gaveUpAt === undefined) return
    const found = Math.min(candidates, CANDIDATES_MAX)
    onTrace(`found ${found} tags; gave up search at ${this.#history.oidOf(gaveUpAt)}`)
  }

  #byCommit(): ReadonlyMap<number, KnownName> {
    const named = new Map<number, KnownName>()
    for (const [oid, name] of this.#names) named.set(this.#history.numberOf(oid), name)
    return named
  }

  /** The name as it is shown: an annotated tag by the name that it has itself. */
  #textOf(name: KnownName): { readonly text: string; readonly isMisnamed: boolean } {
    const { all, onMisnamed } = this.options
    const tag = name.rank === ANNOTATED ? (name.tag ??= tryTag(name.oid, this.repo)) : undefined
    if (!tag) return { text: name.path, isMisnamed: false }
    const own = decodeName(tag.name)
    let isMisnamed = this.#checked.get(name)
    if (isMisnamed === undefined) {
      isMisnamed = own !== (all ? name.path.slice('tags/'.length) : name.path)
      if (isMisnamed) onMisnamed?.(name.path, own)
      this.#checked.set(name, isMisnamed)
    }
    return { text: all ? `tags/${own}` : own, isMisnamed }
  }

  #suffix(depth: number, oid: string): string {
    return `-${depth}-g${this.#shortened(oid)}`
  }

  #shortened(oid: string): string {
    const { abbrev = 'auto' } = this.options
    return abbreviate(this.repo, oid, abbrev === 'none' ? 'full' : abbrev)
  }
}

function take({ queue, waiting }: Search): number {
  const next = queue.take()
  waiting.delete(next)
  return next
}
