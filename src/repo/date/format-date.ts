/** Dates in a pattern of strftime(3), in the C locale. Zones and seconds are those that were written down. */
import type { BrokenDownTime } from './broken-down-time.js'
import { MONTHS, WEEKDAYS } from './date-words.js'

/** What a pattern may ask of a date beyond its calendar. */
export interface DateZone {
  /** Seconds since 1970. */
  readonly seconds: number
  /** Such as `+0200`. */
  readonly offset: string
  /** Such as `CET`; empty where it is not known. */
  readonly name: string
}

/** Conversions that stand for others. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
  x: '%m/%d/%y',
}

/** A `%` with a letter that means nothing stays as it is. */
export function formatDate(pattern: string, time: BrokenDownTime, zone: DateZone): string {
  return pattern.replace(/%[EO]?([A-Za-z%])/g, (text, letter: string) => {
    const composed = COMPOSED[letter]
    return composed === undefined ? (convert(letter, time, zone) ?? text) : formatDate(composed, time, zone)
  })
}

function convert(letter: string, time: BrokenDownTime, zone: DateZone): string | undefined {
  const { day, month, hour, minute, second, weekday } = time
  const year = time.year + 1900
  const dayOfYear = dayOfYearOf(time)
  switch (letter) {
    case 'a':
      return WEEKDAYS[weekday]!.slice(0, 3)
    case 'A':
      return WEEKDAYS[weekday]!.slice(0, -1)
    case 'b':
      return MONTHS[month]!.slice(0, 3)
    case 'B':
      return MONTHS[month]
    case 'C':
      return padded(Math.floor(year / 100))
    case 'd':
      return padded(day)
    case 'e':
      return padded(day, ' ')
    case 'g':
      return padded(isoWeek(time).year % 100)
    case 'G':
      return String(isoWeek(time).year)
    case 'H':
      return padded(hour)
    case 'I':
      return padded(halfHour(hour))
    case 'j':
      return String(dayOfYear + 1).padStart(3, '0')
    case 'k':
      return padded(hour, ' ')
    case 'l':
      return padded(halfHour(hour), ' ')
    case 'm':
      return padded(month + 1)
    case 'M':
      return padded(minute)
    case 'n':
      return '\n'
    case 'p':
      return hour < 12 ? 'AM' : 'PM'
    case 'P':
      return hour < 12 ? 'am' : 'pm'
    case 's':
      return String(zone.seconds)
    case 'S':
      return padded(second)
    case 't':
      return '\t'
    case 'u':
      return String(weekday === 0 ? 7 : weekday)
    case 'U':
      return padded(Math.floor((dayOfYear + 7 - weekday) / 7))
    case 'V':
      return padded(isoWeek(time).week)
    case 'w':
      return String(weekday)
    case 'W':
      return padded(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7))
    case 'y':
      return padded(year % 100)
    case 'Y':
      return String(year)
    case 'z':
      return zone.offset
    case 'Z':
      return zone.name
    case '%':
      return '%'
    default:
      return undefined
  }
}

function padded(number: number, fill = '0'): string {
  return String(number).padStart(2, fill)
}

function halfHour(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12
}

/** Counted from 0. */
function dayOfYearOf({ year, month, day }: BrokenDownTime): number {
  return (Date.UTC(year + 1900, month, day) - Date.UTC(year + 1900, 0, 1)) / (24 * 3600 * 1000)
}

/** The week of ISO 8601, and the year that it is counted in: that of its Thursday. */
function isoWeek(time: BrokenDownTime): { year: number; week: number } {
  const thursday = new Date(Date.UTC(time.year + 1900, time.month, time.day + 4 - (time.weekday || 7)))
  const year = thursday.getUTCFullYear()
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / (24 * 3600 * 1000)
  return { year, week: Math.floor(days / 7) + 1 }
}
