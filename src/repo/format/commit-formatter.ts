/** Shows commits in a format: what the format asks for is got from the repository when it is first needed. */
import { isUtf8, recode } from '../../object/encoding.js'
import { parseCommit } from '../../object/commit.js'
import { bytesToRaw, textToRaw } from '../../object/raw-text.js'
import { asciiText } from '../../object/text.js'
import { Abbreviator, type AbbreviationLength } from '../abbreviate.js'
import { DEFAULT_DATE_MODE, type DateMode } from '../date/show-date.js'
import type { Mailmap } from '../mailmap.js'
import { Describer, type DescribeOptions } from '../naming/describer.js'
import type { Repository } from '../repository.js'
import { showBuiltin } from './builtin-format.js'
import { Decorations, type DecorationFilter, type DecorationStyle } from './decorations.js'
import { parseGitColor } from './git-color.js'
import { commitInEncoding, encodingHeader } from './log-encoding.js'
import { type NotesChoice, Notes } from './notes.js'
import type { PrettyFormat } from './pretty-format.js'
import type { FormatSurroundings, ShownCommit, ShownReflogEntry } from './user-format.js'

const YELLOW = '\x1b[33m'
const COLUMNS_DEFAULT = 80

/** How commits are shown, beside the format. */
export interface CommitFormatSettings {
  /** Of dates; default: git's own. */
  readonly dateMode?: DateMode
  /** What is shown in; empty: each commit in its own. Default UTF-8. */
  readonly encoding?: string
  /** Whether git's own formats show people as the mailmap has them. */
  readonly usesMailmap?: boolean
  readonly isColored?: boolean
  /** Of abbreviated oids. */
  readonly abbrev?: AbbreviationLength
  /** Columns of a tab in messages; default: what the format says. */
  readonly tabWidth?: number
  /** What stands in brackets before the subject of mails. */
  readonly subjectPrefix?: string
  /** Whether headers of mails are encoded where they are not ASCII; default true. */
  readonly encodesMailHeaders?: boolean
  /** Which refs are shown; undefined: all. */
  readonly decorations?: DecorationFilter | undefined
  readonly showsFullRefNames?: boolean
  /** Whose notes are shown; undefined: nobody's. */
  readonly notes?: NotesChoice | undefined
  readonly env?: NodeJS.ProcessEnv
  readonly onWarning?: (message: string) => void
}

/** A commit as a walk gives it. */
export interface CommitToShow {
  readonly oid: string
  /** Those that are to be shown; undefined: the commit's own, grafts and shallow borders as git sees them. */
  readonly parents?: readonly string[] | undefined
  readonly mark?: string | undefined
  readonly source?: string | undefined
  readonly reflog?: ShownReflogEntry | undefined
}

/** A commit's text in a format, one unit a byte in the encoding that was asked for. */
export interface FormattedCommit {
  readonly message: string
  /** Of git's own formats they stand below the message. */
  readonly notes: string
}

export class CommitFormatter implements FormatSurroundings {
  readonly dateMode: DateMode
  readonly isColored: boolean
  readonly commitColor: string
  readonly encoding: string
  readonly columns: number
  readonly #abbreviator: Abbreviator
  readonly #tabWidth: number
  readonly #describers = new Map<DescribeOptions, Describer>()
  #mailmap: Mailmap | undefined
  #decorations: Decorations | undefined
  #notes: Notes | undefined

  constructor(
    private readonly repo: Repository,
    readonly format: PrettyFormat,
    private readonly settings: CommitFormatSettings = {},
  ) {
    const { dateMode, encoding = 'UTF-8', isColored = false, abbrev = 'auto', tabWidth, env = {} } = settings
    this.dateMode =
      dateMode ?? (format.dateStyle ? { style: format.dateStyle, isLocal: false } : DEFAULT_DATE_MODE)
    this.encoding = encoding
    this.isColored = isColored
    this.#abbreviator = new Abbreviator(repo, abbrev)
    this.#tabWidth = tabWidth ?? format.tabWidth
    this.columns = Number(env['COLUMNS']) || COLUMNS_DEFAULT
    const color = repo.config.get('color.diff.commit') ?? repo.config.get('diff.color.commit')
    this.commitColor = (color === undefined ? undefined : parseGitColor(color)) ?? YELLOW
  }

