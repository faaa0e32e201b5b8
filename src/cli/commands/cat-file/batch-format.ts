/**
 * `--batch[-check]=<format>`: text with `%(atom)` in it, parsed once and filled in for every object.
 *
 * Format: git-cat-file(1), "BATCH OUTPUT". `%%` is a percent sign; any other `%` stands for itself.
 */
import { FatalError } from '../../failure.js'

const ATOMS = [
  'objectname',
  'objecttype',
  'objectsize',
  'objectsize:disk',
  'deltabase',
  'objectmode',
  'rest',
] as const

export type Atom = (typeof ATOMS)[number]

export interface BatchFormat {
  /** Literal text and atoms in order; text has one unit a byte. */
  readonly parts: readonly ({ readonly literal: string } | { readonly atom: Atom })[]
  /** The atoms that occur. */
  readonly atoms: ReadonlySet<Atom>
  /** Whether it is the format of a batch without one, which has a faster way. */
  readonly isDefault: boolean
}

const DEFAULT_FORMAT = '%(objectname) %(objecttype) %(objectsize)'

/**
 * @param text One unit a byte; undefined for the default format.
 * @throws {FatalError} An unknown atom, or one without its closing parenthesis.
 */
export function parseBatchFormat(text: string = DEFAULT_FORMAT): BatchFormat {
  const parts: BatchFormat['parts'][number][] = []
  const atoms = new Set<Atom>()
  let literal = ''
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('%(', at)) {
      const end = text.indexOf(')', at)
      if (end < 0) throw new FatalError(`format element '${text.slice(at + 1)}' does not end in ')'`)
      const atom = parseAtom(text.slice(at + 2, end))
      if (literal !== '') parts.push({ literal })
      literal = ''
      parts.push({ atom })
      atoms.add(atom)
      at = end
    } else {
      literal += text[at]!
      if (text.startsWith('%%', at)) at++
    }
  }
  if (literal !== '') parts.push({ literal })
  return { parts, atoms, isDefault: text === DEFAULT_FORMAT }
}

function parseAtom(name: string): Atom {
  const atom = ATOMS.find((known) => known === name)
  if (!atom) throw new FatalError(`unknown format element: ${name}`)
  return atom
}
