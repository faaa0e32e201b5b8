/** A date taken apart as C's `struct tm` does; -1 stands for what is not known yet. */
import { isSummerTime, offsetOf, offsetWhen } from './summer-time.js'

/** JavaScript's dates end in the year 275760, those of C do not; who means one of these means "ever". */
const YEARS_MAX = 200_000

export interface BrokenDownTime {
  /** Since 1900. */
  year: number
  /** 0 to 11. */
  month: number
  /** 1 to 31. */
  day: number
  hour: number
  minute: number
  second: number
  /** 0 is Sunday. */
  weekday: number
  /**
   * Seconds since 1970 of a moment: the hour is meant as clocks show it that have summer time if they had it then
   * (`tm_isdst`). Undefined: as clocks show it at the time itself.
   */
  clocksOf?: number
}

export function unknownTime(): BrokenDownTime {
  return { year: -1, month: -1, day: -1, hour: -1, minute: -1, second: -1, weekday: 0 }
}

/** In the local time zone. */
export function toLocalTime(seconds: number): BrokenDownTime {
  const date = new Date(seconds * 1000)
  return {
    year: date.getFullYear() - 1900,
    month: date.getMonth(),
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
    weekday: date.getDay(),
    clocksOf: seconds,
  }
}

export function toUtcTime(seconds: number): BrokenDownTime {
  const date = new Date(seconds * 1000)
  return {
    year: date.getUTCFullYear() - 1900,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  }
}

/**
 * Seconds since 1970 of a local time; fields beyond their range carry over, as in `mktime`.
 *
 * Five in the afternoon in July, by the clocks of January, is six by those of July.
 */
export function fromLocalTime(time: BrokenDownTime): number {
  const date = new Date(2000, 0, 1, time.hour, time.minute, time.second)
  const year = Math.max(-YEARS_MAX, Math.min(time.year + 1900, YEARS_MAX))
  date.setFullYear(year, time.month, time.day)
  date.setHours(time.hour, time.minute, time.second)
  const seconds = Math.floor(date.getTime() / 1000)
  const { clocksOf } = time
  if (clocksOf === undefined || offsetOf(clocksOf) === offsetOf(seconds)) return seconds
  return seconds + offsetOf(seconds) - offsetWhen(isSummerTime(clocksOf), seconds)
}

/** Seconds since 1970 of a time in UTC; undefined where a field is unknown or the year is not in 1970 to 2099. */
export function fromUtcTime(time: BrokenDownTime): number | undefined {
  const { year, month, day, hour, minute, second } = time
  if (year < 70 || year > 199 || month < 0 || month > 11 || hour < 0 || minute < 0 || second < 0)
    return undefined
  return Date.UTC(year + 1900, month, day, hour, minute, second) / 1000
}
