/**
 * From a revision to the object that it names: all of gitrevisions(7).
 *
 * The order of attempts is git's (object-name.c): a name with its steps first, then `:/text` and `:<path>`, then `<rev>:<path>`;
 * a name is a full oid, a ref, an output of `git describe`, or an abbreviation.
 */
import { CorruptObjectError } from '../../object/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { encodeName } from '../../object/name-text.js'
import { AmbiguousOidError } from '../../odb/errors.js'
import type { ObjectDatabase } from '../../odb/object-database.js'
import type { CommitSource } from '../commits/commit-links.js'
import type { Config } from '../config/config.js'
import type { RepositoryLayout } from '../discovery/layout.js'
import { UnknownRevisionError } from '../errors.js'
import type { IndexReader } from '../index-file/index-reader.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { isRefName } from '../refs/ref-name.js'
import type { RefStore } from '../refs/ref-store.js'
import { followRef } from '../refs/resolve-ref.js'
import { isMalformed, peelChecked } from './checked-peel.js'
import {
  type Disambiguation,
  expandAbbreviation,
  isAbbreviation,
  isDisambiguation,
} from './disambiguation.js'
import { dwimLogs, dwimRefs } from './dwim.js'
import { findInIndex } from './index-path.js'
import { findByMessage } from './message-search.js'
import { parseReflogSelector, priorCheckout, selectFromReflog } from './reflog-selector.js'
import { notInTree } from './path-diagnosis.js'
import { isPathOnly, pathColon, type RevisionStep, splitSteps, wantedBefore } from './revision-syntax.js'
import { findPath } from './tree-path.js'
import { pathFromTop } from './path-from-top.js'
import { pushTargetOf, upstreamOf } from './upstream.js'

/** What a revision names. */
export interface ResolvedEntry {
  /** In hex. */
  readonly oid: string
  /** The mode of the entry; undefined unless the revision is `<rev>:<path>` or `:<path>`, the path not empty. */
  readonly mode?: number
  /** The path within the tree, relative parts resolved; undefined unless the revision is `<rev>:<path>`. */
  readonly path?: Uint8Array
  /** The type that the mode promises. */
  readonly type?: ObjectType
}

export interface RevisionContext {
  readonly algorithm: HashAlgorithm
  readonly config: Config
  readonly refs: RefStore
  readonly odb: ObjectDatabase
  readonly objects: RepositoryObjects
  readonly commits: CommitSource
  readonly index: IndexReader
  readonly layout: RepositoryLayout
  /** Told what git would warn of; undefined: nobody listens, and what only warns is not looked for. */
  readonly onWarning: ((message: string) => void) | undefined
  /** Told of every ambiguous abbreviation, caught or not. */
  readonly onAmbiguous: ((error: AmbiguousOidError) => void) | undefined
  /** What looking for one commit by its message may cost: see {@link findByMessage}. */
  readonly searchWorkMax: number
  /** Whether no ref is looked for that has a full oid for its name: only to be warned of would it be. */
  readonly trustsOids?: boolean
}

export class RevisionResolver {
  #trusting: RevisionResolver | undefined
  /** What the last step came to, if that was a commit: thousands of steps may follow. */
  #lastCommit: string | undefined

  constructor(private readonly context: RevisionContext) {}

  /** The same, telling nobody of anything. */
  silently(): RevisionResolver {
    return new RevisionResolver({ ...this.context, onWarning: undefined, onAmbiguous: undefined })
  }

