/** Fields of formats for refs (git-for-each-ref(1), "FIELD NAMES"): from their names to what they say of a ref. */
import { abbreviate, type AbbreviationLength } from '../../repo/abbreviate.js'
import { FatalError } from '../failure.js'
import { objectsOf } from '../object-source.js'
import { describeField } from './describe-field.js'
import { messageField } from './message-field.js'
import { nameField } from './name-field.js'
import { personField } from './person-field.js'
import type { RefView, ViewedObject } from './ref-view.js'
import { refuseOption, splitOnce } from './field-syntax.js'
import { historyField } from './history-field.js'
import { signatureField } from './signature-field.js'
import type { Repository } from '../../repo/repository.js'

/** What a field may need before it is asked of the first ref. */
export interface FieldContext {
  readonly repo: Repository
  /** One line on standard error. */
  readonly complain: (line: string) => void
  /** Whether the command leaves `%(is-base)` empty, as git's branch does. */
  readonly leavesBaseEmpty?: boolean
}

/** What a field says, one unit a byte. */
export type FieldValue = (ref: RefView) => string

/** One field, read from its name. */
export interface Field {
  /** The name, without option. */
  readonly name: string
  readonly option: string | undefined
  readonly value: FieldValue
  /** What it is sorted by, if not by its text. */
  readonly number?: (ref: RefView) => number
  /** Told of all refs that are listed, before it is asked of the first: what is found of all by one walk. */
  readonly prepare?: (refs: readonly RefView[]) => void
}

/** What is said of an object that a ref, or its tag, comes to. */
export type ObjectValue = (object: ViewedObject, ref: RefView) => string

/** Length of an abbreviation at the least. */
const ABBREVIATION_MIN = 4
/** Sorted as numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['numparent', 'contents:size', 'raw:size'])

/**
 * @param text As between the parentheses: `refname:short`, `*objecttype`.
 * @throws {FatalError} The field is unknown, or what follows its name makes no sense.
 */
export function parseField(text: string, context: FieldContext): Field {
  const isPeeled = text.startsWith('*') && text !== ''
  const [name, given] = splitOnce(isPeeled ? text.slice(1) : text, ':')
  if (name === '' && given === undefined) throw new FatalError(`malformed field name: ${text}`)
  const option = given === '' ? undefined : given
  const more = { name, option }
  const shown = isPeeled ? `*${name}` : name
  const ofName = nameField(shown, name, option)
  if (ofName) return { ...more, value: (ref) => ofName(ref) + (isPeeled && isOwnName(name) ? '^{}' : '') }
  const history = historyField(name, option, context)
  if (history) return { ...more, ...history }
  const header = headerField(text, shown, name, option)
  if (header) {
    const value: FieldValue = (ref) => {
      const oid = ref.oid(isPeeled)
      return oid === undefined ? '' : header(ref, oid)
    }
    return { ...more, value, ...(name === 'objectsize' && { number: (ref) => Number(value(ref)) }) }
  }
  const find = (ref: RefView): ViewedObject | undefined => {
    const oid = ref.oid(isPeeled)
    return oid === undefined ? undefined : ref.object(oid)
  }
  const person = personField(shown, name, option, given)
  const ofObject = person?.value ?? objectField(text, shown, name, option)
  const value: FieldValue = (ref) => {
    const object = find(ref)
    return object ? ofObject(object, ref) : ''
  }
  const numberOf = person?.number
  if (numberOf) {
    return {
      ...more,
      value,
      number: (ref) => {
        const object = find(ref)
        return object ? numberOf(object) : 0
      },
    }
  }
  const isNumber = NUMBERS.has(option === undefined ? name : `${name}:${option}`) || name === 'numparent'
  return { ...more, value, ...(isNumber && { number: (ref) => Number(value(ref)) }) }
}

function isOwnName(name: string): boolean {
  return name === 'refname' || name === 'symref'
}

/** Fields that are known of an object without reading all of it. */
function headerField(
  text: string,
  shown: string,
  name: string,
  option: string | undefined,
): ((ref: RefView, oid: string) => string) | undefined {
  switch (name) {
    case 'objectname': {
      const length = parseOidLength(text, shown, option)
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
function objectField(text: string, shown: string, name: string, option: string | undefined): ObjectValue {
  switch (name) {
    case 'tree': {
      const length = parseOidLength(text, shown, option)
      return ({ commit }, { repo }) => (commit ? abbreviate(repo, commit.tree, length) : '')
    }
    case 'parent': {
      const length = parseOidLength(text, shown, option)
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
    case 'describe':
      return describeField(option)
    case 'signature':
      return signatureField(option)
    default: {
      const ofMessage = messageField(text, name, option)
      return (object) => (object.commit || object.tag ? ofMessage(object.message) : '')
    }
  }
}

function parseOidLength(text: string, shown: string, option: string | undefined): AbbreviationLength {
  if (option === undefined) return 'full'
  if (option === 'short') return 'auto'
  const [, digits] = /^short=(.*)$/s.exec(option) ?? []
  if (digits === undefined) throw new FatalError(`unrecognized %(${shown}) argument: ${option}`)
  if (!/^\s*\+?\d+$/.test(digits) || Number(digits) === 0) {
    throw new FatalError(`positive value expected '${digits}' in %(${text})`)
  }
  return Math.max(Number(digits), ABBREVIATION_MIN)
}
