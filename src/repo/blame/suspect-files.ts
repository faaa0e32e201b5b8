/** Files of commits that lines are traced through: one object each, their contents, and where they were before. */
import { decodeName } from '../../object/name-text.js'
import { nullOid } from '../../object/oid.js'
import { bytesToRaw, rawToBytes } from '../../object/raw-text.js'
import { UnknownRevisionError } from '../errors.js'
import type { Repository } from '../repository.js'
import type { Suspect } from './blame-entry.js'
import type { UncommittedContent } from './blame-options.js'

const S_IFMT = 0o170000
const S_IFREG = 0o100000
const REGULAR = 0o100644
/** Contents kept: a file and its parent's are wanted again at the next commit. */
const CONTENTS_MAX = 16

interface Links {
  readonly parents: readonly string[]
  readonly date: number
}

export class SuspectFiles {
  /** Stands for the commit of what is not committed. */
  readonly noCommit: string
  readonly #byCommit = new Map<string, Suspect[]>()
  readonly #links = new Map<string, Links>()
  readonly #contents = new Map<string, Uint8Array>()

  constructor(
    private readonly repo: Repository,
    uncommitted: UncommittedContent | undefined,
  ) {
    this.noCommit = nullOid(repo.algorithm)
    if (!uncommitted) return
    this.#links.set(this.noCommit, { parents: uncommitted.parents, date: Infinity })
    this.#contents.set(this.noCommit, uncommitted.data)
  }

  parentsOf(commit: string): readonly string[] {
    return this.#linksOf(commit).parents
  }

  dateOf(commit: string): number {
    return this.#linksOf(commit).date
  }

  /** A file of the commit that has lines to answer for; undefined: none has. */
  open(commit: string): Suspect | undefined {
    return this.#byCommit.get(commit)?.find(({ entries }) => entries.length > 0)
  }

  /** Every file of the commit that lines came to. */
  of(commit: string): readonly Suspect[] {
    return this.#byCommit.get(commit) ?? []
  }

  /** The file at a path of a commit; undefined: there is none. */
  at(commit: string, path: string): Suspect | undefined {
    const known = this.#byCommit.get(commit)?.find((file) => file.path === path)
    if (known) return known
    if (commit === this.noCommit) return this.enter(commit, path, REGULAR, this.noCommit)
    const found = this.#find(commit, path)
    return found && this.enter(commit, path, found.mode, found.oid)
  }

  /** The file at a path of a commit, of which mode and content are known. */
  enter(commit: string, path: string, mode: number, blob: string): Suspect {
    const files = this.#byCommit.get(commit) ?? []
    const known = files.find((file) => file.path === path)
    if (known) return known
    const file: Suspect = { commit, path, mode, blob, previous: undefined, entries: [], isGuilty: false }
    files.unshift(file)
    this.#byCommit.set(commit, files)
    return file
  }

  /** The suspect's file under the same name; undefined: the parent lacks it, or has something else there. */
  readonly sameName = (parent: string, { path, mode }: Suspect): Suspect | undefined => {
    const file = this.at(parent, path)
    // eslint-disable-next-line no-bitwise -- a mode is a field of bits
    return file && (file.mode & S_IFMT) === (mode & S_IFMT) ? file : undefined
  }

  /** The suspect's file under the name that it had before; undefined: nothing is like it. */
  readonly otherName = (parent: string, { commit, path }: Suspect): Suspect | undefined => {
    if (commit === this.noCommit) return undefined
    const onlyTo = rawToBytes(path)
    for (const change of this.repo.diff(parent, commit, { renames: { onlyTo } })) {
      if (!change.origin || Buffer.compare(change.path, onlyTo) !== 0) continue
      return this.enter(parent, bytesToRaw(change.origin.path), change.oldMode, change.oldOid)
    }
    return undefined
  }

  /** @throws {ObjectNotFoundError} It is missing. */
  content({ blob }: Suspect): Uint8Array {
    return this.contentOf(blob)
  }

  contentOf(blob: string): Uint8Array {
    const known = this.#contents.get(blob)
    if (known) return known
    const { data } = this.repo.read(blob)
    for (const oldest of this.#contents.keys()) {
      if (this.#contents.size < CONTENTS_MAX) break
      if (oldest !== this.noCommit) this.#contents.delete(oldest)
      else if (this.#contents.size === 1) break
    }
    this.#contents.set(blob, data)
    return data
  }

  #find(commit: string, path: string): { oid: string; mode: number } | undefined {
    try {
      const { oid, mode } = this.repo.resolveEntry(`${commit}:${decodeName(rawToBytes(path))}`, {
        trustsOids: true,
        quiet: true,
      })
      // eslint-disable-next-line no-bitwise -- a mode is a field of bits
      const kind = (mode ?? 0) & S_IFMT
      return kind === S_IFREG || kind === 0o120000 ? { oid, mode: mode! } : undefined
    } catch (error) {
      if (error instanceof UnknownRevisionError) return undefined
      throw error
    }
  }

  #linksOf(commit: string): Links {
    const known = this.#links.get(commit)
    if (known) return known
    const links = this.repo.commits.tryRead(commit)
    if (!links) throw this.repo.commits.notFound(commit)
    const { parents, date } = links
    const kept = { parents, date }
    this.#links.set(commit, kept)
    return kept
  }
}
