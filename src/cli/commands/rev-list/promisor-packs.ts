/** `--exclude-promisor-objects`: what came from a remote that promised whatever it refers to is left out of a walk. */
import { existsSync } from 'node:fs'
import { ObjectNotFoundError } from '../../../odb/errors.js'
import type { Repository } from '../../../repo/repository.js'
import { type ObjectFilter, SHOWN } from '../../../repo/walk/object-filter.js'

export class PromisorPacks {
  /** By the path of a pack. */
  readonly #isPromisor = new Map<string, boolean>()

  constructor(private readonly repo: Repository) {}

  /** Whether one of the copies of an object lies in a pack that a `.promisor` file stands beside. */
  has(oid: string): boolean {
    try {
      const { copies } = this.repo.odb.explain(oid)
      return copies.some(({ storage, path }) => storage === 'packed' && this.#isPromisorPack(path))
    } catch (error) {
      if (error instanceof ObjectNotFoundError) return false
      throw error
    }
  }

  /** Leaves out what the packs have, and all that is in it. */
  filter(filter: ObjectFilter | undefined): ObjectFilter {
    return (candidate) => {
      if (this.has(candidate.oid)) return { shows: false, isFinal: true, enters: false }
      return filter?.(candidate) ?? SHOWN
    }
  }

  #isPromisorPack(path: string): boolean {
    let isPromisor = this.#isPromisor.get(path)
    if (isPromisor === undefined) {
      isPromisor = existsSync(path.replace(/\.pack$/, '.promisor'))
      this.#isPromisor.set(path, isPromisor)
    }
    return isPromisor
  }
}
