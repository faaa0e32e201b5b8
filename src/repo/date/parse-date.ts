/**
 * Dates in full: ISO 8601, RFC 2822, `@seconds zone` and what else names a day and a time (git's
 * `parse_date_basic`).
 *
 * Git reads them by guessing what each number is from its digits and its neighbours. This makes the same guesses.
 */
import {
  type BrokenDownTime,
  fromLocalTime,
  fromUtcTime,
  toUtcTime,
  unknownTime,
} from './broken-down-time.js'
import { readNumber, readNumberGroup, setDate, setTime } from './date-numbers.js'
import { isDigit, isLetter, matchWord, MONTHS, skipLetters, TIME_ZONES, WEEKDAYS } from './date-words.js'

/** From this on a lone number is seconds since 1970: 20070606 must still be a day. */
export const SECONDS_MIN = 100_000_000

/**
 * Parses a date that is complete.
 *
 * @param now Seconds since 1970.
 * @returns Seconds since 1970; undefined: day, month, year or time is missing.
 */
export function parseDate(text: string, now: number): number | undefined {
  return headerDate(text) ?? new DateParser(text, now).parse()
}

/** `@0 +0000`: a date as objects hold it, and nothing else in the text. */
function headerDate(text: string): number | undefined {
  const match = /^@(\d+) [-+]\d{4}(?:\n|$)/.exec(text)
  const seconds = match ? Number(match[1]) : Infinity
  return seconds < 2 ** 64 ? seconds : undefined
}

class DateParser {
  readonly #time: BrokenDownTime = unknownTime()
  /** Minutes east of UTC; undefined: the local time zone. */
  #offset: number | undefined
  #isUtc = false

  constructor(
    private readonly text: string,
    private readonly now: number,
  ) {}

  parse(): number | undefined {
    const { text } = this
    for (let at = 0; at < text.length && text[at] !== '\n';) {
      const char = text[at]!
      if (isLetter(char)) at = this.#word(at)
      else if (isDigit(char)) at = this.#number(at)
      else if ((char === '-' || char === '+') && isDigit(text[at + 1]) && this.#time.hour !== -1) {
        at = this.#zone(at)
      } else at++
    }
    const seconds = fromUtcTime(this.#time)
    if (seconds === undefined || this.#isUtc) return seconds
    return this.#offset === undefined ? fromLocalTime(this.#time) : seconds - this.#offset * 60
  }

  #word(at: number): number {
    const { text } = this
    const time = this.#time
    for (const [month, name] of MONTHS.entries()) {
      const length = matchWord(text, at, name)
      if (length >= 3) {
        time.month = month
        return at + length
      }
    }
    for (const [weekday, name] of WEEKDAYS.entries()) {
      const length = matchWord(text, at, name)
      if (length >= 3) {
        time.weekday = weekday
        return at + length
      }
    }
    for (const [name, hours] of TIME_ZONES) {
      const length = matchWord(text, at, name)
      if (length >= 3 || length === name.length) {
        this.#offset ??= 60 * hours
        return at + length
      }
    }
    if (matchWord(text, at, 'PM') === 2) {
      time.hour = (time.hour % 12) + 12
      return at + 2
    }
    if (matchWord(text, at, 'AM') === 2) {
      time.hour = time.hour % 12
      return at + 2
    }
    if (text[at] === 'T' && isDigit(text[at + 1]) && time.hour === -1) {
      time.minute = 0
      time.second = 0
      return at + 1
    }
    return skipLetters(text, at)
  }

  #number(at: number): number {
    const { text } = this
    const time = this.#time
    const { number, end } = readNumber(text, at)
    if (number >= SECONDS_MIN && this.#isEmpty() && Math.abs(number) <= 8.64e12) {
      Object.assign(time, toUtcTime(number))
      this.#isUtc = true
      return end
    }
    if (':./-'.includes(text[end] ?? ' ') && isDigit(text[end + 1])) {
      const groupEnd = readNumberGroup(number, text, end, time, this.now)
      if (groupEnd !== undefined) return groupEnd
    }
    const digits = end - at
    if (digits === 8 || digits === 6) return this.#compact(number, digits, end)
    if (time.hour === -1 && time.minute === 0 && time.second === 0) {
      if (this.#isoHour(number, digits)) return end
      time.minute = -1
      time.second = -1
    }
    this.#lone(number, digits)
    return end
  }

  /** `YYYYMMDD` or `HHMMSS`. */
  #compact(number: number, digits: number, end: number): number {
    const first = Math.floor(number / 10_000)
    const second = Math.floor((number % 10_000) / 100)
    const third = number % 100
    if (digits === 8) {
      setDate(first, second, third, this.#time)
      return end
    }
    const isTime = setTime(first, second, third, this.#time)
    return isTime && this.text[end] === '.' && isDigit(this.text[end + 1])
      ? readNumber(this.text, end + 1).end
      : end
  }

  /** After `T`: `HHMM` or `HH`. */
  #isoHour(number: number, digits: number): boolean {
    if ((digits !== 4 && digits !== 2) || this.#isEmpty()) return false
    return digits === 4
      ? setTime(Math.floor(number / 100), number % 100, 0, this.#time)
      : setTime(number, 0, 0, this.#time)
  }

  /** A number by itself: a year or zone of four digits, a day of the month, a year of two digits, a month. */
  #lone(number: number, digits: number): void {
    const time = this.#time
    if (digits === 4) {
      if (number <= 1400 && this.#offset === undefined) {
        this.#offset = Math.floor(number / 100) * 60 + (number % 100)
      } else if (number > 1900 && number < 2100) time.year = number - 1900
      return
    }
    if (digits > 2) return
    if (number > 0 && number < 32 && time.day < 0) {
      time.day = number
      return
    }
    if (digits === 2 && time.year < 0) {
      if (number < 10 && time.day >= 0) {
        time.year = number + 100
        return
      }
      if (number >= 70) {
        time.year = number
        return
      }
    }
    if (number > 0 && number < 13 && time.month < 0) time.month = number - 1
  }

  /** `+hhmm`, `+hh:mm` or `+hh`. */
  #zone(at: number): number {
    const { number, end } = readNumber(this.text, at + 1)
    const digits = end - (at + 1)
    let hour = number
    let minute = 0
    let zoneEnd = end
    if (digits === 4) {
      hour = Math.floor(number / 100)
      minute = number % 100
    } else if (digits !== 2) minute = 99
    else if (this.text[end] === ':') {
      const minutes = readNumber(this.text, end + 1)
      zoneEnd = minutes.end
      minute = zoneEnd - (at + 1) === 5 ? minutes.number : 99
    }
    if (minute < 60 && hour < 24) {
      this.#offset = (hour * 60 + minute) * (this.text[at] === '-' ? -1 : 1)
    }
    return zoneEnd
  }

  /** Nothing of date or time is known yet. */
  #isEmpty(): boolean {
    const { year, month, day, hour, minute, second } = this.#time
    return [year, month, day, hour, minute, second].every((field) => field < 0)
  }
}
