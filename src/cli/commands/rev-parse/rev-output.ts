/**
 * What `rev-parse` lets through and how it is printed: the four filters, `--sq`, `--not`, `--short`, `--symbolic`…
 *
 * An argument is a revision or not, and a flag or not; each of the four can be switched off.
 */
import { abbreviate, type AbbreviationLength } from '../../../repo/abbreviate.js'
import type { CommandContext } from '../../context.js'
import type { Repository } from '../../../repo/repository.js'
import { isRevisionFlag } from './revision-flags.js'
import { tryResolve } from '../../resolve.js'
import { shortenRef } from '../../../repo/refs/shorten-ref.js'
import { dwimRef } from '../../ref-names.js'

/** Options that later arguments are printed by: they apply from where they stand on. */
export class RevOutput {
  showsRevs = true
  showsOthers = true
  showsFlags = true
  showsNonFlags = true
  /** `--not`: revisions are printed as their opposite. */
  negates = false
  /** `--sq`: everything on one line, quoted for a shell. */
  quotes = false
  abbrev: AbbreviationLength = 'full'
  symbolic: 'no' | 'as-is' | 'full' = 'no'
  abbrevRef: 'no' | 'strict' | 'loose' = 'no'
  /** `--default`: stands in until a revision is printed. */
  fallback: string | undefined

  constructor(
    private readonly context: CommandContext,
    private readonly repo: () => Repository,
  ) {}

  /** Prints one argument. @param mark Stands in front, even of a quote. */
  show(text: string, mark = ''): void {
    this.context.out.text(mark + (this.quotes ? `'${text.replaceAll("'", "'\\''")}' ` : `${text}\n`))
  }

  /**
   * Prints a revision.
   *
   * @param negative It was written as `^rev`.
   * @param name How it was written, for `--symbolic`; undefined if it has no name.
   */
  showRev(negative: boolean, oid: string, name: string | undefined): void {
    if (!this.showsRevs) return
    this.fallback = undefined
    const text = this.revText(oid, name)
    if (text !== undefined) this.show(text, negative === this.negates ? '' : '^')
  }

  private revText(oid: string, name: string | undefined): string | undefined {
    if (name !== undefined && (this.symbolic === 'full' || this.abbrevRef !== 'no')) {
      return this.refText(name)
    }
    if (name !== undefined && this.symbolic === 'as-is') return name
    return this.abbrev === 'full' ? oid : abbreviate(this.repo(), oid, this.abbrev)
  }

  /** The ref that `name` means; nothing is printed for what is no ref. */
  private refText(name: string): string | undefined {
    const refs = dwimRef(this.repo(), name)
    if (refs.length > 1) this.context.complain(`error: refname '${name}' is ambiguous`)
    if (refs.length !== 1) return undefined
    return this.abbrevRef === 'no'
      ? refs[0]
      : shortenRef(this.repo().refStore, refs[0]!, this.abbrevRef === 'strict')
  }

  /** Prints a flag if flags of its kind are wanted. @returns Whether it was. */
  showFlag(flag: string): boolean {
    const isWanted = this.showsFlags && (isRevisionFlag(flag) ? this.showsRevs : this.showsOthers)
    if (isWanted) this.show(flag)
    return isWanted
  }

  /** Prints what is neither flag nor revision. @returns Whether it was wanted. */
  showOther(text: string): boolean {
    this.showFallback()
    const isWanted = this.showsNonFlags && this.showsOthers
    if (isWanted) this.show(text)
    return isWanted
  }

  /** Prints the revision of `--default`, if none has been printed. @returns Whether there was one. */
  showFallback(): boolean {
    const name = this.fallback
    if (name === undefined) return false
    this.fallback = undefined
    const oid = tryResolve(this.repo(), name)
    if (oid === undefined) return false
    this.showRev(false, oid, name)
    return true
  }
}
