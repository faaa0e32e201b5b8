/** Fields of `for-each-ref` (git-for-each-ref(1), "FIELD NAMES"): from their names to what they say of a ref. */
import { abbreviate, type AbbreviationLength } from '../../repo/abbreviate.js'
import { FatalError } from '../failure.js'
import { objectsOf } from '../object-source.js'
import { shortenRef } from '../ref-names.js'
import { rawToText, textToRaw } from '../../object/raw-text.js'
import {
  dateText,
  fileName,
  firstLines,
  headerText,
  oneLine,
  personDate,
  personEmail,
  personName,
  wholeLine,
} from './object-text.js'
import type { RefView, ViewedObject } from './ref-view.js'
import { parseTrailers } from '../../repo/format/trailers.js'
import { trackingText, type TrackingQuestion } from './tracking.js'

/** One field, read from its name. */
export interface Field {
  /** The name, without option. */
  readonly name: string
  readonly option: string | undefined
  /** What it says, one unit a byte. */
  readonly value: (ref: RefView) => string
  /** What it is sorted by, if not by its text. */
  readonly number?: (ref: RefView) => number
}

/** Length of an abbreviation at the least. */
const ABBREVIATION_MIN = 4
const PERSON = /^(author|committer|tagger|creator)(name|email|date)?$/
/**
 * @param text As between the parentheses: `refname:short`, `*objecttype`.
 * @throws {FatalError} The field is unknown, or what follows its name makes no sense.
 */
export function parseField(text: string): Field {
  const isPeeled = text.startsWith('*') && text !== ''
  const [name, given] = splitOnce(isPeeled ? text.slice(1) : text, ':')
  if (name === '' && given === undefined) throw new FatalError(`malformed field name: ${text}`)
  const option = given === '' ? undefined : given
  const more = { name, option }
  const ofName = nameField(text, name, option)
  if (ofName) return { ...more, value: (ref) => ofName(ref) + (isPeeled && isOwnName(name) ? '^{}' : '') }
  const find = (ref: RefView): ViewedObject | undefined => {
    const oid = ref.oid(isPeeled)
    return oid === undefined ? undefined : ref.object(oid)
  }
  const person = PERSON.exec(name)
  if (person) {
    const [, role, part] = person
    if (part === 'email' && option !== undefined && option !== 'trim' && option !== 'localpart')
      throw new FatalError(`unrecognized email option: ${option}`)
    const value = (ref: RefView): string => personField(find(ref), role!, part, given)
    if (part !== 'date') return { ...more, value }
    return { ...more, value, number: (ref) => personDate(personText(find(ref), role!))?.seconds ?? 0 }
  }
  const header = headerField(text, name, option)
  if (header) {
    const value = (ref: RefView): string => {
      const oid = ref.oid(isPeeled)
      return oid === undefined ? '' : header(ref, oid)
    }
    return name === 'objectsize'
      ? { ...more, value, number: (ref) => Number(value(ref)) }
      : { ...more, value }
  }
  const ofObject = objectField(text, name, option)
  const value = (ref: RefView): string => {
    const object = find(ref)
    return object ? ofObject(object, ref) : ''
  }
  return name === 'numparent' ? { ...more, value, number: (ref) => Number(value(ref)) } : { ...more, value }
}

type OfRef = (ref: RefView) => string

function isOwnName(name: string): boolean {
  return name === 'refname' || name === 'symref'
}

/** Fields that need no object. */
function nameField(text: string, name: string, option: string | undefined): OfRef | undefined {
  if (name === 'rest') {
    refuseOption(name, option)
    return () => ''
  }
  if (name === 'HEAD') return ({ ref, surroundings }) => (ref.name === surroundings.headName ? '*' : ' ')
  if (name === 'worktreepath') {
    refuseOption(name, option)
    return ({ ref, surroundings }) => textToRaw(surroundings.worktrees.get(ref.name) ?? '')
  }
  if (name === 'refname') {
    const shorten = parseShortening(text, option)
    return (view) => shorten(view, view.name)
  }
  if (name === 'symref') {
    const shorten = parseShortening(text, option)
    return (view) => (view.ref.symbolic === undefined ? '' : shorten(view, textToRaw(view.ref.symbolic)))
  }
  return name === 'upstream' || name === 'push' ? trackingField(text, name, option) : undefined
}

