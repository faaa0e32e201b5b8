/**
 * Where the lines of a file come from: `git blame`.
 *
 * Lines begin with the file that was asked about. The newest commit that has to answer for some passes to each of its
 * parents in turn what the parent's file has already, by a diff, and answers for the rest. A file that a parent has not
 * is looked for under another name. What is left may have been moved or copied (move-search.ts).
 */
import { CommitQueue } from '../commits/commit-queue.js'
import { UnknownRevisionError } from '../errors.js'
import type { Repository } from '../repository.js'
import { LineDiffer } from '../../text/line-diff/line-differ.js'
import { rawToBytes } from '../../object/raw-text.js'
import { type BlameEntry, inOrder, merged, type Suspect } from './blame-entry.js'
import type { BlamedLines, BlameOptions } from './blame-options.js'
import { copiesFrom, movesWithin, partition } from './move-search.js'
import { FinalLines } from './final-lines.js'
import { lineRanges } from './line-ranges.js'
import { passToParent } from './pass-to-parent.js'
import { SuspectFiles } from './suspect-files.js'

interface Waiting {
  readonly commit: string
  readonly date: number
}

/** One blame, from the content to the commits. */
export class Blame {
  /** The lines that are blamed. */
  readonly final: FinalLines
  readonly #files: SuspectFiles
  readonly #queue = new CommitQueue<Waiting>()
  readonly #differ = new LineDiffer()
  #excluded: Set<string> | undefined
  readonly #start: Suspect

