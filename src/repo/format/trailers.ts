/** `%(trailers)`: which trailers of a message are shown, and how. */
import { trimEnd } from '../../base/trim-end.js'
import { parseBool } from '../config/config-values.js'
import { FormatError } from './errors.js'
import { trailerBlock, trailerLines, trimmed } from './trailer-block.js'

interface TrailerOptions {
  /** In lower case; empty: all. */
  readonly keys: string[]
  only: boolean
  unfold: boolean
  keyonly: boolean
  valueonly: boolean
  separator: string | undefined
  key_value_separator: string | undefined
}

const FLAGS = ['only', 'unfold', 'keyonly', 'valueonly'] as const
const SEPARATORS = ['separator', 'key_value_separator'] as const

/**
 * @param text Options as behind `%(trailers:`; undefined: none.
 * @returns What they show of a message.
 * @throws {FormatError} An option is unknown.
 */
export function parseTrailers(text: string | undefined): (message: string) => string {
  if (text === undefined) return trailerBlock
  const options = parseOptions(text)
  const { keys, separator, key_value_separator: between } = options
  const isPlain = separator === undefined && between === undefined && !FLAGS.some((flag) => options[flag])
  if (isPlain && keys.length === 0) return trailerBlock
  return (message) => {
    let shown = ''
    for (const { text: line, trailer } of trailerLines(trailerBlock(message))) {
      if (trailer ? !isWanted(trailer.key, keys) : options.only) continue
      if (separator === undefined) shown += trailer ? `${shownTrailer(trailer, options)}\n` : line
      else {
        const part = trailer ? shownTrailer(trailer, options) : trimEnd(line, ' \t\n\r')
        shown += (shown === '' ? '' : separator) + part
      }
    }
    return shown
  }
}

function isWanted(key: string, keys: readonly string[]): boolean {
  return keys.length === 0 || keys.includes(key.toLowerCase())
}

function shownTrailer(trailer: { key: string; value: string }, options: TrailerOptions): string {
  const value = options.unfold ? trimmed(trailer.value.replace(/\n[ \t\n\r]*/g, ' ')) : trailer.value
  if (options.valueonly) return options.keyonly ? '' : value
  return options.keyonly ? trailer.key : trailer.key + (options.key_value_separator ?? ': ') + value
}

function parseOptions(text: string): TrailerOptions {
  const options: TrailerOptions = {
    keys: [],
    only: false,
    unfold: false,
    keyonly: false,
    valueonly: false,
    separator: undefined,
    key_value_separator: undefined,
  }
  const words = text.split(',')
  if (words.at(-1) === '') words.pop()
  for (const word of words) takeOption(word, options)
  return options
}

function takeOption(word: string, options: TrailerOptions): void {
  const equals = word.indexOf('=')
  const [name, value] = equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
  if (name === 'key') {
    if (value === undefined) throw new FormatError('expected %(trailers:key=<value>)')
    options.keys.push(value.replace(/:$/, '').toLowerCase())
    options.only = true
    return
  }
  const separator = SEPARATORS.find((each) => each === name)
  if (separator) {
    options[separator] = unescaped(value ?? '')
    return
  }
  const flag = FLAGS.find((each) => each === name)
  const isSet = value === undefined ? true : parseBool(value)
  if (!flag || isSet === undefined) throw new FormatError(`unknown %(trailers) argument: ${word}`)
  options[flag] = isSet
}

/** `%n` is a line break, `%x2C` a byte in hex. */
function unescaped(text: string): string {
  return text.replace(/%(?:%|n|x([0-9a-fA-F]{2}))/g, (escape, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16))
    return escape === '%n' ? '\n' : '%'
  })
}
