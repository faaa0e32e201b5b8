/** A POSIX expression as one of JavaScript's, which alone can do back-references, and may take for ever with them. */
import type { ExpressionBuilder, Place } from './posix-syntax.js'

const PLACES: Readonly<Record<Place, string>> = {
  start: '^',
  end: '$',
  edge: '\\b',
  noEdge: '\\B',
  wordStart: '\\b(?=\\w)',
  wordEnd: '\\b(?<=\\w)',
}

export class JavaScriptSource implements ExpressionBuilder {
  /** For the flags `s` and `u`. */
  source = ''
  readonly #groups: number[] = []
  /** Where the last part begins. */
  #lastAt = 0

  open(): void {
    this.#groups.push(this.source.length)
    this.source += '('
  }

  close(): void {
    this.#lastAt = this.#groups.pop()!
    this.source += ')'
  }

  either(): void {
    this.source += '|'
  }

  place(place: Place): void {
    this.#add(PLACES[place])
  }

  set(source: string): void {
    this.#add(source)
  }

  character(character: string): void {
    this.#add(/[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character)
  }

  backReference(group: number): void {
    this.#add(`(?:\\${group})`)
  }

  repeat(min: number, max: number): void {
    const part = this.source.slice(this.#lastAt)
    this.source = `${this.source.slice(0, this.#lastAt)}(?:${part}){${min},${max === Infinity ? '' : max}}`
  }

  #add(part: string): void {
    this.#lastAt = this.source.length
    this.source += part
  }
}
