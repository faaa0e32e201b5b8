/**
 * Runs the program of a regular expression over texts, all its ways at once: the time is proportional to the length of
 * the text, whatever the expression is.
 *
 * The set of places in the program that have been reached is a state, and where a state leads to with a character is kept
 * for the next time, so that most characters cost one look into a table (a "lazy DFA", as in RE2). Characters that no
 * part of the expression tells apart are one class.
 */
import { type Place, WORD } from './posix-syntax.js'
import type { Instruction, RegexProgram } from './regex-program.js'

/** What stands before or behind a place. */
type Neighbour = 'nothing' | 'word' | 'other'

interface State {
  /** Instructions to go on at, in rising order. */
  readonly at: readonly number[]
  readonly before: Neighbour
  /** By class of characters: the next state; undefined: not known yet; null: the expression matches before it. */
  readonly next: (State | null | undefined)[]
  /** Whether the expression matches where the text ends. */
  matchesAtEnd: boolean | undefined
}

interface CharacterClass {
  /** From 1 on: no state leads anywhere with 0, which stands for a character that has not been seen. */
  readonly number: number
  /** By number of set. */
  readonly isIn: readonly boolean[]
  readonly kind: Neighbour
}

/** Work that one instruction is, in characters of a text that cost a look into the table. */
const WORK_OF_INSTRUCTION = 8
/** Numbers that all states together may hold before they are forgotten. */
const KEPT_MAX = 500_000
const ASCII = 128
const CHARACTERS_MAX = 20_000
const WORD_CHARACTER = new RegExp(`^${WORD}$`, 'u')

/** Matching has cost more than it may, or might. */
export class RegexTooCostlyError extends Error {}

export class RegexMatcher {
  #work = 0
  readonly #program: RegexProgram
  readonly #classOf = new Map<number, CharacterClass>()
  /** Numbers of the classes of ASCII characters, 0: not seen yet. */
  readonly #numberOf = new Uint32Array(ASCII)
  readonly #classes = new Map<string, CharacterClass>()
  #states = new Map<string, State>()
  #kept = 0
  /** When each instruction was last visited: a number that rises with every step. */
  readonly #visited: Uint32Array
  #visit = 0

  /** @param workMax What all calls together may cost: a unit is a character that costs a look into the table. */
  constructor(
    program: RegexProgram,
    private readonly workMax: number,
  ) {
    this.#program = program
    this.#visited = new Uint32Array(program.instructions.length)
  }

  /**
   * Whether the expression matches anywhere in the text.
   *
   * @throws {RegexTooCostlyError} The limit on work is reached.
   */
  matches(text: string): boolean {
    let state = this.#stateOf([], 'nothing')
    this.#work += text.length + 1
    const ascii = this.#numberOf
    // Hot: once a character of every message.
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      let next = unit < ASCII ? state.next[ascii[unit]!] : undefined
      if (next === undefined) {
        const point = text.codePointAt(i)!
        if (point > 0xffff) i++
        next = this.#step(state, this.#classOf.get(point) ?? this.#classify(point))
      }
      if (next === null) return true
      state = next
    }
    this.#checkWork()
    return (state.matchesAtEnd ??= this.#reach(state, 'nothing') === undefined)
  }

  /** The state behind `character`; null: a match ends before it. */
  #step(state: State, character: CharacterClass): State | null {
    const known = state.next[character.number]
    if (known !== undefined) return known
    this.#checkWork()
    const reached = this.#reach(state, character.kind)
    const next = reached && this.#stateOf(this.#read(reached, character), character.kind)
    state.next[character.number] = next ?? null
    return next ?? null
  }

  /**
   * The instructions that read a character, of all that can be come to from the state without reading one; undefined: the
   * end of the program is among them.
   */
  #reach(state: State, behind: Neighbour): number[] | undefined {
    const { instructions } = this.#program
    const reading: number[] = []
    const visit = ++this.#visit
    const open = [0, ...state.at] // a match may begin anywhere
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.#visited[at] === visit) continue
      this.#visited[at] = visit
      this.#work += WORK_OF_INSTRUCTION
      const instruction = instructions[at]!
      if (instruction.kind === 'match') return undefined
      if (instruction.kind === 'read') reading.push(at)
      else if (instruction.kind === 'split') open.push(at + instruction.second, at + instruction.first)
      else if (isAt(instruction.place, state.before, behind)) open.push(at + 1)
    }
    return reading
  }

  #read(reading: readonly number[], character: CharacterClass): number[] {
    const { instructions } = this.#program
    return reading
      .filter((at) => character.isIn[(instructions[at] as Instruction & { kind: 'read' }).set])
      .map((at) => at + 1)
      .sort((a, b) => a - b)
  }

  #stateOf(at: readonly number[], before: Neighbour): State {
    const key = `${before} ${at.join()}`
    const known = this.#states.get(key)
    if (known) return known
    this.#work += WORK_OF_INSTRUCTION * at.length
    this.#kept += at.length + this.#classes.size + 8
    if (this.#kept > KEPT_MAX) {
      this.#states = new Map() // what is under way still leads to the old ones, which go with it
      this.#kept = 0
    }
    const state: State = { at, before, next: [undefined], matchesAtEnd: undefined }
    this.#states.set(key, state)
    return state
  }

  #checkWork(): void {
    if (this.#work > this.workMax) throw new RegexTooCostlyError('the search takes too long')
  }

  #classify(point: number): CharacterClass {
    const character = String.fromCodePoint(point)
    const isIn = this.#program.sets.map((set) => set.test(character))
    const kind = WORD_CHARACTER.test(character) ? 'word' : 'other'
    this.#work += WORK_OF_INSTRUCTION * isIn.length
    const key = `${kind} ${isIn.map(Number).join('')}`
    let found = this.#classes.get(key)
    if (!found) {
      found = { number: this.#classes.size + 1, isIn, kind }
      this.#classes.set(key, found)
    }
    if (this.#classOf.size >= CHARACTERS_MAX) this.#classOf.clear()
    if (point < ASCII) this.#numberOf[point] = found.number
    this.#classOf.set(point, found)
    return found
  }
}

function isAt(place: Place, before: Neighbour, behind: Neighbour): boolean {
  switch (place) {
    case 'start':
      return before === 'nothing'
    case 'end':
      return behind === 'nothing'
    case 'edge':
      return (before === 'word') !== (behind === 'word')
    case 'noEdge':
      return (before === 'word') === (behind === 'word')
    case 'wordStart':
      return before !== 'word' && behind === 'word'
    case 'wordEnd':
      return before === 'word' && behind !== 'word'
  }
}
