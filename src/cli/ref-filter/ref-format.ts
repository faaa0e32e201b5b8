/** `for-each-ref --format`: text with `%(field)` in it. */
import { FatalError, UsageError } from '../failure.js'
import { COLOR_RESET, parseGitColor } from '../../repo/format/git-color.js'
import { textToRaw } from '../../object/raw-text.js'
import { type Field, type FieldContext, type FieldValue, parseField } from './field.js'
import { BlockOutput, parseBlockField } from './format-blocks.js'
import type { QuoteStyle } from './quote-style.js'
import type { RefView } from './ref-view.js'

type FormatPart = (output: BlockOutput, ref: RefView) => void

export interface RefFormatOptions {
  readonly style: QuoteStyle | undefined
  /** Whether `%(color:…)` says anything. */
  readonly colored: boolean
}

export class RefFormat {
  readonly #style: QuoteStyle | undefined
  readonly #colored: boolean
  readonly #parts: FormatPart[] = []
  readonly #fields: Field[] = []
  readonly #context: FieldContext
  /** Whether a colour is on at the end of a line. */
  #leavesColor = false

  /**
   * @throws {FatalError} A field is unknown, or does not go with the way of quoting.
   * @throws {UsageError} A field does not end.
   */
  constructor(format: string, { style, colored }: RefFormatOptions, context: FieldContext) {
    this.#context = context
    this.#style = style
    this.#colored = colored
    for (const match of format.matchAll(/%%|%\(([^)]*)\)|%([0-9a-fA-F]{2})|[^%]+|%/g)) {
      const [text, name, byte] = match
      if (name !== undefined) this.#parts.push(this.#fieldPart(name))
      else if (byte !== undefined) this.#addText(String.fromCharCode(parseInt(byte, 16)))
      else if (text === '%' && format[match.index + 1] === '(') {
        throw new UsageError(`malformed format string ${format.slice(match.index)}`)
      } else this.#addText(text === '%%' ? '%' : textToRaw(text))
    }
  }

  /** To be called with all refs that are listed before the first is shown. */
  prepare(refs: readonly RefView[]): void {
    for (const field of this.#fields) field.prepare?.(refs)
  }

  /** Whether what is shown of a ref depends on the others. */
  get looksAtAll(): boolean {
    return this.#fields.some(({ prepare }) => prepare)
  }

  /** @throws {FatalError} Something that is to be shown of the ref is missing. */
  check(ref: RefView): void {
    for (const field of this.#fields) field.value(ref)
  }

  /**
   * What it says of a ref, one unit a byte.
   *
   * @throws {FatalError} A block has no beginning, no end, or its parts in another order.
   */
  show(ref: RefView): string {
    const output = new BlockOutput(this.#style)
    for (const part of this.#parts) part(output, ref)
    if (this.#leavesColor) output.value(COLOR_RESET)
    return output.finish()
  }

  #addText(text: string): void {
    this.#parts.push((output) => {
      output.text(text)
    })
  }

  #fieldPart(text: string): FormatPart {
    const block = parseBlockField(text)
    if (block) {
      return (output) => {
        output.take(block)
      }
    }
    const value = /^\*?color(?::|$)/.test(text) ? this.#color(text) : this.#fieldValue(text)
    return (output, ref) => {
      output.value(value(ref))
    }
  }

  #fieldValue(text: string): FieldValue {
    const field = parseField(text, this.#context)
    if (field.name === 'rest') throw new FatalError(`this command reject atom %(${text})`)
    checkQuoting(field, text, this.#style)
    this.#fields.push(field)
    return field.value
  }

  #color(text: string): () => string {
    const name = text.slice(text.indexOf('color') + 'color:'.length)
    if (name === '') throw new FatalError('expected format: %(color:<color>)')
    const color = parseGitColor(name)
    if (color === undefined) throw new FatalError(`unrecognized color: %(color:${name})`)
    if (!text.startsWith('*')) this.#leavesColor = this.#colored && name !== 'reset'
    return () => (this.#colored ? color : '')
  }
}

/**
 * The format of a command that lists by itself, and quotes nothing.
 *
 * @throws {FatalError} It makes no sense.
 */
export function listingFormat(format: string, colored: boolean, context: FieldContext): RefFormat {
  try {
    return new RefFormat(format, { style: undefined, colored }, context)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    context.complain(`error: ${error.message}`)
    throw new FatalError('unable to parse format string')
  }
}

/** Whole objects may hold NUL, which only Perl can quote. */
function checkQuoting({ name, option }: Field, text: string, style: QuoteStyle | undefined): void {
  if (name !== 'raw' || option !== undefined || style === undefined || style === 'perl') return
  throw new FatalError(`--format=${text} cannot be used with --python, --shell, --tcl`)
}
