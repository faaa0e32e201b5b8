/**
 * A regular expression as a program, after Thompson: instructions that read one character, go two ways, or ask about the
 * place. Back-references cannot be had in this way.
 *
 * The parts of an expression are programs with relative jumps, so that putting them together moves nothing.
 */
import { type ExpressionBuilder, type Place, RegexSyntaxError } from './posix-syntax.js'

export type Instruction =
  | { readonly kind: 'read'; readonly set: number }
  | { readonly kind: 'at'; readonly place: Place }
  /** Goes on at both, relative to itself. */
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'match' }

export interface RegexProgram {
  readonly instructions: readonly Instruction[]
  /** Sets of characters that `read` names by their number: each matches one code point. */
  readonly sets: readonly RegExp[]
}

/** Nested repetitions multiply: `(x{99}){99}` has 9,801. */
const INSTRUCTIONS_MAX = 10_000

/** What stands between two brackets. */
interface Group {
  /** The alternatives before the present one. */
  readonly alternatives: Instruction[][]
  sequence: Instruction[]
  /** Where in the sequence the last part begins. */
  lastAt: number
}

export class ProgramBuilder implements ExpressionBuilder {
  hasBackReferences = false
  /** Whether all that it has are characters, sets of them and ends of the text, one after another. */
  isPlain = true
  readonly #sets = new Map<string, number>()
  readonly #expressions: RegExp[] = []
  readonly #outer: Group[] = []
  #group: Group = { alternatives: [], sequence: [], lastAt: 0 }

  /** @param ignoresCase Whether letters match whatever their case. */
  constructor(private readonly ignoresCase: boolean) {}

  /** The whole program, after the last part. */
  finish(): RegexProgram {
    return { instructions: [...whole(this.#group), { kind: 'match' }], sets: this.#expressions }
  }

  open(): void {
    this.isPlain = false
    this.#outer.push(this.#group)
    this.#group = { alternatives: [], sequence: [], lastAt: 0 }
  }

  close(): void {
    const inner = whole(this.#group)
    this.#group = this.#outer.pop()!
    this.#add(inner)
  }

  either(): void {
    this.isPlain = false
    const group = this.#group
    group.alternatives.push(group.sequence)
    group.sequence = []
  }

  place(place: Place): void {
    if (place !== 'start' && place !== 'end') this.isPlain = false
    this.#add([{ kind: 'at', place }])
  }

  set(source: string): void {
    let set = this.#sets.get(source)
    if (set === undefined) {
      set = this.#expressions.length
      this.#sets.set(source, set)
      this.#expressions.push(expressionOf(source, this.ignoresCase))
    }
    this.#add([{ kind: 'read', set }])
  }

  character(character: string): void {
    this.set(/[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character)
  }

  backReference(): void {
    this.hasBackReferences = true
    this.#add([])
  }

  repeat(min: number, max: number): void {
    this.isPlain = false
    const group = this.#group
    const part = group.sequence.splice(group.lastAt)
    const times = max === Infinity ? min + 1 : max
    checkSize(group.sequence.length + times * (part.length + 2))
    for (let i = 0; i < min; i++) push(group.sequence, part)
    if (max === Infinity) push(group.sequence, endlessly(part))
    else for (let i = min; i < max; i++) push(group.sequence, perhaps(part))
  }

  #add(part: Instruction[]): void {
    const group = this.#group
    checkSize(group.sequence.length + part.length)
    group.lastAt = group.sequence.length
    // Brackets around brackets copy nothing.
    if (group.lastAt === 0) group.sequence = part
    else push(group.sequence, part)
  }
}

function checkSize(size: number): void {
  if (size > INSTRUCTIONS_MAX) throw new RegexSyntaxError(`more than ${INSTRUCTIONS_MAX} steps`)
}

function expressionOf(source: string, ignoresCase: boolean): RegExp {
  try {
    return new RegExp(`^${source}$`, ignoresCase ? 'isu' : 'su')
  } catch (error) {
    throw new RegexSyntaxError(`not a set of characters: ${source}`, { cause: error })
  }
}

function whole({ alternatives, sequence }: Group): Instruction[] {
  // From the last to the first, each goes around all that follow it.
  return alternatives.reduceRight((rest, one) => either(one, rest), sequence)
}

function either(one: readonly Instruction[], other: readonly Instruction[]): Instruction[] {
  checkSize(one.length + other.length)
  const out: Instruction[] = [{ kind: 'split', first: 1, second: one.length + 2 }]
  push(out, one)
  out.push(jump(other.length + 1))
  push(out, other)
  return out
}

function endlessly(part: readonly Instruction[]): Instruction[] {
  return [{ kind: 'split', first: 1, second: part.length + 2 }, ...part, jump(-part.length - 1)]
}

function perhaps(part: readonly Instruction[]): Instruction[] {
  return [{ kind: 'split', first: 1, second: part.length + 1 }, ...part]
}

function jump(distance: number): Instruction {
  return { kind: 'split', first: distance, second: distance }
}

function push(to: Instruction[], part: readonly Instruction[]): void {
  for (const instruction of part) to.push(instruction)
}
