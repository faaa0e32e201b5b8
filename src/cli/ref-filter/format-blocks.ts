/**
 * `%(if)…%(then)…%(else)…%(end)` and `%(align:…)…%(end)`: what is between is put together first, and then shown, left
 * out, or filled up. Blocks may stand in blocks.
 */
import { displayWidth } from '../text/display-width.js'
import { FatalError } from '../failure.js'
import { quoted, type QuoteStyle } from './quote-style.js'

type Position = 'left' | 'middle' | 'right'

interface Align {
  readonly kind: 'align'
  readonly width: number
  readonly position: Position
}

interface If {
  readonly kind: 'if'
  /** What the condition is compared with; undefined: it holds if there is anything but spaces. */
  readonly comparison: { readonly text: string; readonly isEqual: boolean } | undefined
}

/** A field that begins, parts or ends a block. */
export type BlockField = Align | If | { readonly kind: 'then' | 'else' | 'end' }

/**
 * @param text As between the parentheses.
 * @returns Undefined: it is another field.
 * @throws {FatalError} What follows the name makes no sense.
 */
export function parseBlockField(text: string): BlockField | undefined {
  const [, name, option] = /^\*?([^:]*)(?::(.*))?$/s.exec(text)!
  switch (name!) {
    case 'align':
      return parseAlign(option)
    case 'if':
      return { kind: 'if', comparison: parseComparison(option) }
    case 'then':
    case 'else':
    case 'end':
      return { kind: name }
    default:
      return undefined
  }
}

function parseComparison(option: string | undefined): If['comparison'] {
  if (option === undefined || option === '') return undefined
  const [, not, text] = /^(not)?equals=(.*)$/s.exec(option) ?? []
  if (text === undefined) throw new FatalError(`unrecognized %(if) argument: ${option}`)
  return { text, isEqual: not === undefined }
}

function parseAlign(option: string | undefined): Align {
  if (option === undefined || option === '')
    throw new FatalError('expected format: %(align:<width>,<position>)')
  let width: number | undefined
  let position: Position = 'left'
  for (const word of option.split(',')) {
    const [, key, value] = /^(?:(position|width)=)?(.*)$/s.exec(word)!
    const number = /^\s*\+?\d+$/.test(value!) ? Number(value) : undefined
    if (key !== 'position' && number !== undefined) width = number
    else if (key !== 'width' && isPosition(value!)) position = value
    else if (key !== undefined) throw new FatalError(`unrecognized ${key}:${value!}`)
    else throw new FatalError(`unrecognized %(align) argument: ${word}`)
  }
  if (width === undefined) throw new FatalError('positive width expected with the %(align) atom')
  return { kind: 'align', width, position }
}

function isPosition(text: string): text is Position {
  return text === 'left' || text === 'middle' || text === 'right'
}

interface Frame {
  text: string
  /** Undefined: the frame of all. */
  readonly block: Align | Condition | undefined
}

/** An `if` and how far it has come; the part behind `else` has a frame of its own, of the same condition. */
interface Condition {
  readonly kind: 'if'
  readonly comparison: If['comparison']
  holds: boolean
  hasThen: boolean
  hasElse: boolean
}

/** One ref's text, while it is put together. */
export class BlockOutput {
  readonly #frames: Frame[] = [{ text: '', block: undefined }]
  readonly #style: QuoteStyle | undefined

  /** @param style How fields are quoted; of a block everything that comes out of it, as one. */
  constructor(style: QuoteStyle | undefined) {
    this.#style = style
  }

  /** Text of the format itself, which is never quoted alone. */
  text(text: string): void {
    this.#top.text += text
  }

  value(value: string): void {
    this.#top.text += this.#frames.length === 1 ? quoted(value, this.#style) : value
  }

  /** @throws {FatalError} The field is at a place where it cannot be. */
  take(field: BlockField): void {
    if (field.kind === 'align') this.#frames.push({ text: '', block: field })
    else if (field.kind === 'if') this.#frames.push({ text: '', block: newCondition(field) })
    else if (field.kind === 'then') this.#then()
    else if (field.kind === 'else') this.#else()
    else this.#end()
  }

  /** @throws {FatalError} A block has no end. */
  finish(): string {
    if (this.#frames.length > 1) throw new FatalError('format: %(end) atom missing')
    return this.#top.text
  }

  get #top(): Frame {
    return this.#frames.at(-1)!
  }

  #then(): void {
    const frame = this.#top
    const condition = this.#condition('then')
    if (condition.hasThen) throw new FatalError('format: %(then) atom used more than once')
    if (condition.hasElse) throw new FatalError('format: %(then) atom used after %(else)')
    condition.hasThen = true
    const { comparison } = condition
    condition.holds = comparison
      ? (frame.text === comparison.text) === comparison.isEqual
      : /[^ \t\n\r]/.test(frame.text)
    frame.text = ''
  }

  #else(): void {
    const condition = this.#condition('else')
    if (!condition.hasThen) throw new FatalError('format: %(else) atom used without a %(then) atom')
    if (condition.hasElse) throw new FatalError('format: %(else) atom used more than once')
    condition.hasElse = true
    this.#frames.push({ text: '', block: condition })
  }

  #condition(name: string): Condition {
    const { block } = this.#top
    if (block?.kind !== 'if') throw new FatalError(`format: %(${name}) atom used without a %(if) atom`)
    return block
  }

  #end(): void {
    const { block, text } = this.#top
    if (!block) throw new FatalError('format: %(end) atom used without corresponding atom')
    this.#frames.pop()
    const result = block.kind === 'align' ? aligned(text, block) : this.#chosen(block, text)
    this.#top.text += this.#frames.length === 1 ? quoted(result, this.#style) : result
  }

  /** @param text What stands behind `else`, or behind `then` if there is no `else`. */
  #chosen(condition: Condition, text: string): string {
    if (!condition.hasThen) throw new FatalError('format: %(if) atom used without a %(then) atom')
    if (!condition.hasElse) return condition.holds ? text : ''
    const { text: then } = this.#frames.pop()!
    return condition.holds ? then : text
  }
}

function newCondition({ comparison }: If): Condition {
  return { kind: 'if', comparison, holds: false, hasThen: false, hasElse: false }
}

/** Git takes no more of a text than what is before a `%00` in it. */
function aligned(content: string, { width, position }: Align): string {
  const [text = ''] = content.split('\0', 1)
  const missing = width - displayWidth(text)
  if (missing <= 0) return text
  if (position === 'left') return text + ' '.repeat(missing)
  const left = position === 'middle' ? Math.floor(missing / 2) : missing
  return ' '.repeat(left) + text + ' '.repeat(missing - left)
}
