/** What the names of fields have in common: a name, a colon, and what is wanted of it. */
import { FatalError } from '../failure.js'

/** Before and after the first `separator`; undefined: there is none. */
export function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** @throws {FatalError} There is an option. */
export function refuseOption(name: string, option: string | undefined): void {
  if (option !== undefined) throw new FatalError(`%(${name}) does not take arguments`)
}

/** @param shown The field's name, with its `*` if it has one. */
export function badOption(shown: string, option: string): FatalError {
  return new FatalError(`unrecognized %(${shown}) argument: ${option}`)
}
