/** The words that dates are made of, and how much of one must be there (git's date.c). */

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

export const WEEKDAYS = [
  'Sundays',
  'Mondays',
  'Tuesdays',
  'Wednesdays',
  'Thursdays',
  'Fridays',
  'Saturdays',
] as const

/** Hours east of UTC, summer time included. */
export const TIME_ZONES: readonly (readonly [name: string, hours: number])[] = [
  ['IDLW', -12],
  ['NT', -11],
  ['CAT', -10],
  ['HST', -10],
  ['HDT', -9],
  ['YST', -9],
  ['YDT', -8],
  ['PST', -8],
  ['PDT', -7],
  ['MST', -7],
  ['MDT', -6],
  ['CST', -6],
  ['CDT', -5],
  ['EST', -5],
  ['EDT', -4],
  ['AST', -3],
  ['ADT', -2],
  ['WAT', -1],
  ['GMT', 0],
  ['UTC', 0],
  ['Z', 0],
  ['WET', 0],
  ['BST', 1],
  ['CET', 1],
  ['MET', 1],
  ['MEWT', 1],
  ['MEST', 2],
  ['CEST', 2],
  ['MESZ', 2],
  ['FWT', 1],
  ['FST', 2],
  ['EET', 2],
  ['EEST', 3],
  ['WAST', 7],
  ['WADT', 8],
  ['CCT', 8],
  ['JST', 9],
  ['EAST', 10],
  ['EADT', 11],
  ['GST', 10],
  ['NZT', 12],
  ['NZST', 12],
  ['NZDT', 13],
  ['IDLE', 12],
]

/**
 * How many characters of `text` at `at` agree with `word`, case aside; 0 if an alphanumeric one disagrees.
 *
 * Text may end before the word does: `Mar` agrees with `March` in three.
 */
export function matchWord(text: string, at: number, word: string): number {
  for (let i = 0; ; i++) {
    const char = text[at + i]
    if (char === undefined) return i
    if (char.toUpperCase() === word[i]?.toUpperCase()) continue
    return isAlphanumeric(char) ? 0 : i
  }
}

/** Where the letters from `at` on end; at least one character on. */
export function skipLetters(text: string, at: number): number {
  let end = at + 1
  while (isLetter(text[end])) end++
  return end
}

export function isLetter(char: string | undefined): boolean {
  return char !== undefined && /^[A-Za-z]$/.test(char)
}

export function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

function isAlphanumeric(char: string): boolean {
  return isLetter(char) || isDigit(char)
}
