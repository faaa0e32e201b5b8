/** The end of a text, in time linear in what is there: `/x+$/` begins anew at each of a million x in the middle. */

/** `text` without the characters at its end that are among `characters`. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}
