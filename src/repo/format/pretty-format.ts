/** What `--pretty` and `--format` name: a format of git's own, a pattern, or one of the configuration (`pretty.<name>`). */
import { textToRaw } from '../../object/raw-text.js'
import type { Config } from '../config/config.js'
import { FormatError } from './errors.js'
import { UserFormat } from './user-format.js'

export type BuiltinFormat = 'oneline' | 'short' | 'medium' | 'full' | 'fuller' | 'raw' | 'email' | 'mboxrd'

/** A format of commits. */
export interface PrettyFormat {
  readonly kind: BuiltinFormat | 'user'
  /** Of kind `user`. */
  readonly user?: UserFormat
  /** Whether a line break ends each commit, rather than standing between them. */
  readonly isTerminated: boolean
  /** Columns of a tab in the message; 0: tabs stay as they are. */
  readonly tabWidth: number
  /** Dates are shown so unless something else is asked for. */
  readonly dateStyle?: 'short'
}

const TAB_WIDTH = 8
const BUILTIN: readonly (readonly [string, PrettyFormat])[] = [
  ['raw', { kind: 'raw', isTerminated: false, tabWidth: 0 }],
  ['medium', { kind: 'medium', isTerminated: false, tabWidth: TAB_WIDTH }],
  ['short', { kind: 'short', isTerminated: false, tabWidth: 0 }],
  ['email', { kind: 'email', isTerminated: false, tabWidth: 0 }],
  ['mboxrd', { kind: 'mboxrd', isTerminated: false, tabWidth: 0 }],
  ['fuller', { kind: 'fuller', isTerminated: false, tabWidth: TAB_WIDTH }],
  ['full', { kind: 'full', isTerminated: false, tabWidth: TAB_WIDTH }],
  ['oneline', { kind: 'oneline', isTerminated: true, tabWidth: 0 }],
]
const REFERENCE = '%C(auto)%h (%s, %ad)'

/** What `git log` shows where nothing is said. */
export const MEDIUM_FORMAT = BUILTIN[1]![1]

/** Whether a format is one for mail. */
export function isMailFormat({ kind }: PrettyFormat): boolean {
  return kind === 'email' || kind === 'mboxrd'
}

/**
 * @param name As behind `--pretty=`: a name or the beginning of one, or a pattern.
 * @throws {FormatError} There is no such format, or it is another name of itself.
 */
export function parsePrettyFormat(name: string, config: Config): PrettyFormat {
  const pattern = patternIn(name)
  if (pattern) return pattern
  const found = findFormat(name, formatsOf(config), name, 0)
  if (!found) throw new FormatError(`invalid --pretty format: ${name}`)
  return found
}

/** What is a pattern by how it looks. */
function patternIn(name: string): PrettyFormat | undefined {
  if (name.startsWith('format:')) return userFormat(name.slice('format:'.length), false)
  if (name.startsWith('tformat:')) return userFormat(name.slice('tformat:'.length), true)
  return name === '' || name.includes('%') ? userFormat(name, true) : undefined
}

/** @param pattern Text. */
export function userFormat(pattern: string, isTerminated: boolean): PrettyFormat {
  return { kind: 'user', user: new UserFormat(textToRaw(pattern)), isTerminated, tabWidth: 0 }
}

/** A format, or the name of another. */
type Definition = PrettyFormat | string

/** Git's own, then those of the configuration; of several with one name the last one counts. */
function formatsOf(config: Config): Map<string, Definition> {
  const formats = new Map<string, Definition>(BUILTIN)
  formats.set('reference', { ...userFormat(REFERENCE, true), dateStyle: 'short' })
  const builtin = new Set(formats.keys())
  for (const { name, value } of config.entries) {
    if (!name.startsWith('pretty.') || value === null) continue
    const own = name.slice('pretty.'.length)
    if (!builtin.has(own)) formats.set(own, (value === '' ? undefined : patternIn(value)) ?? value)
  }
  return formats
}

/** The format with the shortest name that begins so, whatever the case of its letters. */
function findFormat(
  sought: string,
  formats: ReadonlyMap<string, Definition>,
  original: string,
  steps: number,
): PrettyFormat | undefined {
  if (steps >= formats.size) {
    throw new FormatError(`invalid --pretty format: '${original}' references an alias which points to itself`)
  }
  let found: string | undefined
  for (const name of formats.keys()) {
    if (!name.toLowerCase().startsWith(sought.toLowerCase())) continue
    if (found === undefined || found.length > name.length) found = name
  }
  const format = found === undefined ? undefined : formats.get(found)
  return typeof format === 'string' ? findFormat(format, formats, original, steps + 1) : format
}
