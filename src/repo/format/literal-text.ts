/** Small conversions that several formats share; text has one unit a byte. */
import { trimEnd } from '../../base/trim-end.js'

/** `%n` is a line break, `%x2C` a byte in hex, `%%` a percent sign. */
export function unescapeLiteral(text: string): string {
  return text.replace(/%(?:%|n|x([0-9a-fA-F]{2}))/g, (escape, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16))
    return escape === '%n' ? '\n' : '%'
  })
}

/** A subject as a name for a file: letters, digits, dots and underscores, and dashes for what lies between. */
export function fileNameOf(subject: string): string {
  const dashed = subject
    .replace(/\.+/g, '.')
    .replace(/^[^A-Za-z0-9._]+/, '')
    .replace(/[^A-Za-z0-9._]+/g, '-')
  return trimEnd(dashed, '.-')
}
