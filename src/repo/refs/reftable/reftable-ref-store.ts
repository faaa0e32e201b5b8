/**
 * Refs in reftables (git's reftable document): the default of new repositories from git 3 on.
 *
 * Every worktree has a stack for its own refs, HEAD among them; all others are in the common folder's stack.
 * `FETCH_HEAD` and `MERGE_HEAD` stay files, because they hold more than a ref can.
 */
import { join } from 'node:path'
import { decodeName, encodeName } from '../../../object/name-text.js'
import type { HashAlgorithm } from '../../../object/hash-algorithm.js'
import { readLooseRef } from '../loose-refs.js'
import { compareRefNames, isRefName } from '../ref-name.js'
import type { ReflogEntry, RefStore, RefValue, StoredRef } from '../ref-store.js'
import { isPerWorktree, placeOf } from '../worktree-refs.js'
import { mergeRecords } from './merged-records.js'
import { logKeyOf, logNameOf, logRecords, refRecords } from './table-records.js'
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
    for (const { key, value } of this.#refsFrom(place.root, wanted)) {
      return key.equals(wanted) ? value : undefined
    }
    return undefined
  }

  *list(prefix: string): Iterable<StoredRef> {
    if ('refs/'.startsWith(prefix)) yield* this.#listBelow('refs/')
    else if (prefix.startsWith('refs/')) yield* this.#listBelow(prefix)
  }

  *listRoots(): Iterable<string> {
    for (const { name } of this.#below(this.gitDir, '')) {
      if (compareRefNames(name, 'refs/') >= 0) break
      yield name
    }
    yield* ALWAYS_FILES
  }

  *#listBelow(prefix: string): Iterable<StoredRef> {
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
    for (const entry of this.#log(place.root, place.name)) {
      if (!isMarker(entry)) yield entry
    }
  }

  hasReflog(name: string): boolean {
    const place = placeOf(name, this.gitDir, this.commonDir)
    for (const _ of this.#log(place.root, place.name)) return true
    return false
  }

  *listReflogs(): Iterable<string> {
    const shared = this.#logNames(this.commonDir)
    if (this.gitDir === this.commonDir) {
      yield* shared
      return
    }
    const names = [
      ...[...this.#logNames(this.gitDir)].filter((name) => isPerWorktree(name)),
      ...[...shared].filter((name) => !isPerWorktree(name)),
    ]
    yield* names.sort(compareRefNames)
  }

  *#logNames(root: string): Iterable<string> {
    const tables = this.#stack(root).tables()
    let from = Buffer.alloc(0)
    for (;;) {
      const [first] = mergeRecords(tables.map((table) => logRecords(table, from)))
      if (!first) return
      yield logNameOf(first.key)
      // The next name's first key: above all of this one's, whose numbers have eight bytes after the NUL.
      from = Buffer.concat([encodeName(logNameOf(first.key)), Buffer.of(1)])
    }
  }

  *#log(root: string, name: string): Iterable<ReflogEntry> {
    const from = logKeyOf(name)
    for (const { key, value } of mergeRecords(
      this.#stack(root)
        .tables()
        .map((table) => logRecords(table, from)),
    )) {
      if (!key.subarray(0, from.length).equals(from)) return
      yield value
    }
  }

  #refsFrom(root: string, from: Uint8Array): Iterable<{ key: Buffer; value: RefValue }> {
    return mergeRecords(
      this.#stack(root)
        .tables()
        .map((table) => refRecords(table, from)),
    )
  }

  *#below(root: string, prefix: string): Iterable<StoredRef> {
    for (const { key, value } of this.#refsFrom(root, encodeName(prefix))) {
      const name = decodeName(key)
      if (!name.startsWith(prefix)) return
      yield { name, value: isRefName(name) ? value : { kind: 'broken' } }
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
