/** `%(author)`, `%(taggername)`, `%(creatoremail:trim)`, `%(committerdate:iso)` and their like. */
import { dateText, headerText, personDate, personEmail, personName, wholeLine } from './object-text.js'
import type { ObjectValue } from './field.js'
import { badOption } from './field-syntax.js'
import type { ViewedObject } from './ref-view.js'

const PERSON = /^(author|committer|tagger)(name|email|date)?$/
const EMAIL_WORDS = ['trim', 'localpart', 'mailmap'] as const

/** How an address is shown; the words may be given in any order, and again. */
export type EmailOptions = ReadonlySet<(typeof EMAIL_WORDS)[number]>

export interface PersonField {
  readonly value: ObjectValue
  /** Seconds, of a date that no format makes a text of to be sorted by. */
  readonly number?: (object: ViewedObject) => number
}

/**
 * @param shown The name as it was given, with `*` in front or without.
 * @param format What follows the colon, if there is one, where that is how a date is shown.
 * @returns Undefined: it is another field.
 * @throws {FatalError} What follows the name makes no sense.
 */
export function personField(
  shown: string,
  name: string,
  option: string | undefined,
  format: string | undefined,
): PersonField | undefined {
  const person = creatorParts(name) ?? personParts(name)
  if (!person) return undefined
  const [role, part] = person
  switch (part) {
    case 'date':
      return {
        value: (object) => dateText(personText(object, role), format),
        ...(format === undefined && {
          number: (object) => personDate(personText(object, role))?.seconds ?? 0,
        }),
      }
    case 'email': {
      const options = parseEmailOptions(shown, option)
      return { value: (object) => personEmail(personText(object, role, options.has('mailmap')), options) }
    }
    case 'name': {
      if (option !== undefined && option !== 'mailmap') throw badOption(shown, option)
      return { value: (object) => personName(personText(object, role, option === 'mailmap')) }
    }
    default:
      // What follows makes a name that no line has, but with the creator, whose line has another name anyway.
      return {
        value: (object) =>
          option !== undefined && role !== 'creator' ? '' : wholeLine(personText(object, role)),
      }
  }
}

function personParts(name: string): readonly [role: string, part: string] | undefined {
  const found = PERSON.exec(name)
  return found ? [found[1]!, found[2] ?? ''] : undefined
}

/** Of the creator there is the line, and its date. */
function creatorParts(name: string): readonly [role: string, part: string] | undefined {
  if (name === 'creator') return ['creator', '']
  return name === 'creatordate' ? ['creator', 'date'] : undefined
}

function parseEmailOptions(shown: string, option: string | undefined): EmailOptions {
  const options = new Set<(typeof EMAIL_WORDS)[number]>()
  for (let rest = option; rest !== undefined;) {
    const word = EMAIL_WORDS.find((each) => rest!.startsWith(each))
    if (word === undefined) throw badOption(shown, rest)
    options.add(word)
    rest = rest.slice(word.length)
    if (rest === '') break
    if (!rest.startsWith(',')) throw badOption(shown, rest)
    rest = rest.slice(1)
  }
  return options
}

/** The header of a role, and everything behind it. A commit has no tagger, and a tag no author. */
function personText(object: ViewedObject, role: string, isMapped = false): string {
  const text = isMapped ? object.mappedText : object.text
  if (object.tag && (role === 'tagger' || role === 'creator')) return headerText(text, 'tagger')
  if (object.commit && role !== 'tagger') return headerText(text, role === 'creator' ? 'committer' : role)
  return ''
}
