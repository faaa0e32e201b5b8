import { PackmapError } from '../base/errors.js'

/** Neither the folder nor one above it is a git repository that may be opened. */
export class NotARepositoryError extends PackmapError {
  override readonly name = 'NotARepositoryError'
  readonly code = 'NOT_A_REPOSITORY'
  /** Lines that say what may be done about it, in git's words. */
  readonly advice: readonly string[]

  /**
   * @param path Where the search began, or the git folder that was named.
   * @param detail Git's own words for what is wrong.
   */
  constructor(
    readonly path: string,
    detail = 'not a git repository (or any of the parent directories): .git',
    options?: ErrorOptions & { readonly advice?: readonly string[] },
  ) {
    super(detail, options)
    this.advice = options?.advice ?? []
  }
}

/** `:/text` or `^{/text}` would take too long: a regular expression, in a repository that is not trusted. */
export class SearchTooCostlyError extends PackmapError {
  override readonly name = 'SearchTooCostlyError'
  readonly code = 'SEARCH_TOO_COSTLY'

  /** @param text What was looked for. */
  constructor(
    readonly text: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`looking for a commit by '${text}': ${detail}; with trust 'none' this is refused`, options)
  }
}

/** A revision names no object of the repository, or breaks gitrevisions(7). */
export class UnknownRevisionError extends PackmapError {
  override readonly name = 'UnknownRevisionError'
  readonly code = 'UNKNOWN_REVISION'

  /**
   * @param revision As the caller wrote it.
   * @param diagnosis Git's own words where it says more than "unknown", such as
   * `path 'x' does not exist in 'HEAD'`; undefined where it does not.
   * @param hint What was perhaps meant, in git's words: `Did you mean 'HEAD:folder/x'…?`
   */
  constructor(
    readonly revision: string,
    readonly diagnosis?: string,
    readonly hint?: string,
  ) {
    super(diagnosis ?? `unknown revision: '${revision}'`)
  }
}
