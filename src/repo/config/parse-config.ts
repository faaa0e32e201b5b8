/**
 * Configuration files as git reads them (git-config(1), "CONFIGURATION FILE" and "Syntax").
 *
 * `[section "subsection"]` headers, `name = value` lines, `#` and `;` comments, quoted and continued values.
 * The parser goes over the text once; a fault ends it with the line where it stands.
 */
import { ConfigError } from './errors.js'

/** One variable as it stands in a file. */
export interface ConfigEntry {
  /** `section.name` or `section.subsection.name`; section and name in lower case, the subsection as written. */
  readonly name: string
  /** Null: the line has no `=`, which means true to a boolean. */
  readonly value: string | null
}

/**
 * Parses a file's text.
 *
 * @param path Where the text is from, for errors.
 * @throws {ConfigError} The text breaks the syntax; carries path and line.
 */
export function parseConfig(text: string, path: string): ConfigEntry[] {
  const parser = new ConfigParser(text, path)
  return parser.parse()
}

/** Variables of one file: more are refused before they fill the memory. */
const ENTRIES_MAX = 1_000_000

const NAME_START = /[A-Za-z]/
const NAME_PART = /[A-Za-z0-9-]/
const SECTION_PART = /[A-Za-z0-9.-]/
const ESCAPES = new Map([
  ['t', '\t'],
  ['b', '\b'],
  ['n', '\n'],
  ['"', '"'],
  ['\\', '\\'],
])

class ConfigParser {
  #at: number
  #line = 1
  #section = ''

  constructor(
    private readonly text: string,
    private readonly path: string,
  ) {
    this.#at = text.startsWith('\ufeff') ? 1 : 0
  }

  parse(): ConfigEntry[] {
    const entries: ConfigEntry[] = []
    for (;;) {
      const char = this.#next()
      if (char === '') return entries
      if (char === '\n' || isSpace(char)) continue
      if (char === '#' || char === ';') this.#skipLine()
      else if (char === '[') this.#section = this.#sectionName()
      else if (!NAME_START.test(char)) throw this.#fault()
      else if (entries.length < ENTRIES_MAX) entries.push(this.#variable(char))
      else throw new ConfigError(this.path, `more than ${ENTRIES_MAX} variables`)
    }
  }

  /** The next character, with CR LF as one LF; empty at the end of the text. */
  #next(): string {
    let char = this.text.charAt(this.#at)
    if (char === '') return ''
    this.#at++
    if (char === '\r' && this.text.charAt(this.#at) === '\n') {
      this.#at++
      char = '\n'
    }
    if (char === '\n') this.#line++
    return char
  }

  #skipLine(): void {
    const newline = this.text.indexOf('\n', this.#at)
    this.#at = newline === -1 ? this.text.length : newline
  }

  /** After `[`: `section]`, `section.subsection]` (the old form, in lower case) or `section "subsection"]`. */
  #sectionName(): string {
    let name = ''
    for (;;) {
      const char = this.#next()
      if (char === ']' && name === '') throw this.#fault() // as git, which wants a name unless a subsection follows
      if (char === ']') return name
      if (isSpace(char)) return `${name}.${this.#quotedSubsection()}`
      if (!SECTION_PART.test(char)) throw this.#faultAfter(char)
      name += char.toLowerCase()
    }
  }

  #quotedSubsection(): string {
    let char: string
    do {
      char = this.#next()
      if (char === '\n') throw this.#faultAfter(char)
    } while (isSpace(char))
    if (char !== '"') throw this.#fault()
    let name = ''
    for (;;) {
      char = this.#next()
      if (char === '"') break
      if (char === '\\') char = this.#next()
      if (char === '\n') throw this.#faultAfter(char)
      if (char === '') throw this.#fault()
      name += char
    }
    if (this.#next() !== ']') throw this.#fault()
    return name
  }

  #variable(first: string): ConfigEntry {
    let name = first
    let char: string
    for (;;) {
      char = this.#next()
      if (!NAME_PART.test(char)) break
      name += char
    }
    while (char === ' ' || char === '\t') char = this.#next()
    const fullName = (this.#section === '' ? '' : `${this.#section}.`) + name.toLowerCase()
    if (char === '\n' || char === '') return { name: fullName, value: null }
    if (char !== '=') throw this.#fault()
    return { name: fullName, value: this.#value() }
  }

  /**
   * Spaces around the value go, those inside and between quotes stay. As git has it, a space that is followed by a
   * continued line stays too, be there nothing on that line.
   */
  #value(): string {
    let value = ''
    let trimmed = 0 // the length without the spaces at the end; 0: it ends in something else
    let quoted = false
    let comment = false
    for (;;) {
      let char = this.#next()
      if (char === '\n' || char === '') {
        if (quoted) throw this.#fault(char === '\n' ? this.#line - 1 : this.#line)
        const text = trimmed > 0 ? value.slice(0, trimmed) : value
        const end = text.indexOf('\0') // to git a text ends there
        return end < 0 ? text : text.slice(0, end)
      }
      if (comment) continue
      if (isSpace(char) && !quoted) {
        trimmed ||= value.length
        if (value !== '') value += char
        continue
      }
      if (!quoted && (char === '#' || char === ';')) {
        comment = true
        continue
      }
      trimmed = 0
      if (char === '"') {
        quoted = !quoted
        continue
      }
      if (char === '\\') {
        const escaped = this.#next()
        if (escaped === '\n' || escaped === '') continue
        const meant = ESCAPES.get(escaped)
        if (meant === undefined) throw this.#fault()
        char = meant
      }
      value += char
    }
  }

  /** Of a header that ends too early: a newline belongs to its line, and the end of the text is to git one more. */
  #faultAfter(char: string): ConfigError {
    return this.#fault(this.#line + (char === '\n' ? -1 : char === '' ? 1 : 0))
  }

  #fault(line = this.#line): ConfigError {
    return new ConfigError(this.path, `bad config line ${line}`)
  }
}

/** What is a space to git: not the vertical tab and the form feed of C's `isspace`. */
function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r'
}