  /**
   * @param revision That of the content; ignored where that is not committed.
   * @param path From the top of the tree, one unit a byte.
   * @throws {UnknownRevisionError} The revision names no commit, or has no such file.
   */
  constructor(
    private readonly repo: Repository,
    revision: string,
    path: string,
    private readonly options: BlameOptions,
  ) {
    this.#files = new SuspectFiles(repo, options.uncommitted)
    const commit = options.uncommitted ? this.#files.noCommit : repo.peel(repo.resolve(revision), 'commit')
    const start = this.#files.at(commit, path)
    if (!start) throw new UnknownRevisionError(`${revision}:${path}`)
    this.#start = start
    this.final = new FinalLines(this.#files.content(start))
    for (const [first, last] of lineRanges(options.lines?.length ? options.lines : [','], this.final)) {
      const line = first - 1
      const count = Math.min(last, this.final.count) - line
      if (count > 0) start.entries.push({ line, count, suspect: start, suspectLine: line })
    }
  }

  /**
   * Runs of lines as they are found, newest commits first.
   *
   * @throws {ObjectNotFoundError} A commit, tree or file that has to be read is missing.
   * @throws {DiffTooCostlyError} A comparison takes more steps than `options.diff.workMax`.
   */
  *run(): Iterable<BlamedLines> {
    if (this.#start.entries.length > 0) this.#enqueue(this.#start.commit)
    for (let next = this.#queue.take(); next; next = this.#queue.take()) {
      for (let suspect = this.#files.open(next.commit); suspect; suspect = this.#files.open(next.commit)) {
        const isEnd = this.#isEnd(next)
        if (!isEnd) this.#passOn(suspect)
        const found = suspect.entries
        suspect.entries = []
        if (found.length > 0) suspect.isGuilty = true
        const isRoot = this.#files.parentsOf(next.commit).length === 0
        const isBoundary = isEnd || (isRoot && this.options.showsRoots !== true)
        for (const entry of found) yield told(entry, isBoundary)
      }
    }
  }

  #isEnd({ commit, date }: Waiting): boolean {
    if (date < (this.options.since ?? -Infinity)) return true
    const { exclude = [] } = this.options
    if (exclude.length === 0) return false
    this.#excluded ??= this.#reachable(exclude)
    return this.#excluded.has(commit)
  }

  #reachable(revisions: readonly string[]): Set<string> {
    const open = revisions.map((revision) => this.repo.peel(this.repo.resolve(revision), 'commit'))
    const reached = new Set(open)
    for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
      for (const parent of this.#files.parentsOf(commit)) {
        if (reached.has(parent)) continue
        reached.add(parent)
        open.push(parent)
      }
    }
    return reached
  }

  #enqueue(commit: string): void {
    this.#queue.add({ commit, date: this.#files.dateOf(commit) })
  }

  #passOn(suspect: Suspect): void {
    let parents = this.#files.parentsOf(suspect.commit)
    if (this.options.firstParent) parents = parents.slice(0, 1)
    const files = this.#parentFiles(suspect, parents)
    if (files === 'passed') return
    for (const file of files) {
      if (!file) continue
      suspect.previous ??= file
      this.#passByDiff(suspect, file)
      if (suspect.entries.length === 0) return
    }
    this.#passMoved(suspect, parents, files)
  }

  /**
   * The suspect's file in each parent, first under its name and then, in those that lack it, under another one.
   *
   * @returns `passed`: one of them has the same content and answers for all of it.
   */
  #parentFiles(suspect: Suspect, parents: readonly string[]): (Suspect | undefined)[] | 'passed' {
    const files = parents.map((): Suspect | undefined => undefined)
    const { sameName, otherName } = this.#files
    for (const find of this.options.follow === false ? [sameName] : [sameName, otherName]) {
      for (const [i, parent] of parents.entries()) {
        if (files[i]) continue
        const file = find(parent, suspect)
        if (!file) continue
        if (file.blob === suspect.blob) {
          const all = suspect.entries.map((entry) => ({ ...entry, suspect: file }))
          suspect.entries = []
          this.#give(file, all)
          return 'passed'
        }
        if (!files.slice(0, i).some((other) => other?.blob === file.blob)) files[i] = file
      }
    }
    return files
  }

  #passByDiff(suspect: Suspect, parent: Suspect): void {
    const before = this.#files.content(parent)
    const after = this.#files.content(suspect)
    const diff = this.#differ.compare(before, after, this.options.diff, true)
    const { passed, kept } = passToParent(suspect.entries, parent, diff)
    suspect.entries = kept
    this.#give(parent, passed)
  }

  /** Looks for what is left in other places of the parents. */
  #passMoved(suspect: Suspect, parents: readonly string[], files: readonly (Suspect | undefined)[]): void {
    const { moves, copies, diff } = this.options
    const search = { differ: this.#differ, diff, final: this.final, files: this.#files }
    let small: BlameEntry[] = []
    if (moves !== undefined) {
      const sorted = partition(suspect.entries, moves, this.final)
      small = sorted.small
      suspect.entries = sorted.large
      for (const file of files) {
        if (!file || suspect.entries.length === 0) continue
        const result = movesWithin(search, suspect.entries, file, moves)
        suspect.entries = result.left
        small = [...result.small, ...small]
        this.#giveAll(result.found)
      }
    }
    if (copies !== undefined) {
      // What says too little to be a move may say enough to be a copy.
      const open = copies.score < (moves ?? 0) ? inOrder([...suspect.entries, ...small]) : suspect.entries
      if (open !== suspect.entries) small = []
      const sorted = partition(open, copies.score, this.final)
      small = [...sorted.small, ...small]
      suspect.entries = sorted.large
      for (const [i, parent] of parents.entries()) {
        if (suspect.entries.length === 0) break
        const result = copiesFrom(search, this.repo, suspect, parent, files[i], copies)
        suspect.entries = result.left
        small = [...result.small, ...small]
        this.#giveAll(result.found)
      }
    }
    // The order in which git tells them: what says too little comes first.
    suspect.entries = [...small, ...suspect.entries]
  }

  #giveAll(found: readonly BlameEntry[]): void {
    const bySuspect = new Map<Suspect, BlameEntry[]>()
    for (const entry of found) {
      const there = bySuspect.get(entry.suspect)
      if (there) there.push(entry)
      else bySuspect.set(entry.suspect, [entry])
    }
    for (const [suspect, entries] of bySuspect) this.#give(suspect, inOrder(entries))
  }

  /** @param entries In the order of the file's lines. */
  #give(suspect: Suspect, entries: BlameEntry[]): void {
    if (entries.length === 0) return
    const isWaiting = this.#files.open(suspect.commit) !== undefined
    suspect.entries = merged(suspect.entries, entries)
    if (!isWaiting) this.#enqueue(suspect.commit)
  }
}

function told({ line, count, suspect, suspectLine }: BlameEntry, isBoundary: boolean): BlamedLines {
  const { previous } = suspect
  return {
    line: line + 1,
    count,
    commit: suspect.commit,
    path: rawToBytes(suspect.path),
    originalLine: suspectLine + 1,
    previous: previous && { commit: previous.commit, path: rawToBytes(previous.path) },
    isBoundary,
  }
}
