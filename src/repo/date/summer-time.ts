/** Whether the local clocks have summer time, which C says of each time and JavaScript of none. */

/** Summer time comes and goes within half a year; where it was given up, eight years are looked back and ahead. */
const STEP = 7 * 24 * 3600
const REACH = 8.5 * 365 * 24 * 3600

/** Seconds that the local clocks are ahead of UTC. */
export function offsetOf(seconds: number): number {
  return -60 * new Date(seconds * 1000).getTimezoneOffset()
}

/** By the name that the time has: a zone's offset may also change for good. */
export function isSummerTime(seconds: number): boolean {
  const parts = format().formatToParts(seconds * 1000)
  return parts.some(({ type, value }) => type === 'timeZoneName' && /daylight|summer/i.test(value))
}

/**
 * Seconds that clocks with or without summer time are ahead of UTC around a time: as they are at the nearest time at
 * which they are such clocks, or at that time itself if there is none near.
 */
export function offsetWhen(isSummer: boolean, around: number): number {
  for (let distance = 0; distance < REACH; distance += STEP) {
    for (const seconds of [around - distance, around + distance]) {
      if (isSummerTime(seconds) === isSummer) return offsetOf(seconds)
    }
  }
  return offsetOf(around)
}

let latest: { zone: string | undefined; format: Intl.DateTimeFormat } | undefined

/** Made when first wanted, which takes milliseconds, and again where a program has changed its time zone. */
function format(): Intl.DateTimeFormat {
  const zone = process.env['TZ']
  if (latest?.zone !== zone || !latest) {
    latest = { zone, format: new Intl.DateTimeFormat('en-US', { timeZoneName: 'long' }) }
  }
  return latest.format
}