  /** The same, that warns of no ref with a full oid for its name. */
  trustingOids(): RevisionResolver {
    return (this.#trusting ??= new RevisionResolver({ ...this.context, trustsOids: true }))
  }

  /**
   * Resolves a revision.
   *
   * @param want What an abbreviation is meant to be where the revision itself does not tell.
   * @throws {UnknownRevisionError} It names nothing.
   * @throws {AmbiguousOidError} It is an abbreviation that more than one object begins with.
   * @throws {SearchTooCostlyError} It looks for a message, which would take too long.
   */
  resolve(revision: string, want?: Disambiguation): ResolvedEntry {
    const oid = isPathOnly(revision) ? undefined : this.#stepped(revision, want)
    if (oid !== undefined) return { oid }
    if (revision.startsWith(':')) return this.#colonFirst(revision)
    const colon = pathColon(revision)
    if (colon === -1) throw new UnknownRevisionError(revision)
    return this.#atPath(revision, revision.slice(0, colon), revision.slice(colon + 1))
  }

  /**
   * The full name of the ref that a short name stands for, `@{…}` forms included; undefined if it is none.
   * Symbolic refs are not followed but for `HEAD`-like shorthands that mean another ref.
   */
  refNamed(name: string): string | undefined {
    for (const { fullName } of dwimRefs(this.context.refs, this.#interpretBranch(name))) return fullName
    return undefined
  }

  #stepped(revision: string, want: Disambiguation | undefined): string | undefined {
    const split = splitSteps(revision)
    if (!split) return undefined
    const [first] = split.steps
    this.#lastCommit = undefined
    let oid = this.#named(split.name, first ? wantedBefore(first) : want)
    for (const step of split.steps) {
      if (oid === undefined) return undefined
      oid = this.#take(step, oid)
    }
    return oid
  }

  #take(step: RevisionStep, oid: string): string | undefined {
    const { objects, algorithm } = this.context
    if (step.kind === 'peel') return peelChecked(oid, step.type, objects, algorithm)
    const commit = oid === this.#lastCommit ? oid : peelChecked(oid, 'commit', objects, algorithm)
    this.#lastCommit = commit
    if (commit === undefined) return undefined
    switch (step.kind) {
      case 'search':
        return step.text === '' ? commit : this.#search([commit], step.text)
      case 'parent':
        return step.number === 0 ? commit : this.#parent(commit, step.number)
      case 'ancestor':
        return this.#ancestor(commit, step.number)
    }
  }

  #parent(commit: string, number: number): string | undefined {
    try {
      return this.context.commits.tryRead(commit)?.parents[number - 1]
    } catch (error) {
      if (isMalformed(error, commit)) return undefined
      throw error
    }
  }

