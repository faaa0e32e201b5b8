/** `name@{…}`: what a ref was, by the count of its changes or by date; and `@{-n}`, what was checked out before. */
import { parseIdent } from '../../object/ident.js'
import { asciiText, decodeText } from '../../object/text.js'
import { approxidate } from '../date/approxidate.js'
import { toTimestamp } from '../date/timestamp.js'
import { SECONDS_MIN } from '../date/parse-date.js'
import type { ReflogEntry, RefStore } from '../refs/ref-store.js'

/** What stands between the braces. */
export type ReflogSelector =
  | { readonly kind: 'count'; readonly count: number }
  /** Seconds since 1970. */
  | { readonly kind: 'date'; readonly seconds: number }

/** Reads a selector; undefined: it is no number and no date. */
export function parseReflogSelector(text: string): ReflogSelector | undefined {
  if (/^\d+$/.test(text)) {
    const number = Number(text)
    return number >= SECONDS_MIN ? { kind: 'date', seconds: number } : { kind: 'count', count: number }
  }
  const seconds = approxidate(text)
  return seconds === undefined ? undefined : { kind: 'date', seconds: Number(toTimestamp(seconds)) }
}

/** What a selector found. */
export type Selected =
  | { readonly oid: string; readonly warning?: string }
  /** The log does not go back so far; in git's words. */
  | { readonly failure: string }

/**
 * Looks up what a ref was.
 *
 * @param logName The ref whose log is read.
 * @param shown Its name in messages.
 * @param current What the ref is now: the answer where the log is empty, or younger than it.
 */
export function selectFromReflog(
  store: RefStore,
  logName: string,
  selector: ReflogSelector,
  shown: string,
  current: string,
): Selected {
  return selector.kind === 'count'
    ? selectByCount(store, logName, selector.count, shown, current)
    : selectByDate(store, logName, selector.seconds, shown, current)
}

function selectByCount(
  store: RefStore,
  logName: string,
  count: number,
  shown: string,
  current: string,
): Selected {
  let seen = 0
  for (const entry of store.reflog(logName)) {
    if (count === 0) return { oid: entry.newOid }
    seen++
    if (seen >= count && !isNull(entry.oldOid)) return { oid: entry.oldOid }
  }
  if (seen > 0) return { failure: `log for '${shown}' only has ${seen} entries` }
  return count === 0 ? { oid: current } : { failure: `log for ${logName} is empty` }
}

function selectByDate(
  store: RefStore,
  logName: string,
  seconds: number,
  shown: string,
  current: string,
): Selected {
  let younger: ReflogEntry | undefined
  for (const entry of store.reflog(logName)) {
    const date = dateOf(entry)
    if (date <= seconds) return { oid: younger || date === seconds ? entry.newOid : current }
    younger = entry
  }
  if (!younger) return { failure: `log for ${logName} is empty` }
  const warning = `log for '${shown}' only goes back to ${asDate(younger)}`
  return { oid: isNull(younger.oldOid) ? younger.newOid : younger.oldOid, warning }
}

function dateOf(entry: ReflogEntry): number {
  return parseIdent(entry.committer).seconds ?? 0
}

/** As git writes dates in RFC 2822: `Thu, 7 Apr 2005 15:13:13 -0700`. */
function asDate(entry: ReflogEntry): string {
  const ident = parseIdent(entry.committer)
  const local = new Date(((ident.seconds ?? 0) + ident.offsetMinutes * 60) * 1000)
  if (Number.isNaN(local.getTime())) return String(ident.seconds)
  const [weekday, day, month, year, time] = local.toUTCString().split(' ')
  return `${weekday!} ${Number(day)} ${month!} ${year!} ${time!} ${ident.timezone ?? '+0000'}`
}

/**
 * The branch, or the oid of a detached HEAD, that was checked out `n` switches ago.
 *
 * @param n 1 for the last one.
 */
export function priorCheckout(store: RefStore, n: number): string | undefined {
  let remaining = n
  for (const { message } of store.reflog('HEAD')) {
    const from = movedFrom(message)
    if (from !== undefined && --remaining === 0) return from
  }
  return undefined
}

const MOVING = 'checkout: moving from '

function movedFrom(message: Uint8Array): string | undefined {
  if (asciiText(message, 0, Math.min(MOVING.length, message.length)) !== MOVING) return undefined
  const rest = decodeText(message.subarray(MOVING.length))
  const end = rest.indexOf(' to ')
  return end === -1 ? undefined : rest.slice(0, end)
}

function isNull(oid: string): boolean {
  return /^0+$/.test(oid)
}
