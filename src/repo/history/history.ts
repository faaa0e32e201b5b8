/**
 * History as numbers: each commit that is asked for gets one, and its parents, date and generation are read once.
 *
 * For questions that are asked of many commits at once (what contains what, how far ahead, which name is near), where
 * an object and a string for each commit would show.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { decodeHex } from '../../object/oid.js'
import { RawLinks } from '../../object/raw-links.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { CommitSource } from '../commits/commit-links.js'
import { ObjectMarks } from '../walk/object-marks.js'

const FIRST_CAPACITY = 1024

export class History {
  readonly #source: CommitSource
  readonly #links: RawLinks
  readonly #width: number
  readonly #commits: ObjectMarks
  readonly #oid: Uint8Array
  /** By number: where in `edges` its parents are; 0: it has not been read. */
  #edgesAt = new Int32Array(FIRST_CAPACITY)
  #dates = new Float64Array(FIRST_CAPACITY)
  /** Of each commit that was read, how many parents it has, and their numbers. */
  #edges = new Int32Array(FIRST_CAPACITY)
  #edgeCount = 1

  constructor(source: CommitSource, algorithm: HashAlgorithm) {
    this.#source = source
    this.#width = algorithm.size
    this.#links = new RawLinks(algorithm)
    this.#commits = new ObjectMarks(this.#width)
    this.#oid = new Uint8Array(this.#width)
  }

  /** Commits that have a number: those that were asked for, and parents of those that were read. */
  get count(): number {
    return this.#commits.count
  }

  /** The number of a commit, which is not read. @param oid In hex. */
  numberOf(oid: string): number {
    decodeHex(oid, this.#oid, this.#width)
    return this.#commits.numberOf(this.#oid, 0)
  }

  /** In hex. */
  oidOf(number: number): string {
    return this.#commits.oidOf(number)
  }

  /** How many parents it has. @throws {ObjectNotFoundError} It is missing, or no commit. */
  parentCount(number: number): number {
    const at = this.#read(number) // first, for it may put another array in the place of the edges
    return this.#edges[at]!
  }

  /** The number of a parent. @param which 0 to `parentCount - 1`. */
  parent(number: number, which: number): number {
    return this.#edges[this.#edgesAt[number]! + 1 + which]!
  }

  /** The committer's date: seconds since 1970. @throws {ObjectNotFoundError} It is missing, or no commit. */
  date(number: number): number {
    this.#read(number)
    return this.#dates[number]!
  }

  get hasGenerations(): boolean {
    return this.#source.hasGenerations
  }

  /** A commit reaches none of its own number or a higher one; infinite: the commit-graph does not have it. */
  generation(number: number): number {
    return this.#source.tryRead(this.oidOf(number))?.generation ?? Infinity
  }

  /** Gives back claims on windows. */
  release(): void {
    this.#source.release()
  }

  /** Reads a commit unless it has been. @returns Where in `edges` its parents are. */
  #read(number: number): number {
    const known = number < this.#edgesAt.length ? this.#edgesAt[number]! : 0
    if (known !== 0) return known
    const links = this.#links
    this.#commits.copyOid(number, this.#oid)
    if (!this.#source.tryReadRaw(this.#oid, links)) throw new ObjectNotFoundError(this.oidOf(number))
    const parents = links.parentCount
    this.#reserve(number, parents)
    const at = this.#edgeCount
    this.#edgesAt[number] = at
    this.#dates[number] = links.date
    this.#edges[this.#edgeCount++] = parents
    for (let i = 0; i < parents; i++) {
      this.#edges[this.#edgeCount++] = this.#commits.numberOf(links.parents, i * this.#width)
    }
    return at
  }

  #reserve(number: number, parents: number): void {
    if (number >= this.#edgesAt.length) {
      const [edgesAt, dates] = [this.#edgesAt, this.#dates]
      this.#edgesAt = new Int32Array(2 * number)
      this.#edgesAt.set(edgesAt)
      this.#dates = new Float64Array(2 * number)
      this.#dates.set(dates)
    }
    if (this.#edgeCount + 1 + parents <= this.#edges.length) return
    const edges = this.#edges
    this.#edges = new Int32Array(2 * (this.#edgeCount + 1 + parents))
    this.#edges.set(edges)
  }
}
