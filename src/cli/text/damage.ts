/** What git says of damage that it reads around, where its tests and its users know the words. */
import { pathFromTop, type Tops } from './path-from-top.js'

const SHORT_INDEX = /^(.*\.idx): too short for a pack index \(at byte \d+\)$/s

/** @param tops Undefined as long as the repository is being opened. */
export function damageInGitsWords(message: string, tops: Tops | undefined): string {
  const index = SHORT_INDEX.exec(message)?.[1]
  if (index === undefined) return message
  return `index file ${tops ? pathFromTop(index, tops) : index} is too small`
}
