/** Figures the way a person reads them. */

import { formatByteSize as threeDigits } from '../../../base/byte-size.js'

/** `1.46 MiB`, and `4 MiB` rather than `4.00 MiB`: most sizes here are whole. */
export function formatByteSize(bytes: number): string {
  return threeDigits(bytes).replace(/\.0+(?= )|(\.\d*?)0+(?= )/, '$1')
}

/** `1888031` as `1,888,031`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

/** Three digits and a thousand's letter: `226 k`, `1.89 M`. */
export function formatShort(value: number): string {
  if (value === 0) return '0'
  for (const [unit, letter] of [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const) {
    if (Math.abs(value) >= unit * 0.9995) return `${trimmed(value / unit)}${letter}`
  }
  return trimmed(value)
}

/** Microseconds in the unit that gives one to three digits: `0.42 µs`, `17 µs`, `3.2 ms`. */
export function formatMicros(micros: number): string {
  if (micros >= 1e6) return `${trimmed(micros / 1e6)} s`
  return micros >= 1e3 ? `${trimmed(micros / 1e3)} ms` : `${trimmed(micros)} µs`
}

export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${trimmed(seconds)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** A ratio between 0 and 1. Only a whole one is `100 %`: 0.99998 is not. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100
  if (percent > 99.9 && percent < 100) return '> 99.9 %'
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${trimmed(percent)} %`
}

function trimmed(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toFixed(digits).replace(/\.0+$|(\.\d*?)0+$/, '$1')
}
