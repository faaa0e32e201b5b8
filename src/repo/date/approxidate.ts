/**
 * Dates as people say them: `yesterday`, `3 weeks ago`, `last friday noon`, `2005-04-07` (git's approxidate).
 *
 * What names a complete date is parsed as one. All else is read word by word against the present: numbers wait for
 * the word that says what they count, and words that mean nothing, such as `ago`, are passed over.
 */
import { type BrokenDownTime, fromLocalTime, toLocalTime } from './broken-down-time.js'
import { readNumber, readNumberGroup } from './date-numbers.js'
import { isDigit, isLetter, matchWord, MONTHS, skipLetters, WEEKDAYS } from './date-words.js'
import { parseDate } from './parse-date.js'

const DAY = 24 * 60 * 60

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 60 * 60],
  ['days', DAY],
  ['weeks', 7 * DAY],
]

/**
 * A number as git keeps it, in C's `int`: large ones and their products overflow, into dates that no one means.
 *
 * @param number Of any size; from 2^64 on git takes it for 2^64 - 1.
 */
function toInt(number: number): number {
  return number < 2 ** 64 ? Number(BigInt.asIntN(32, BigInt(number))) : -1
}

const NUMBER_WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/**
 * Reads a date.
 *
 * @param now Seconds since 1970; default the clock.
 * @returns Seconds since 1970; undefined: no word and no number of it means anything in a date.
 */
export function approxidate(text: string, now = Math.floor(Date.now() / 1000)): number | undefined {
  return parseDate(text, now) ?? new ApproximateDate(text, now).parse()
}

class ApproximateDate {
  readonly #now: BrokenDownTime
  #time: BrokenDownTime
  /** The number that waits for its word; 0: none. */
  #number = 0
  #understood = false

  constructor(
    private readonly text: string,
    private readonly nowSeconds: number,
  ) {
    this.#now = toLocalTime(nowSeconds)
    this.#time = { ...this.#now, year: -1, month: -1, day: -1 }
  }

  parse(): number | undefined {
    const { text } = this
    for (let at = 0; at < text.length;) {
      if (isDigit(text[at])) at = this.#digits(at)
      else if (isLetter(text[at])) at = this.#word(at)
      else at++
    }
    this.#settleNumber()
    return this.#understood ? this.#goBack(0) : undefined
  }

  /** Fills in what is not known from the present, and goes back by `seconds`. */
  #goBack(seconds: number): number {
    const time = this.#time
    if (time.day < 0) time.day = this.#now.day
    if (time.month < 0) time.month = this.#now.month
    if (time.year < 0) {
      time.year = this.#now.year
      if (time.month > this.#now.month) time.year--
    }
    const result = fromLocalTime(time) - seconds
    this.#time = toLocalTime(result)
    return result
  }

  /** A number that no word came for: a day of the month, a month or a year. */
  #settleNumber(): void {
    const number = this.#number
    const time = this.#time
    this.#number = 0
    if (number === 0) return
    if (time.day < 0 && number < 32) time.day = number
    else if (time.month < 0 && number < 13) time.month = number - 1
    else if (time.year < 0) {
      if (number > 1969 && number < 2100) time.year = number - 1900
      else if (number > 69 && number < 100) time.year = number
      else if (number < 38) time.year = 100 + number
    }
  }

  #digits(at: number): number {
    const { text } = this
    this.#settleNumber()
    this.#understood = true
    const { number, end } = readNumber(text, at)
    if (':./-'.includes(text[end] ?? ' ') && isDigit(text[end + 1])) {
      const groupEnd = readNumberGroup(number, text, end, this.#time, this.nowSeconds)
      if (groupEnd !== undefined) return groupEnd
    }
    // Zeros may pad small numbers only: 'Dec 02', never 'Dec 0002'.
    if (text[at] !== '0' || end - at <= 2) this.#number = toInt(number)
    return end
  }

  #word(at: number): number {
    const end = skipLetters(this.text, at)
    if (this.#month(at) || this.#special(at)) this.#understood = true
    else if (this.#number === 0) this.#numberWord(at)
    else if (this.#unit(at) || this.#weekday(at) || this.#monthsOrYears(at)) this.#understood = true
    return end
  }

  #month(at: number): boolean {
    const month = MONTHS.findIndex((name) => matchWord(this.text, at, name) >= 3)
    if (month !== -1) this.#time.month = month
    return month !== -1
  }

  #special(at: number): boolean {
    const is = (word: string): boolean => matchWord(this.text, at, word) === word.length
    if (is('yesterday')) {
      this.#number = 0
      this.#goBack(DAY)
    } else if (is('noon')) this.#hourOfDay(12)
    else if (is('midnight')) this.#hourOfDay(0)
    else if (is('tea')) this.#hourOfDay(17)
    else if (is('PM')) this.#halfOfDay(12)
    else if (is('AM')) this.#halfOfDay(0)
    else if (is('never')) {
      this.#number = 0
      this.#time = toLocalTime(0)
    } else if (is('now')) {
      this.#number = 0
      this.#goBack(0)
    } else return false
    return true
  }

  /** The last time that it was `hour`. */
  #hourOfDay(hour: number): void {
    this.#settleNumber()
    if (this.#time.hour < hour) this.#goBack(DAY)
    Object.assign(this.#time, { hour, minute: 0, second: 0 })
  }

  #halfOfDay(from: number): void {
    const time = this.#time
    const hour = this.#number === 0 ? time.hour : this.#number
    if (this.#number !== 0) {
      time.minute = 0
      time.second = 0
    }
    this.#number = 0
    time.hour = (hour % 12) + from
  }

  #numberWord(at: number): void {
    const index = NUMBER_WORDS.findIndex((word) => matchWord(this.text, at, word) === word.length)
    if (index !== -1) this.#number = index + 1
    else if (matchWord(this.text, at, 'last') === 4) this.#number = 1
    else return
    this.#understood = true
  }

  #unit(at: number): boolean {
    const unit = UNITS.find(([name]) => matchWord(this.text, at, name) >= name.length - 1)
    if (!unit) return false
    this.#goBack(Math.imul(unit[1], this.#number))
    this.#number = 0
    return true
  }

  #weekday(at: number): boolean {
    const weekday = WEEKDAYS.findIndex((name) => matchWord(this.text, at, name) >= 3)
    if (weekday === -1) return false
    let weeks = this.#number - 1
    this.#number = 0
    const days = this.#time.weekday - weekday
    if (days <= 0) weeks++
    this.#goBack(Math.imul(days + Math.imul(7, weeks), DAY))
    return true
  }

  #monthsOrYears(at: number): boolean {
    const count = this.#number
    if (matchWord(this.text, at, 'months') >= 5) {
      this.#goBack(0)
      const month = toInt(this.#time.month - count)
      this.#time.year += Math.floor(month / 12)
      this.#time.month = ((month % 12) + 12) % 12
    } else if (matchWord(this.text, at, 'years') >= 4) {
      this.#goBack(0)
      this.#time.year -= count
    } else return false
    this.#number = 0
    return true
  }
}
