/** Notes of commits (git-notes(1)), read only: blobs in a tree whose paths are the digits of the commits' oids. */
import { isUtf8, recode } from '../../object/encoding.js'
import { bytesToRaw, textToRaw } from '../../object/raw-text.js'
import { Tree } from '../../object/tree.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { GitObject } from '../../object/git-object.js'
import type { Config } from '../config/config.js'
import { wildmatchName } from '../wildmatch.js'

const DEFAULT_REF = 'refs/notes/commits'
/** Digits in the name of a folder. */
const FOLDER_DIGITS = 2

/** What is asked of a repository. */
interface NotedRepository {
  readonly config: Config
  readonly algorithm: HashAlgorithm
  refs(prefix?: string): Iterable<{ readonly name: string }>
  tryRead(oid: string): GitObject | undefined
  /** The tree that a name comes to; undefined: none. */
  tryTree(name: string): string | undefined
}

/** Which notes are shown. */
export interface NotesChoice {
  /** Undefined: where no others are asked for. */
  readonly usesDefault: boolean | undefined
  /** Full names of refs, or patterns of them. */
  readonly refs: readonly string[]
}

/** The full name of a notes ref. */
export function expandNotesRef(name: string): string {
  if (name.startsWith('refs/notes/')) return name
  return name.startsWith('notes/') ? `refs/${name}` : `refs/notes/${name}`
}

export class Notes {
  readonly #trees: readonly NotesTree[]

  /**
   * @param env Where `GIT_NOTES_REF` and `GIT_NOTES_DISPLAY_REF` are looked up.
   * @param onWarning Told of a ref that is none.
   */
  constructor(
    repo: NotedRepository,
    { usesDefault, refs }: NotesChoice,
    env: NodeJS.ProcessEnv,
    onWarning: (message: string) => void,
  ) {
    const names: string[] = []
    const add = (pattern: string): void => {
      for (const name of namesFor(pattern, repo, onWarning)) if (!names.includes(name)) names.push(name)
    }
    if (usesDefault ?? refs.length === 0) {
      names.push(env['GIT_NOTES_REF'] ?? repo.config.get('core.notesRef') ?? DEFAULT_REF)
      const shown = env['GIT_NOTES_DISPLAY_REF']
      if (shown !== undefined) for (const pattern of shown.split(':')) if (pattern !== '') add(pattern)
      if (shown === undefined)
        for (const pattern of repo.config.getAll('notes.displayRef')) if (pattern) add(pattern)
    }
    for (const pattern of refs) add(pattern)
    this.#trees = names.map((name) => new NotesTree(name, repo))
  }

  /**
   * @param isRaw Only what the notes say, without headings and indentation.
   * @param encoding What they are shown in; they are written in UTF-8.
   */
  show(oid: string, isRaw: boolean, encoding: string): string {
    let shown = ''
    for (const tree of this.#trees) {
      const note = tree.noteOf(oid)
      if (note) shown += formatNote(inEncoding(note, encoding), isRaw ? undefined : tree.ref)
    }
    return shown
  }
}

function namesFor(pattern: string, repo: NotedRepository, onWarning: (message: string) => void): string[] {
  if (/[*?[\\]/.test(pattern)) {
    return Array.from(repo.refs(), ({ name }) => name).filter((name) => wildmatchName(pattern, name))
  }
  if (repo.tryTree(pattern) === undefined) onWarning(`notes ref ${pattern} is invalid`)
  return [pattern]
}

function inEncoding(note: Uint8Array, encoding: string): Uint8Array {
  if (encoding === '' || isUtf8(encoding)) return note
  return recode(note, 'UTF-8', encoding) ?? note
}

/** @param ref Undefined: without a heading. */
function formatNote(note: Uint8Array, ref: string | undefined): string {
  const text = bytesToRaw(note).replace(/\n$/, '')
  const lines = text === '' ? [] : text.split('\n')
  if (lines.at(-1) === '') lines.pop() // git goes on where there is more, and behind a line break is none
  if (ref === undefined) return lines.map((line) => `${line}\n`).join('')
  const name =
    ref === DEFAULT_REF ? '' : ` (${textToRaw(ref.replace(/^refs\//, '').replace(/^notes\//, ''))})`
  return `\nNotes${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`
}

/** The tree of one ref. Folders are read when a commit of theirs is asked for. */
class NotesTree {
  readonly #folders = new Map<string, ReadonlyMap<string, string>>()
  #root: string | undefined | null = null

  constructor(
    readonly ref: string,
    private readonly repo: NotedRepository,
  ) {}

  noteOf(oid: string): Uint8Array | undefined {
    if (this.#root === null) this.#root = this.repo.tryTree(this.ref)
    let tree = this.#root
    for (let at = 0; tree !== undefined && at < oid.length; at += FOLDER_DIGITS) {
      const entries = this.#entriesOf(tree)
      const note = entries.get(oid.slice(at))
      if (note !== undefined) {
        const object = this.repo.tryRead(note)
        return object?.type === 'blob' ? object.data : undefined
      }
      tree = entries.get(oid.slice(at, at + FOLDER_DIGITS))
    }
    return undefined
  }

  #entriesOf(oid: string): ReadonlyMap<string, string> {
    const known = this.#folders.get(oid)
    if (known) return known
    const entries = new Map<string, string>()
    const object = this.repo.tryRead(oid)
    if (object?.type === 'tree') {
      for (const entry of new Tree(oid, object.data, this.repo.algorithm))
        entries.set(entry.nameText, entry.oid)
    }
    this.#folders.set(oid, entries)
    return entries
  }
}
