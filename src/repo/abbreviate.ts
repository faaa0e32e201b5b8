/** Oids cut to the fewest digits that still name one object: git's rules for `--short` and `--abbrev`. */
import { parseBool, parseInteger } from './config/config-values.js'
import type { ObjectDatabase } from '../odb/object-database.js'
import type { Config } from './config/config.js'

/** What is asked of a repository. */
interface ShortenedIn {
  readonly odb: ObjectDatabase
  readonly config: Config
}

/** Git's MINIMUM_ABBREV. */
export const ABBREVIATION_MIN = 4
/** What git shows where a repository is small or has no packs. */
const LENGTH_DEFAULT = 7

/** The length asked for: digits, `auto` for the repository's own choice, or `full`. */
export type AbbreviationLength = number | 'auto' | 'full'

/** Shortens the oids of one repository. */
export class Abbreviator {
  #digits: number | 'full' | undefined

  constructor(
    private readonly repo: ShortenedIn,
    private readonly length: AbbreviationLength,
  ) {}

  /**
   * The first digits of `oid`, as many as were asked for, or as many more as it takes to be the only object that begins so.
   *
   * The object itself need not exist.
   */
  shorten(oid: string): string {
    let digits = (this.#digits ??= this.length === 'auto' ? automaticLength(this.repo) : this.length)
    if (digits === 'full' || digits >= oid.length) return oid
    digits = Math.max(digits, ABBREVIATION_MIN)
    for (const other of this.repo.odb.candidates(oid.slice(0, digits))) {
      if (other === oid) continue
      while (digits < oid.length && other.startsWith(oid.slice(0, digits))) digits++
    }
    return oid.slice(0, digits)
  }
}

/** As {@link Abbreviator.shorten}, of one oid. */
export function abbreviate(repo: ShortenedIn, oid: string, length: AbbreviationLength): string {
  return new Abbreviator(repo, length).shorten(oid)
}

/** `core.abbrev`, or what git makes of the number of packed objects. */
function automaticLength(repo: ShortenedIn): number | 'full' {
  const configured = repo.config.get('core.abbrev')
  if (configured !== undefined && configured.toLowerCase() !== 'auto') {
    if (isFullLength(configured)) return 'full'
    const digits = parseInteger(configured)
    if (digits !== undefined) return Math.max(digits, ABBREVIATION_MIN)
  }
  const objects = repo.odb.packedCount()
  // About 2^bits objects collide at half as many bits, and a digit has four (git: find_unique_abbrev).
  const bits = objects === 0 ? 0 : Math.floor(Math.log2(objects)) + 1
  return Math.max(Math.ceil(bits / 2), LENGTH_DEFAULT)
}

/** Whether `core.abbrev` asks for whole oids: any of git's words for false, the empty one too, but no number. */
export function isFullLength(configured: string): boolean {
  return parseInteger(configured) === undefined && parseBool(configured) === false
}
