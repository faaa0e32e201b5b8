/** Dates with no more in them than tells them from others nearby: `Mon 15:13`, `Apr 7 15:13`, `Apr 7 2005`. */
import type { BrokenDownTime } from './broken-down-time.js'
import { MONTHS, WEEKDAYS } from './date-words.js'

/** Days that a weekday by itself is enough for. */
const WEEKDAY_DAYS = 5

/**
 * @param now The present, in the time zone of this machine.
 * @param zone Such as `+0200`; undefined: it is this machine's, or not to be shown.
 * @returns Undefined: it is the same day, and how long ago it was says more.
 */
export function humanDate(
  time: BrokenDownTime,
  now: BrokenDownTime,
  zone: string | undefined,
): string | undefined {
  const day = `${MONTHS[time.month]!.slice(0, 3)} ${time.day}`
  if (time.year !== now.year) return `${day} ${time.year + 1900}`
  const clock = [time.hour, time.minute].map((number) => String(number).padStart(2, '0')).join(':')
  const weekday = WEEKDAYS[time.weekday]!.slice(0, 3)
  const daysAgo = time.month === now.month ? now.day - time.day : Infinity
  if (daysAgo === 0) return undefined
  if (daysAgo > 0 && daysAgo < WEEKDAY_DAYS) {
    return `${weekday} ${clock}${zone === undefined ? '' : ` ${zone}`}`
  }
  return `${weekday} ${day} ${clock}`
}