  /**
   * @param graphWidth Columns that a graph takes to its left.
   * @throws {ObjectNotFoundError} The commit is missing.
   * @throws {CorruptObjectError} It has no tree, or a parent that is no oid.
   */
  show(commit: CommitToShow, graphWidth = 0): FormattedCommit {
    const { user } = this.format
    const isUser = user !== undefined
    const notes = this.#notesOf(commit.oid, isUser)
    if (user) {
      const shown = user.show(this.#viewOf(commit, notes), this, graphWidth)
      return { message: this.#encoded(shown), notes: '' }
    }
    const data = this.#dataOf(commit.oid)
    const text = upToNul(bytesToRaw(commitInEncoding(data, this.encoding)))
    const message = showBuiltin(
      text,
      commit.parents ?? this.#linksOf(commit.oid, data).parents,
      this.format,
      {
        dateMode: this.dateMode,
        mailmap: this.settings.usesMailmap ? this.mailmap() : undefined,
        tabWidth: this.#tabWidth,
        encoding: this.encoding === '' ? 'UTF-8' : this.encoding,
        encodesMailHeaders: this.settings.encodesMailHeaders ?? true,
        subjectPrefix: this.settings.subjectPrefix ?? '',
        shortOfParent: (oid) => this.abbreviate(oid),
      },
    )
    return { message, notes: notes ?? '' }
  }

  readonly mailmap = (): Mailmap => (this.#mailmap ??= this.repo.mailmap())

  abbreviate(oid: string): string {
    return this.#abbreviator.shorten(oid)
  }

  decorate(oid: string, isColored: boolean, style?: DecorationStyle): string {
    return this.#shownRefs().show(oid, isColored, style)
  }

  /** Oids of everything that a ref which is shown comes to. */
  get decorated(): Iterable<string> {
    return this.#shownRefs().oids
  }

  #shownRefs(): Decorations {
    const { decorations, showsFullRefNames = false } = this.settings
    return (this.#decorations ??= new Decorations(
      this.repo,
      decorations,
      showsFullRefNames,
      this.commitColor,
    ))
  }

  describe(oid: string, options: DescribeOptions): string {
    let describer = this.#describers.get(options)
    if (!describer) this.#describers.set(options, (describer = new Describer(this.repo, options)))
    const description = describer.hasNoNames ? undefined : describer.describe(oid)
    return description && 'text' in description ? textToRaw(description.text) : ''
  }

  /** What a pattern shows of the commit. Hot: once per commit of a log. */
  #viewOf(commit: CommitToShow, notes: string | undefined): ShownCommit {
    const { oid, mark = '>', source, reflog } = commit
    const data = this.#dataOf(oid)
    const { begin, end } = encodingHeader(data)
    const encoding = begin === end ? undefined : asciiText(data, begin + 'encoding '.length, end)
    const links = this.#linksOf(oid, data)
    return {
      oid,
      tree: links.tree,
      parents: commit.parents ?? links.parents,
      text: upToNul(bytesToRaw(isUtf8(encoding) ? data : commitInEncoding(data, 'UTF-8'))),
      encoding,
      mark,
      source,
      notes,
      reflog,
    }
  }

  #dataOf(oid: string): Uint8Array {
    return (this.repo.peek(oid) ?? this.repo.read(oid)).data
  }

  /** The first lines say it, where nothing stands in their place. */
  #linksOf(oid: string, data: Uint8Array): { readonly tree: string; readonly parents: readonly string[] } {
    const { tree, parents } = parseCommit(oid, data, this.repo.algorithm)
    return { tree, parents: this.repo.commits.grafts.get(oid) ?? parents }
  }

  /** @returns Undefined: none are to be shown. */
  #notesOf(oid: string, isRaw: boolean): string | undefined {
    const { notes, env = {}, onWarning = () => undefined } = this.settings
    if (!notes) return undefined
    this.#notes ??= new Notes(this.repo, notes, env, onWarning)
    return this.#notes.show(oid, isRaw, isRaw ? 'UTF-8' : this.encoding)
  }

  #encoded(shown: string): string {
    const { encoding } = this
    if (encoding === '' || isUtf8(encoding)) return shown
    const recoded = recode(Buffer.from(shown, 'latin1'), 'UTF-8', encoding)
    return recoded ? bytesToRaw(recoded) : shown
  }
}

function upToNul(text: string): string {
  const nul = text.indexOf('\0')
  return nul < 0 ? text : text.slice(0, nul)
}
