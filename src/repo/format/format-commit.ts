/** Commits as `git log` shows them, for programs. */
import { rawToText } from '../../object/raw-text.js'
import { parseDateMode } from '../date/show-date.js'
import type { Repository } from '../repository.js'
import { CommitFormatter } from './commit-formatter.js'
import { FormatError } from './errors.js'
import { expandNotesRef } from './notes.js'
import { parsePrettyFormat } from './pretty-format.js'

export interface FormatCommitOptions {
  /** How dates are shown, as behind `--date=`: `iso`, `relative`, `format:%F`… Default: git's own way. */
  readonly date?: string
  /** Whether git's own formats show people as the mailmap has them; `%aN` and its like always do. Default true. */
  readonly mailmap?: boolean
  /** Notes to show: true for the default ones, or names of refs such as `review`. Default: none. */
  readonly notes?: boolean | readonly string[]
  /** Whether colours are shown, where the format has any. Default false. */
  readonly color?: boolean
  /** Digits of short oids. Default: as many as git shows. */
  readonly abbrev?: number
}

/**
 * Shows a commit as `git log --format=<format>` does, without the line break that ends a pattern.
 *
 * @param revision What names the commit.
 * @param format The name of a format (`medium`, `fuller`, `reference`, one of the configuration) or a pattern: `%h %an %s`.
 * @throws {FormatError} There is no such format, or a colour or date in it is none.
 * @throws {UnknownRevisionError} `revision` names no commit.
 */
export function formatCommit(
  repo: Repository,
  revision: string,
  format = 'medium',
  options: FormatCommitOptions = {},
): string {
  return commitFormatter(repo, format, options)(revision)
}

/** As {@link formatCommit}, for many commits: mailmap, refs and notes are read once, when they are first needed. */
export function commitFormatter(
  repo: Repository,
  format = 'medium',
  options: FormatCommitOptions = {},
): (revision: string) => string {
  const { date, mailmap = true, notes = false, color = false, abbrev } = options
  const dateMode = date === undefined ? undefined : parseDateMode(date)
  if (date !== undefined && !dateMode) throw new FormatError(`unknown date format ${date}`)
  const refs = typeof notes === 'boolean' ? [] : notes.map(expandNotesRef)
  const formatter = new CommitFormatter(repo, parsePrettyFormat(format, repo.config), {
    ...(dateMode && { dateMode }),
    ...(abbrev !== undefined && { abbrev }),
    usesMailmap: mailmap,
    isColored: color,
    notes: notes === false ? undefined : { usesDefault: undefined, refs },
  })
  return (revision) => {
    const oid = repo.peel(repo.resolve(revision, { want: 'committish' }), 'commit')
    const { message, notes: shown } = formatter.show({ oid })
    return rawToText(message + shown)
  }
}
