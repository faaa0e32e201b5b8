/** `for-each-ref --format`: text with `%(field)` in it. */
import { FatalError, UsageError } from '../../failure.js'
import { textToRaw } from '../../text/quote.js'
import { type Field, parseField } from './field.js'
import { quoted, type QuoteStyle } from './quote-style.js'
import type { RefView } from './ref-view.js'

/** A part of a format: what it says for one ref, one unit a byte. */
export type FormatPart = (ref: RefView) => string

/**
 * A format as functions to call one after the other.
 *
 * @throws {FatalError} A field is unknown, or does not go with the way of quoting.
 * @throws {UsageError} A field does not end.
 */
export function parseRefFormat(format: string, style: QuoteStyle | undefined): FormatPart[] {
  const parts: FormatPart[] = []
  for (const match of format.matchAll(/%%|%\(([^)]*)\)|%([0-9a-fA-F]{2})|[^%]+|%/g)) {
    const [text, name, byte] = match
    if (name !== undefined) {
      const field = parseField(name)
      if (field.name === 'rest') throw new FatalError(`this command reject atom %(${name})`)
      checkQuoting(field, name, style)
      parts.push((ref) => quoted(field.value(ref), style))
    } else if (byte !== undefined) {
      const char = String.fromCharCode(parseInt(byte, 16))
      parts.push(() => char)
    } else if (text === '%' && format[match.index + 1] === '(') {
      throw new UsageError(`malformed format string ${format.slice(match.index)}`)
    } else {
      const raw = text === '%%' ? '%' : textToRaw(text)
      parts.push(() => raw)
    }
  }
  return parts
}

/** Whole objects may hold NUL, which only Perl can quote. */
function checkQuoting({ name, option }: Field, text: string, style: QuoteStyle | undefined): void {
  if (name !== 'raw' || option !== undefined || style === undefined || style === 'perl') return
  throw new FatalError(`--format=${text} cannot be used with --python, --shell, --tcl`)
}