  /** Follows first parents. Where replacements make history a circle, whole rounds are left out. */
  #ancestor(start: string, generations: number): string | undefined {
    let commit: string | undefined = start
    let kept: string | undefined
    let keptAt = 0
    for (let [left, taken] = [generations, 0]; left > 0 && commit !== undefined; left--, taken++) {
      // Brent's way to notice a circle: one commit is kept, each time for twice as many steps.
      if (commit === kept) left = ((left - 1) % (taken - keptAt)) + 1
      else if (taken > 2 * keptAt) [kept, keptAt] = [commit, taken]
      commit = this.#parent(commit, 1)
    }
    return commit
  }

  /** A name without steps: git's `get_oid_basic`, then describe's output, then an abbreviation. */
  #named(name: string, want: Disambiguation | undefined): string | undefined {
    const { algorithm, refs, trustsOids, onWarning } = this.context
    if (name.length === algorithm.hexSize && isAbbreviation(name, algorithm.hexSize)) {
      if (onWarning && !trustsOids && firstOf(dwimRefs(refs, name))) this.#warnAmbiguous(name, onWarning)
      return name.toLowerCase()
    }
    return this.#refNamed(name) ?? this.#described(name) ?? this.#abbreviated(name, want)
  }

  #refNamed(name: string): string | undefined {
    const reflog = splitReflog(name)
    if (reflog) return this.#reflogNamed(reflog.name, reflog.selector)
    const branch = this.#interpretBranch(name)
    if (branch === '' || !isRefName(branch)) return undefined
    // A detached HEAD that was left is remembered by its oid.
    if (branch !== name && isAbbreviation(branch, this.context.algorithm.hexSize)) {
      if (branch.length === this.context.algorithm.hexSize) return branch
    }
    const { refs, algorithm, odb, onWarning } = this.context
    // All other meanings cost as much as the first: they are looked for only where somebody listens.
    if (!onWarning) return firstOf(dwimRefs(refs, branch))?.oid
    const [first, second] = [...dwimRefs(refs, branch, onWarning)]
    if (!first) return undefined
    const isOidToo = isAbbreviation(name, algorithm.hexSize) && odb.candidates(name.toLowerCase()).length > 0
    if (second || isOidToo) this.#warnAmbiguous(name, onWarning)
    return first.oid
  }

  #warnAmbiguous(name: string, onWarning: (message: string) => void): void {
    if (this.context.config.getBool('core.warnAmbiguousRefs') === false) return
    onWarning(`refname '${name}' is ambiguous.`)
  }

  #reflogNamed(name: string, text: string): string | undefined {
    const { refs, onWarning } = this.context
    const selector = parseReflogSelector(text)
    if (!selector) return undefined
    const log = name === '' ? this.#currentLog() : firstOf(dwimLogs(refs, this.#interpretBranch(name)))
    if (!log) return undefined
    const shown = name !== '' ? name : log.logName.replace(/^refs\/heads\//, '')
    const selected = selectFromReflog(refs, log.logName, selector, shown, log.oid)
    if ('failure' in selected) throw new UnknownRevisionError(`${name}@{${text}}`, selected.failure)
    if (selected.warning !== undefined) onWarning?.(selected.warning)
    return selected.oid
  }

  /** `@{…}` is about the current branch, or HEAD where it is detached. */
  #currentLog(): { logName: string; oid: string } | undefined {
    const head = followRef(this.context.refs, 'HEAD')
    return head.oid === undefined ? undefined : { logName: head.name, oid: head.oid }
  }

  /** Puts a ref's name in the place of `@`, `@{-n}`, `name@{upstream}` and `name@{push}`. */
  #interpretBranch(name: string): string {
    const { refs, config } = this.context
    if (name === '@') return 'HEAD'
    const prior = /^@\{-(\d+)\}(.*)$/s.exec(name)
    if (prior) {
      const branch = priorCheckout(refs, Number(prior[1]))
      // What a reflog says is no more than text: `@{-1}` in it would lead here for ever.
      if (branch === undefined || !isRefName(branch)) return ''
      return prior[2] === '' ? branch : this.#interpretBranch(branch + prior[2]!)
    }
    // The first such mark: what stands before it has none, so this goes no deeper however many there are.
    const tracked = /^(.*?)@\{(u|upstream|push)\}/is.exec(name)
    if (!tracked || tracked[1]!.includes(':')) return name
    const branch = this.#branchNamed(tracked[1]!)
    if (branch === undefined) throw new UnknownRevisionError(name, 'HEAD does not point to a branch')
    const find = tracked[2]!.toLowerCase() === 'push' ? pushTargetOf : upstreamOf
    const tracking = find(branch, config, refs)
    if ('failure' in tracking) throw new UnknownRevisionError(name, tracking.failure)
    return tracked[0] === name ? tracking.ref : name
  }

  #branchNamed(name: string): string | undefined {
    const branch = this.#interpretBranch(name)
    if (branch !== '' && branch !== 'HEAD') return branch
    const head = this.context.refs.read('HEAD')
    return head?.kind === 'symbolic' ? /^refs\/heads\/(.+)$/s.exec(head.target)?.[1] : undefined
  }

  /** `v1.0-3-gabc1234`: a name that a ref may have, how many commits follow it, and an abbreviation of a commit. */
  #described(name: string): string | undefined {
    const [, ref = '', abbreviation = ''] = /^(.+)-[0-9a-fA-F]+-g([0-9a-fA-F]+)$/s.exec(name) ?? []
    if (!isRefName(ref)) return undefined
    try {
      return this.#abbreviated(abbreviation, 'commit')
    } catch (error) {
      if (error instanceof AmbiguousOidError) return undefined
      throw error
    }
  }

  #abbreviated(name: string, want: Disambiguation | undefined): string | undefined {
    const { algorithm, config, odb, objects } = this.context
    if (!isAbbreviation(name, algorithm.hexSize)) return undefined
    const configured = config.get('core.disambiguate')?.toLowerCase()
    const fallback = isDisambiguation(configured) ? configured : 'none'
    try {
      return expandAbbreviation(name, want ?? fallback, odb, objects)
    } catch (error) {
      if (error instanceof AmbiguousOidError) this.context.onAmbiguous?.(error)
      throw error
    }
  }

  /** `:/text` searches; what else begins with a colon is looked up in the index. */
  #colonFirst(revision: string): ResolvedEntry {
    if (!revision.startsWith(':/') || revision.length === 2) return findInIndex(revision, this.context)
    const oid = this.#search(this.#allTips(), revision.slice(2))
    if (oid === undefined) throw new UnknownRevisionError(revision)
    return { oid }
  }

  #search(tips: Iterable<string>, text: string): string | undefined {
    const { commits, objects, searchWorkMax } = this.context
    return findByMessage(tips, text, { commits, objects, workMax: searchWorkMax })
  }

  /** The commits that HEAD and all refs come to, in the order in which git's search takes them. */
  #allTips(): string[] {
    const { refs, objects } = this.context
    const names = [...refs.list('')].map(({ name }) => name)
    return ['HEAD', ...names.reverse()].flatMap((name) => {
      const oid = followRef(refs, name).oid
      const commit = oid === undefined ? undefined : objects.tryPeel(oid, 'commit')
      return commit === undefined ? [] : [commit]
    })
  }

  #atPath(revision: string, treeish: string, given: string): ResolvedEntry {
    const { layout } = this.context
    const root = this.#stepped(treeish, 'treeish')
    if (root === undefined) throw invalidName(revision, treeish)
    const shown = pathFromTop(revision, given, layout)
    const path = encodeName(shown)
    const found = this.#findPath(root, path)
    if (found === 'no-tree') throw invalidName(revision, treeish)
    if (!found) throw this.#noSuchPath(revision, treeish, root, shown)
    if (!found.entry) return { oid: found.oid, path, type: 'tree' }
    return { oid: found.oid, path, mode: found.entry.mode, type: found.entry.type }
  }

  /** @throws {CorruptObjectError} A tree on the way is malformed; what does not come to a tree is none. */
  #findPath(root: string, path: Uint8Array): ReturnType<typeof findPath> {
    const { objects, algorithm } = this.context
    try {
      return findPath(root, path, objects, algorithm)
    } catch (error) {
      if (!(error instanceof CorruptObjectError)) throw error
      if (peelChecked(root, 'tree', objects, algorithm) === undefined) return 'no-tree'
      throw error
    }
  }

  #noSuchPath(revision: string, treeish: string, root: string, path: string): UnknownRevisionError {
    const { objects, algorithm, layout } = this.context
    const isThere = (full: string): boolean =>
      findPath(root, encodeName(full), objects, algorithm) !== undefined
    return notInTree(revision, { treeish, path, isThere }, layout)
  }
}

function invalidName(revision: string, treeish: string): UnknownRevisionError {
  return new UnknownRevisionError(revision, `invalid object name '${treeish}'.`)
}

/** Splits `name@{…}` where the braces select from a reflog: they may also ask for an upstream, or for `@{-n}`. */
function splitReflog(name: string): { name: string; selector: string } | undefined {
  if (!name.endsWith('}')) return undefined
  const at = name.lastIndexOf('@{', name.length - 3)
  if (at === -1) return undefined
  const selector = name.slice(at + 2, -1)
  if (selector.startsWith('-') || /^(?:u|upstream|push)$/i.test(selector)) return undefined
  return { name: name.slice(0, at), selector }
}

function firstOf<T>(values: Iterable<T>): T | undefined {
  for (const value of values) return value
  return undefined
}
