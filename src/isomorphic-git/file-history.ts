/**
 * The commits that changed one file, found while history passes by, newest first: a commit changed it if the next
 * older one has other content or mode at the path, or nothing there.
 */
import type { Repository } from '../repo/repository.js'
import { NotFoundError } from './errors.js'
import { filesBelow } from './files.js'
import { entryAt, type Found } from './peel.js'
import type { ReadCommitResult } from './results.js'

/** The empty blob: too many files have it to tell by it which one was renamed. */
const EMPTY_BLOBS = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]

export interface FileHistoryOptions {
  readonly force?: boolean | undefined
  readonly follow?: boolean | undefined
}

export class FileHistory {
  /** Whether nothing older counts any more. */
  hasEnded = false
  #path: string
  /** What was at the path when it was last there. */
  #entry: Found | undefined
  /** The commit before, which is newer. */
  #newer: ReadCommitResult | undefined
  /** Whether the commit before had the file. */
  #isThere = false

  constructor(
    private readonly repo: Repository,
    filepath: string,
    private readonly options: FileHistoryOptions,
  ) {
    this.#path = filepath
  }

  /**
   * Takes the next older commit.
   *
   * @returns The newer one, if it is now known to have changed the file.
   * @throws {NotFoundError} The file is not in the first commit, and neither `force` nor `follow` lets that pass.
   */
  visit(result: ReadCommitResult): ReadCommitResult | undefined {
    const newer = this.#newer
    this.#newer = result
    const entry = this.#entryIn(result)
    if (entry instanceof NotFoundError) return this.#missing(result, newer, entry)
    const last = this.#entry
    this.#entry = entry
    this.#isThere = true
    const isChanged = last?.oid !== entry.oid || last.mode !== entry.mode
    return isChanged ? newer : undefined
  }

  /** The commit that brought the file, once there is nothing older. */
  rest(): ReadCommitResult | undefined {
    return this.#isThere ? this.#newer : undefined
  }

  #missing(
    result: ReadCommitResult,
    newer: ReadCommitResult | undefined,
    error: NotFoundError,
  ): ReadCommitResult | undefined {
    const wasThere = this.#isThere
    this.#isThere = false
    const { force, follow } = this.options
    const before = follow && this.#entry ? this.#formerPath(result, newer, this.#entry.oid) : undefined
    if (before !== undefined) {
      this.#path = before
      return newer
    }
    if (wasThere) {
      this.hasEnded = !force
      return newer
    }
    if (!force && !follow) throw error
    return undefined
  }

  /** The one path at which `result` has the content, and the newer commit had not. */
  #formerPath(
    result: ReadCommitResult,
    newer: ReadCommitResult | undefined,
    oid: string,
  ): string | undefined {
    if (EMPTY_BLOBS.includes(oid)) return undefined
    const there = this.#pathsOf(result, oid)
    if (there.length <= 1) return there[0]
    const kept = newer ? this.#pathsOf(newer, oid) : []
    const gone = there.filter((path) => !kept.includes(path))
    return gone.length === 1 ? gone[0] : undefined
  }

  #pathsOf({ commit }: ReadCommitResult, oid: string): string[] {
    return [...filesBelow(this.repo, commit.tree)].filter((file) => file.oid === oid).map(({ path }) => path)
  }

  #entryIn({ commit }: ReadCommitResult): Found | NotFoundError {
    try {
      return entryAt(this.repo, commit.tree, this.#path)
    } catch (error) {
      if (error instanceof NotFoundError) return error
      throw error
    }
  }
}
