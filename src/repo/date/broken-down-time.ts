/** A date taken apart as C's `struct tm` does; -1 stands for what is not known yet. */

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

/** Seconds since 1970 of a local time; fields beyond their range carry over, as in `mktime`. */
export function fromLocalTime(time: BrokenDownTime): number {
  const date = new Date(2000, 0, 1, time.hour, time.minute, time.second)
  date.setFullYear(time.year + 1900, time.month, time.day)
  date.setHours(time.hour, time.minute, time.second)
  return Math.floor(date.getTime() / 1000)
}

/** Seconds since 1970 of a time in UTC; undefined where a field is unknown or the year is not in 1970 to 2099. */
export function fromUtcTime(time: BrokenDownTime): number | undefined {
  const { year, month, day, hour, minute, second } = time
  if (year < 70 || year > 199 || month < 0 || month > 11 || hour < 0 || minute < 0 || second < 0)
    return undefined
  return Date.UTC(year + 1900, month, day, hour, minute, second) / 1000
}
