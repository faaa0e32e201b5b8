/** Times the way people write them: `500ms`, `30s`, `10m`, `1.5h`, `1m30s`. */

const PART = /(\d+(?:\.\d+)?)(ms|s|min|m|h)/gy
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, m: 60, h: 3600 }

/**
 * Parses a time. A number alone is seconds.
 *
 * @returns Seconds.
 * @throws {RangeError} `text` is not a time; carries the text.
 */
export function parseDuration(text: string): number {
  const compact = text.toLowerCase().replace(/\s+/g, '')
  if (/^\d+(\.\d+)?$/.test(compact)) return Number(compact)
  let seconds = 0
  let end = 0
  for (const [part, amount, unit] of compact.matchAll(PART)) {
    seconds += Number(amount) * SECONDS[unit!]!
    end += part.length
  }
  if (end === 0 || end < compact.length) throw new RangeError(`not a time: '${text}'`)
  return seconds
}

/** `seconds` for a person: `350 ms`, `12.5 s`, `3 min 20 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
