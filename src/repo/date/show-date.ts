/** Dates as git shows them (git-log(1), "--date=<format>"), in the time zone that was written down with them. */
import { type BrokenDownTime, toLocalTime, toUtcTime } from './broken-down-time.js'
import { MONTHS, WEEKDAYS } from './date-words.js'
import { formatDate } from './format-date.js'
import { humanDate } from './human-date.js'

/** Ways of showing a day and a time of it. */
type CalendarStyle = 'default' | 'iso' | 'iso-strict' | 'rfc' | 'short'

/** How a date is shown. */
export interface DateMode {
  readonly style: CalendarStyle | 'relative' | 'human' | 'raw' | 'unix' | 'format'
  /** In the time zone of this machine. */
  readonly isLocal: boolean
  /** Of style `format`: a pattern of strftime(3). */
  readonly pattern?: string
}

export const DEFAULT_DATE_MODE: DateMode = { style: 'default', isLocal: false }

const STYLES: Readonly<Record<string, DateMode['style']>> = {
  default: 'default',
  relative: 'relative',
  iso: 'iso',
  iso8601: 'iso',
  'iso-strict': 'iso-strict',
  'iso8601-strict': 'iso-strict',
  rfc: 'rfc',
  rfc2822: 'rfc',
  short: 'short',
  human: 'human',
  raw: 'raw',
  unix: 'unix',
}

/**
 * The mode of a name such as `iso-strict`, `short-local` or `format:%F`; undefined: there is none of that name.
 *
 * @param isTerminal Whether what is shown goes to a terminal, for which `auto:` says a mode.
 */
export function parseDateMode(name: string, isTerminal = false): DateMode | undefined {
  if (name.startsWith('auto:')) {
    const mode = parseDateMode(name.slice('auto:'.length))
    return mode && (isTerminal ? mode : DEFAULT_DATE_MODE)
  }
  const [, local, pattern] = /^format(-local)?:(.*)$/s.exec(name) ?? []
  if (pattern !== undefined) return { style: 'format', isLocal: local !== undefined, pattern }
  if (name === 'local') return { style: 'default', isLocal: true }
  const isLocal = name.endsWith('-local')
  const style = STYLES[isLocal ? name.slice(0, -'-local'.length) : name]
  return style && { style, isLocal }
}

/**
 * @param seconds Since 1970.
 * @param zone As it is written: -700 is seven hours behind UTC, 530 five and a half before it.
 * @param now Seconds since 1970, for what is relative. Default: the clock.
 */
export function showDate(
  seconds: number,
  zone: number,
  mode: DateMode,
  now = Math.floor(Date.now() / 1000),
): string {
  const { style, isLocal } = mode
  if (style === 'unix') return String(seconds)
  if (style === 'relative') return relativeDate(seconds, now)
  const shownZone = isLocal ? localZone(seconds) : zone
  if (style === 'raw') return `${seconds} ${zoneText(shownZone)}`
  const time = isLocal ? toLocalTime(seconds) : toUtcTime(seconds + minutesOf(zone) * 60)
  // What no calendar can hold is shown as the first moment that git can.
  const [shownTime, shownAs] = Number.isNaN(time.year) ? [toUtcTime(0), 0] : [time, shownZone]
  if (style === 'format') {
    const name = isLocal ? zoneName(seconds) : ''
    return formatDate(mode.pattern ?? '', shownTime, { seconds, offset: zoneText(shownAs), name })
  }
  if (style !== 'human') return inStyle(style, shownTime, shownAs, isLocal)
  const isOwnZone = isLocal || zone === localZone(now)
  const human = humanDate(shownTime, toLocalTime(now), isOwnZone ? undefined : zoneText(shownAs))
  return human ?? relativeDate(seconds, now)
}

/** What the time zone of this machine is called at a time, such as `EST`, as far as JavaScript knows. */
function zoneName(seconds: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(seconds * 1000)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

function inStyle(style: CalendarStyle, time: BrokenDownTime, zone: number, isLocal: boolean): string {
  const { day, month, weekday } = time
  const year = time.year + 1900
  const clock = [time.hour, time.minute, time.second].map(twoDigits).join(':')
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month + 1)}-${twoDigits(day)}`
  const [shortDay, shortMonth] = [WEEKDAYS[weekday]!.slice(0, 3), MONTHS[month]!.slice(0, 3)]
  switch (style) {
    case 'short':
      return date
    case 'iso':
      return `${date} ${clock} ${zoneText(zone)}`
    case 'iso-strict':
      return `${date}T${clock}${zone === 0 ? 'Z' : zoneText(zone).replace(/..$/, ':$&')}`
    case 'rfc':
      return `${shortDay}, ${day} ${shortMonth} ${year} ${clock} ${zoneText(zone)}`
    case 'default':
      return `${shortDay} ${shortMonth} ${day} ${clock} ${year}${isLocal ? '' : ` ${zoneText(zone)}`}`
  }
}

/** How long ago something was, in the largest unit that says enough. */
function relativeDate(seconds: number, now: number): string {
  if (now < seconds) return 'in the future'
  let count = now - seconds
  if (count < 90) return `${counted(count, 'second')} ago`
  count = Math.floor((count + 30) / 60)
  if (count < 90) return `${counted(count, 'minute')} ago`
  count = Math.floor((count + 30) / 60)
  if (count < 36) return `${counted(count, 'hour')} ago`
  const days = Math.floor((count + 12) / 24)
  if (days < 14) return `${counted(days, 'day')} ago`
  if (days < 70) return `${counted(Math.floor((days + 3) / 7), 'week')} ago`
  if (days < 365) return `${counted(Math.floor((days + 15) / 30), 'month')} ago`
  if (days >= 5 * 365) return `${counted(Math.floor((days + 183) / 365), 'year')} ago`
  const months = Math.floor((days * 12 * 2 + 365) / (365 * 2))
  const years = counted(Math.floor(months / 12), 'year')
  return months % 12 === 0 ? `${years} ago` : `${years}, ${counted(months % 12, 'month')} ago`
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function zoneText(zone: number): string {
  return (zone < 0 ? '-' : '+') + String(Math.abs(zone)).padStart(4, '0')
}

function minutesOf(zone: number): number {
  const size = Math.abs(zone)
  return Math.sign(zone) * (Math.floor(size / 100) * 60 + (size % 100))
}

/** This machine's zone at a time, written like one. */
function localZone(seconds: number): number {
  const minutes = -new Date(seconds * 1000).getTimezoneOffset()
  const size = Math.abs(minutes)
  return Math.sign(minutes) * (Math.floor(size / 60) * 100 + (size % 60))
}
