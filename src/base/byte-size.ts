/** Sizes the way people and git write them: `1048576`, `1m`, `64MiB`, `0.5g`. */

const SIZE = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i
const POWER_OF_1024: Record<string, number> = { '': 0, k: 1, m: 2, g: 3, t: 4 }

/**
 * Parses a size. Suffixes are powers of 1024 and case does not matter, as in git's configuration.
 *
 * @returns Whole bytes.
 * @throws {RangeError} `text` is not a size, or is beyond 2^53 bytes; carries the text.
 */
export function parseByteSize(text: string): number {
  const match = SIZE.exec(text.trim())
  const bytes = match ? Math.round(Number(match[1]) * 1024 ** POWER_OF_1024[match[2]!.toLowerCase()]!) : NaN
  if (!Number.isSafeInteger(bytes)) throw new RangeError(`not a size in bytes: '${text}'`)
  return bytes
}

/** `bytes` for a person: three significant digits and a binary unit, such as `1.46 MiB`. */
export function formatByteSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${bytes} bytes` : `${value.toPrecision(value >= 1000 ? 4 : 3)} ${units[unit]!}`
}
