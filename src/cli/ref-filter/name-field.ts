/** Fields that need no object: the ref's name, the ref that it stands for, and what a branch tracks. */
import { FatalError } from '../failure.js'
import { shortenRef } from '../../repo/refs/shorten-ref.js'
import { rawToText, textToRaw } from '../../object/raw-text.js'
import type { FieldValue } from './field.js'
import { badOption, refuseOption } from './field-syntax.js'
import type { RefView } from './ref-view.js'
import { trackingText, type TrackingQuestion } from './tracking.js'

/**
 * @param shown The name as it was given, with `*` in front or without.
 * @returns Undefined: it is another field.
 * @throws {FatalError} What follows the name makes no sense.
 */
export function nameField(shown: string, name: string, option: string | undefined): FieldValue | undefined {
  switch (name) {
    case 'rest':
      refuseOption(name, option)
      return () => ''
    case 'HEAD':
      refuseOption(name, option)
      return ({ ref, surroundings }) => (ref.name === surroundings.headName ? '*' : ' ')
    case 'worktreepath':
      return ({ ref, kind, surroundings }) =>
        kind === 'branch' ? textToRaw(surroundings.worktrees.get(ref.name) ?? '') : ''
    case 'refname': {
      const shorten = parseShortening(shown, option)
      return (view) =>
        view.kind === 'detached' ? view.surroundings.headDescription : shorten(view, view.name)
    }
    case 'symref': {
      const shorten = parseShortening(shown, option)
      return (view) => (view.ref.symbolic === undefined ? '' : shorten(view, textToRaw(view.ref.symbolic)))
    }
    case 'upstream':
    case 'push':
      return trackingField(shown, name, option)
    default:
      return undefined
  }
}

function trackingField(shown: string, kind: 'upstream' | 'push', option: string | undefined): FieldValue {
  let shows: TrackingQuestion['shows'] = 'ref'
  let hasBrackets = true
  let shorten = parseShortening(shown, undefined)
  for (const word of option?.split(',') ?? []) {
    if (word === 'nobracket') hasBrackets = false
    else if (word === 'track' || word === 'trackshort' || word === 'remotename' || word === 'remoteref') {
      shows = word
    } else {
      shows = 'ref'
      shorten = parseShortening(shown, option)
    }
  }
  if (shown === '*push') {
    return ({ ref }) => {
      throw new FatalError(`missing object ${ref.oid} for ${ref.name}`) // as git has it, of any ref
    }
  }
  return (view) =>
    textToRaw(
      trackingText(view, { kind, shows, hasBrackets }, (ref) => rawToText(shorten(view, textToRaw(ref)))),
    )
}

/** How a name is shortened: `short`, `lstrip=<n>`, `rstrip=<n>`. */
function parseShortening(shown: string, option: string | undefined): (view: RefView, name: string) => string {
  if (option === undefined) return (_, name) => name
  if (option === 'short') {
    return ({ repo }, name) => {
      const isStrict = repo.config.getBool('core.warnambiguousrefs') ?? true
      return textToRaw(shortenRef(repo.refStore, rawToText(name), isStrict))
    }
  }
  const [, kind, digits] = /^(strip|lstrip|rstrip)=(.*)$/s.exec(option) ?? []
  if (kind === undefined) throw badOption(shown, option)
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
