/**
 * Who and when: `Name <email> seconds timezone`, the value of author, committer and tagger headers.
 *
 * Split as git's `split_ident_line` does, so that what git shows of a damaged line is what is found here.
 */
import { asciiText, decodeText } from './text.js'

const LESS = 0x3c
const GREATER = 0x3e
const MINUS = 0x2d
const PLUS = 0x2b

/** A parsed ident line. Fields that the line lacks are empty or undefined; `raw` has all of it. */
export class Ident {
  /**
   * @param raw The line without its header's name.
   * @param seconds Since 1970-01-01 UTC. Negative before it; beyond 2^53 rounded; undefined: no date is there.
   * @param timezone As stored, such as `+0200`; odd ones like `-7` or `+051800` too. Undefined: none is there.
   */
  constructor(
    readonly raw: Uint8Array,
    readonly name: Uint8Array,
    readonly email: Uint8Array,
    readonly seconds: number | undefined,
    readonly timezone: string | undefined,
    private readonly encoding: string | undefined,
  ) {}

  get nameText(): string {
    return decodeText(this.name, this.encoding)
  }

  get emailText(): string {
    return decodeText(this.email, this.encoding)
  }

  /** East of UTC, in minutes: `+0130` is 90. 0 where there is no time zone. */
  get offsetMinutes(): number {
    const number = Number.parseInt(this.timezone ?? '0', 10)
    const magnitude = Math.abs(number)
    const minutes = Math.trunc(magnitude / 100) * 60 + (magnitude % 100)
    return number < 0 ? -minutes : minutes
  }

  /** The date; undefined where there is none or where it is beyond what `Date` can hold. */
  get date(): Date | undefined {
    if (this.seconds === undefined) return undefined
    const date = new Date(this.seconds * 1000)
    return Number.isNaN(date.getTime()) ? undefined : date
  }
}

/**
 * Parses an ident line. Never throws: without `<` all of it is the name.
 *
 * @param encoding What the bytes of the name are in; UTF-8 when undefined.
 */
export function parseIdent(raw: Uint8Array, encoding?: string): Ident {
  const mailAt = raw.indexOf(LESS) + 1
  if (mailAt === 0) return new Ident(raw, raw, raw.subarray(raw.length), undefined, undefined, encoding)
  const name = raw.subarray(0, trimmedEnd(raw, mailAt - 1))
  const firstGreater = raw.indexOf(GREATER, mailAt)
  if (firstGreater === -1) return new Ident(raw, name, raw.subarray(mailAt), undefined, undefined, encoding)
  const email = raw.subarray(mailAt, firstGreater)
  // The date stands after the last '>': there are addresses with one too many.
  const { seconds, timezone } = parseDate(raw, raw.lastIndexOf(GREATER) + 1)
  return new Ident(raw, name, email, seconds, timezone, encoding)
}

function parseDate(raw: Uint8Array, after: number): { seconds?: number; timezone?: string } {
  const at = skipSpaces(raw, after)
  const digitsAt = raw[at] === MINUS ? at + 1 : at
  const digitsEnd = skipDigits(raw, digitsAt)
  if (digitsEnd === digitsAt) return {}
  const seconds = Number(asciiText(raw, at, digitsEnd))
  const zoneAt = skipSpaces(raw, digitsEnd)
  if (raw[zoneAt] !== PLUS && raw[zoneAt] !== MINUS) return { seconds }
  const zoneEnd = skipDigits(raw, zoneAt + 1)
  return zoneEnd === zoneAt + 1 ? { seconds } : { seconds, timezone: asciiText(raw, zoneAt, zoneEnd) }
}

function skipSpaces(raw: Uint8Array, at: number): number {
  while (at < raw.length && isSpace(raw[at]!)) at++
  return at
}

function skipDigits(raw: Uint8Array, at: number): number {
  while (at < raw.length && raw[at]! >= 0x30 && raw[at]! <= 0x39) at++
  return at
}

function trimmedEnd(raw: Uint8Array, end: number): number {
  while (end > 0 && isSpace(raw[end - 1]!)) end--
  return end
}

/** Git's `isspace`: tab, newline, carriage return and space, and no others. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