function trackingField(text: string, kind: 'upstream' | 'push', option: string | undefined): OfRef {
  let shows: TrackingQuestion['shows'] = 'ref'
  let hasBrackets = true
  let shorten = parseShortening(text, undefined)
  for (const word of option?.split(',') ?? []) {
    if (word === 'nobracket') hasBrackets = false
    else if (word === 'track' || word === 'trackshort' || word === 'remotename' || word === 'remoteref') {
      shows = word
    } else {
      shows = 'ref'
      shorten = parseShortening(text, option)
    }
  }
  return (view) =>
    textToRaw(
      trackingText(view, { kind, shows, hasBrackets }, (ref) => rawToText(shorten(view, textToRaw(ref)))),
    )
}

/** How a name is shortened: `short`, `lstrip=<n>`, `rstrip=<n>`. */
function parseShortening(text: string, option: string | undefined): (view: RefView, name: string) => string {
  if (option === undefined) return (_, name) => name
  if (option === 'short') {
    return ({ repo }, name) => {
      const isStrict = repo.config.getBool('core.warnambiguousrefs') ?? true
      return textToRaw(shortenRef(repo, rawToText(name), isStrict))
    }
  }
  const [, kind, digits] = /^(strip|lstrip|rstrip)=(.*)$/s.exec(option) ?? []
  if (kind === undefined) throw new FatalError(`unrecognized %(${text}) argument: ${option}`)
  const side = kind === 'rstrip' ? 'rstrip' : 'lstrip'
  if (!/^\s*[+-]?\d+$/.test(digits!))
    throw new FatalError(`Integer value expected refname:${side}=${digits!}`)
  const wanted = Number(digits)
  return (_, name) => {
    const parts = name.split('/')
    const dropped = wanted < 0 ? Math.max(0, parts.length + wanted) : wanted
    if (side === 'lstrip') return parts.slice(dropped).join('/')
    return parts.slice(0, Math.max(0, parts.length - dropped)).join('/')
  }
}

/** Fields that are known of an object without reading all of it. */
function headerField(
  text: string,
  name: string,
  option: string | undefined,
): ((ref: RefView, oid: string) => string) | undefined {
  switch (name) {
    case 'objectname': {
      const length = parseOidLength(text, option)
      return ({ repo }, oid) => abbreviate(repo, oid, length)
    }
    case 'objecttype':
      refuseOption(name, option)
      return (ref, oid) => ref.present(oid, () => ref.repo.readHeader(oid).type)
    case 'objectsize':
      if (option === undefined) {
        return (ref, oid) => ref.present(oid, () => String(ref.repo.readHeader(oid).size))
      }
      if (option !== 'disk') throw new FatalError(`unrecognized %(objectsize) argument: ${option}`)
      return (ref, oid) => ref.present(oid, () => String(objectsOf(ref.repo).storage(oid).diskSize))
    case 'deltabase':
      refuseOption(name, option)
      return (ref, oid) => ref.present(oid, () => objectsOf(ref.repo).storage(oid).deltaBase)
    default:
      return undefined
  }
}

