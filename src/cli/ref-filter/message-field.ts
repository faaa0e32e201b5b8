/** `%(subject)`, `%(body)`, `%(contents:…)` and `%(trailers:…)`: parts of the message of a commit or tag. */
import { FatalError } from '../failure.js'
import { badOption, refuseOption, splitOnce } from './field-syntax.js'
import { fileName, firstLines, type MessageParts, oneLine } from './object-text.js'
import { parseTrailers } from '../../repo/format/trailers.js'

/**
 * @param text The field whole.
 * @throws {FatalError} There is no such field, or what follows its name makes no sense.
 */
export function messageField(
  text: string,
  name: string,
  option: string | undefined,
): (message: MessageParts) => string {
  switch (name) {
    case 'subject':
      if (option === undefined) return ({ subject }) => oneLine(subject)
      if (option === 'sanitize') return ({ subject }) => fileName(subject)
      throw badOption(name, option)
    case 'body':
      refuseOption(name, option)
      return ({ body }) => body
    case 'trailers':
      return trailersField(option)
    case 'contents':
      return contentsField(option)
    default:
      throw new FatalError(`unknown field name: ${text}`)
  }
}

function contentsField(option: string | undefined): (message: MessageParts) => string {
  switch (option) {
    case undefined:
      return ({ contents }) => contents
    case 'subject':
      return ({ subject }) => oneLine(subject)
    case 'body':
      return ({ unsigned }) => unsigned.body
    case 'size':
      return ({ contents }) => String(contents.length)
    case 'signature':
      return ({ signature }) => signature
    case 'trailers':
      return trailersField(undefined)
  }
  if (option.startsWith('trailers:')) return trailersField(splitOnce(option, ':')[1])
  if (option.startsWith('lines=')) return linesField(option.slice('lines='.length))
  throw badOption('contents', option)
}

function trailersField(option: string | undefined): (message: MessageParts) => string {
  const shown = parseTrailers(option)
  // A signature at the end is not part of the message whose last paragraph is looked for.
  return ({ contents, signature }) => shown(contents.slice(0, contents.length - signature.length))
}

function linesField(digits: string): (message: MessageParts) => string {
  if (!/^\s*\+?\d+$/.test(digits)) throw new FatalError(`positive value expected contents:lines=${digits}`)
  return ({ unsigned }) => firstLines(unsigned.contents, Number(digits))
}
