/** How many columns of a terminal a text takes. */
import { eastAsianWidth } from 'get-east-asian-width'

/** Characters that stand on the one before them, or that nothing is shown of. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u

/** @param raw One unit a byte; bytes that are not UTF-8 throughout take a column each. */
export function displayWidth(raw: string): number {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, 'latin1'))
  } catch {
    return raw.length
  }
  let width = 0
  for (const character of text) {
    if (!WITHOUT_WIDTH.test(character)) width += eastAsianWidth(character.codePointAt(0)!)
  }
  return width
}
