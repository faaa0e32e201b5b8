/** Groups of numbers in a date: `2005-04-07`, `7.4.2005`, `15:13:13` (git's `match_multi_number`). */
import { type BrokenDownTime, fromUtcTime, toUtcTime } from './broken-down-time.js'
import { isDigit } from './date-words.js'

/** A date further ahead than this is taken for one with day and month the other way round. */
const FUTURE_SECONDS_MAX = 10 * 24 * 3600

/** The digits at `at` as a number, and where they end. */
export function readNumber(text: string, at: number): { number: number; end: number } {
  let end = at
  while (isDigit(text[end])) end++
  return { number: Number(text.slice(at, end) || 0), end }
}

/**
 * Reads `number` separator number [separator number] into `time`.
 *
 * @param end Where the first number ends and its separator is.
 * @param now Seconds since 1970.
 * @returns Where the group ends; undefined: it makes no date and no time.
 */
export function readNumberGroup(
  first: number,
  text: string,
  end: number,
  time: BrokenDownTime,
  now: number,
): number | undefined {
  const separator = text[end]!
  const second = readNumber(text, end + 1)
  let third = -1
  let groupEnd = second.end
  if (text[groupEnd] === separator && isDigit(text[groupEnd + 1])) {
    const last = readNumber(text, groupEnd + 1)
    third = last.number
    groupEnd = last.end
  }
  if (separator === ':') {
    if (!setTime(first, second.number, Math.max(third, 0), time)) return undefined
    // A fraction of a second is read and left out, but only after a date: '.' also parts dates.
    if (text[groupEnd] === '.' && isDigit(text[groupEnd + 1]) && isDateKnown(time)) {
      return readNumber(text, groupEnd + 1).end
    }
    return groupEnd
  }
  return setDateInSomeOrder(first, second.number, third, separator, time, now) ? groupEnd : undefined
}

function setDateInSomeOrder(
  a: number,
  b: number,
  c: number,
  separator: string,
  time: BrokenDownTime,
  now: number,
): boolean {
  if (a > 70 && (setDate(a, b, c, time) || setDate(a, c, b, time))) return true
  // Where the separator is '.', the day comes first; elsewhere the month is tried first.
  if (separator !== '.' && setDate(c, a, b, time, now)) return true
  if (setDate(c, b, a, time, now)) return true
  return separator === '.' && setDate(c, a, b, time, now)
}

/**
 * Sets year, month (1 to 12) and day if they make a date.
 *
 * @param year Of four digits, of two, or -1 for none.
 * @param now Given: the date must not be far in the future, and the year may be this one.
 */
export function setDate(
  year: number,
  month: number,
  day: number,
  time: BrokenDownTime,
  now?: number,
): boolean {
  if (month <= 0 || month >= 13 || day <= 0 || day >= 32) return false
  const checked = now === undefined ? time : { ...time }
  checked.month = month - 1
  checked.day = day
  if (year === -1) {
    if (now === undefined) return true
    checked.year = toUtcTime(now).year
  } else if (year >= 1970 && year < 2100) checked.year = year - 1900
  else if (year > 70 && year < 100) checked.year = year
  else if (year < 38) checked.year = year + 100
  else return false
  if (now === undefined) return true
  const specified = fromUtcTime(checked)
  if (specified !== undefined && now + FUTURE_SECONDS_MAX < specified) return false
  time.month = checked.month
  time.day = checked.day
  if (year !== -1) time.year = checked.year
  return true
}

/** Sets the time of day if the numbers make one; second 60 is a leap second's. */
export function setTime(hour: number, minute: number, second: number, time: BrokenDownTime): boolean {
  if (hour > 24 || minute >= 60 || second > 60) return false
  time.hour = hour
  time.minute = minute
  time.second = second
  return true
}

function isDateKnown(time: BrokenDownTime): boolean {
  return time.year !== -1 && time.month !== -1 && time.day !== -1
}