/** Fields for which the object is read. */
function objectField(
  text: string,
  name: string,
  option: string | undefined,
): (object: ViewedObject, ref: RefView) => string {
  switch (name) {
    case 'tree': {
      const length = parseOidLength(text, option)
      return ({ commit }, { repo }) => (commit ? abbreviate(repo, commit.tree, length) : '')
    }
    case 'parent': {
      const length = parseOidLength(text, option)
      return ({ commit }, { repo }) =>
        commit?.parents.map((parent) => abbreviate(repo, parent, length)).join(' ') ?? ''
    }
    case 'numparent':
      return ({ commit }) => (commit ? String(commit.parents.length) : '')
    case 'object':
      return ({ tag }) => tag?.object ?? ''
    case 'type':
      return ({ tag }) => tag?.type ?? ''
    case 'tag':
      return ({ tag }) => tag?.name ?? ''
    case 'raw':
      if (option === undefined) return ({ raw }) => raw
      if (option !== 'size') throw new FatalError(`unrecognized %(raw) argument: ${option}`)
      return ({ raw }) => String(raw.length)
    case 'trailers': {
      const shown = parseTrailers(option)
      return ({ commit, tag, message }) => (commit || tag ? shown(message.contents) : '')
    }
    default: {
      const ofMessage = messageField(text, name, option)
      return (object) => (object.commit || object.tag ? ofMessage(object) : '')
    }
  }
}

function messageField(
  text: string,
  name: string,
  option: string | undefined,
): (object: ViewedObject) => string {
  switch (name) {
    case 'subject':
      if (option === undefined) return ({ message }) => oneLine(message.subject)
      if (option === 'sanitize') return ({ message }) => fileName(message.subject)
      break
    case 'body':
      refuseOption(name, option)
      return ({ message }) => message.body
    case 'contents':
      if (option === 'trailers' || option?.startsWith('trailers:')) {
        const shown = parseTrailers(splitOnce(option, ':')[1])
        return ({ message }) => shown(message.contents)
      }
      if (option?.startsWith('lines=')) return linesField(option.slice('lines='.length))
      switch (option) {
        case undefined:
          return ({ message }) => message.contents
        case 'subject':
          return ({ message }) => oneLine(message.subject)
        case 'body':
          return ({ message }) => message.unsigned.body
        case 'size':
          return ({ message }) => String(message.contents.length)
        case 'signature':
          return ({ message }) => message.signature
      }
      break
    default:
      throw new FatalError(`unknown field name: ${text}`)
  }
  throw new FatalError(`unrecognized %(${name}) argument: ${option}`)
}

function linesField(digits: string): (object: ViewedObject) => string {
  if (!/^\s*\+?\d+$/.test(digits)) throw new FatalError(`positive value expected contents:lines=${digits}`)
  return ({ message }) => firstLines(message.unsigned.contents, Number(digits))
}

function parseOidLength(text: string, option: string | undefined): AbbreviationLength {
  if (option === undefined) return 'full'
  if (option === 'short') return 'auto'
  const [, digits] = /^short=(.*)$/s.exec(option) ?? []
  if (digits === undefined) throw new FatalError(`unrecognized %(${text}) argument: ${option}`)
  if (!/^\s*\+?\d+$/.test(digits) || Number(digits) === 0) {
    throw new FatalError(`positive value expected '${digits}' in %(${text})`)
  }
  return Math.max(Number(digits), ABBREVIATION_MIN)
}

function refuseOption(name: string, option: string | undefined): void {
  if (option !== undefined) throw new FatalError(`%(${name}) does not take arguments`)
}

/** `author`, `taggername`, `creatoremail:trim` and their like. */
function personField(
  object: ViewedObject | undefined,
  role: string,
  part: string | undefined,
  given: string | undefined,
): string {
  const text = personText(object, role)
  if (!object) return ''
  if (part === 'email') return personEmail(text, given === '' ? undefined : given)
  if (part === 'date') return dateText(text, given)
  // Behind the others nothing is expected, and what stands there makes a name that no line has.
  if (given !== undefined && role !== 'creator') return ''
  return part === 'name' ? personName(text) : wholeLine(text)
}

/** The header of a role, and everything behind it. A commit has no tagger, and a tag no author. */
function personText(object: ViewedObject | undefined, role: string): string {
  if (object?.tag && (role === 'tagger' || role === 'creator')) return headerText(object.text, 'tagger')
  if (object?.commit && role !== 'tagger') {
    return headerText(object.text, role === 'creator' ? 'committer' : role)
  }
  return ''
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
