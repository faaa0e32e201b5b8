/**
 * How `ls-tree` prints an entry: one of its four ways, or `--format`.
 *
 * Format: git-ls-tree(1), "FIELD NAMES". `%n` is a newline, `%xNN` a byte, `%%` a percent sign.
 */
import { FatalError } from '../../failure.js'

const FIELDS = ['objectmode', 'objecttype', 'objectsize:padded', 'objectsize', 'objectname', 'path'] as const

export type Field = (typeof FIELDS)[number]
export type FormatPart = { readonly literal: string } | { readonly field: Field }

/** The formats of the options: a `--format` that equals one of them behaves as the option does. */
export const FORMATS = {
  default: '%(objectmode) %(objecttype) %(objectname)%x09%(path)',
  long: '%(objectmode) %(objecttype) %(objectname) %(objectsize:padded)%x09%(path)',
  'name-only': '%(path)',
  'object-only': '%(objectname)',
} as const

/**
 * @param text One unit a byte.
 * @throws {FatalError} Something after `%` that is no field.
 */
export function parseListFormat(text: string): readonly FormatPart[] {
  const parts: FormatPart[] = []
  const pattern = /%(?:%|n|x([0-9a-fA-F]{2})|\(([^)]*)\)|)|[^%]+/g
  for (const match of text.matchAll(pattern)) {
    const [whole, byte, field] = match
    if (!whole.startsWith('%')) parts.push({ literal: whole })
    else if (byte !== undefined) parts.push({ literal: String.fromCharCode(parseInt(byte, 16)) })
    else if (field !== undefined) parts.push({ field: parseField(field) })
    else if (whole === '%n') parts.push({ literal: '\n' })
    else if (whole === '%%') parts.push({ literal: '%' })
    else throw badElement(text.slice(match.index + 1))
  }
  return parts
}

function badElement(rest: string): FatalError {
  const fault = rest.startsWith('(') ? "does not end in ')'" : "does not start with '('"
  return new FatalError(`bad ls-tree format: element '${rest}' ${fault}`)
}

function parseField(name: string): Field {
  const field = FIELDS.find((known) => known === name)
  if (!field) throw new FatalError(`bad ls-tree format: %(${name})`)
  return field
}
