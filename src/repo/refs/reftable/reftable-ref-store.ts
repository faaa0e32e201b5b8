/**
 * Refs in reftables (git's reftable document): the default of new repositories from git 3 on.
 *
 * Every worktree has a stack for its own refs, HEAD among them; all others are in the common folder's stack.
 * `FETCH_HEAD` and `MERGE_HEAD` stay files, because they hold more than a ref can.
 */
import { join } from 'node:path'
import { encodeName } from '../../../object/name-text.js'
import type { HashAlgorithm } from '../../../object/hash-algorithm.js'
import { readLooseRef } from '../loose-refs.js'
import { compareRefNames, isRefName } from '../ref-name.js'
import type { ReflogEntry, RefStore, RefValue, StoredRef } from '../ref-store.js'
import { isPerWorktree, placeOf } from '../worktree-refs.js'
import { mergeRefs } from './merged-refs.js'
import { logRecords } from './table-records.js'
import { TableStack } from './table-stack.js'

/** Kept as files by every ref storage (gitglossary, "pseudoref"). */
const ALWAYS_FILES: ReadonlySet<string> = new Set(['FETCH_HEAD', 'MERGE_HEAD'])

export class ReftableRefStore implements RefStore {
  readonly #stacks = new Map<string, TableStack>()

  constructor(
    private readonly gitDir: string,
    private readonly commonDir: string,
    private readonly algorithm: HashAlgorithm,
  ) {}

  read(name: string): RefValue | undefined {
    const place = placeOf(name, this.gitDir, this.commonDir)
    if (!isRefName(place.name)) return undefined
    if (ALWAYS_FILES.has(place.name)) return readLooseRef(join(place.root, place.name), this.algorithm)
    const wanted = encodeName(place.name)
    for (const ref of mergeRefs(this.#stack(place.root).tables(), wanted)) {
      return ref.name === place.name ? ref.value : undefined
    }
    return undefined
  }

  *list(prefix: string): Iterable<StoredRef> {
    const shared = this.#below(this.commonDir, prefix)
    if (this.gitDir === this.commonDir) {
      yield* shared
      return
    }
    const own = [...this.#below(this.gitDir, prefix)].filter(({ name }) => isPerWorktree(name))
    let next = 0
    for (const ref of shared) {
      if (isPerWorktree(ref.name)) continue
      while (next < own.length && compareRefNames(own[next]!.name, ref.name) < 0) yield own[next++]!
      yield ref
    }
    yield* own.slice(next)
  }

  *reflog(name: string): Iterable<ReflogEntry> {
    const place = placeOf(name, this.gitDir, this.commonDir)
    const seen = new Set<string>()
    // A table holds changes later than all of those in older tables, so one after the other is in order.
    for (const table of this.#stack(place.root).tables()) {
      for (const { updateIndex, entry } of logRecords(table, place.name)) {
        if (seen.has(updateIndex)) continue
        seen.add(updateIndex)
        if (entry !== 'deleted' && !isMarker(entry)) yield entry
      }
    }
  }

  hasReflog(name: string): boolean {
    const place = placeOf(name, this.gitDir, this.commonDir)
    const seen = new Set<string>()
    for (const table of this.#stack(place.root).tables()) {
      for (const { updateIndex, entry } of logRecords(table, place.name)) {
        if (entry !== 'deleted' && !seen.has(updateIndex)) return true
        seen.add(updateIndex)
      }
    }
    return false
  }

  *#below(root: string, prefix: string): Iterable<StoredRef> {
    for (const ref of mergeRefs(this.#stack(root).tables(), encodeName(prefix))) {
      if (!ref.name.startsWith(prefix)) return
      yield isRefName(ref.name) ? ref : { name: ref.name, value: { kind: 'broken' } }
    }
  }

  #stack(root: string): TableStack {
    const known = this.#stacks.get(root)
    if (known) return known
    const stack = new TableStack(join(root, 'reftable'))
    this.#stacks.set(root, stack)
    return stack
  }
}

/** An entry from nothing to nothing says that the log exists, and is no entry of it. */
function isMarker({ oldOid, newOid }: ReflogEntry): boolean {
  return /^0+$/.test(oldOid) && /^0+$/.test(newOid)
}
