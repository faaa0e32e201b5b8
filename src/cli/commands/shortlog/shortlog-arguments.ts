/** The options of `shortlog` beside those of `rev-list`. */
import type { CommandContext } from '../../context.js'
import { UsageError } from '../../failure.js'
import { PrettyArguments } from '../../log/pretty-arguments.js'
import type { MoreOptions } from '../rev-list/arguments.js'

/** What commits are grouped by; a trailer's key or a format. */
export interface ShortlogGroup {
  readonly kind: 'author' | 'committer' | 'trailer' | 'format'
  readonly text: string
}

export interface Wrapping {
  readonly width: number
  readonly first: number
  readonly others: number
}

const WRAPPING: Wrapping = { width: 76, first: 6, others: 9 }
const WRAP_USAGE = '-w[<width>[,<indent1>[,<indent2>]]]'

export class ShortlogArguments implements MoreOptions {
  readonly pretty
  groups: ShortlogGroup[] = []
  isNumbered = false
  isSummary = false
  showsEmail = false
  wrapping: Wrapping | undefined

  constructor(context: CommandContext) {
    this.pretty = new PrettyArguments(context)
  }

  take(arg: string, next: string | undefined): number {
    const group = /^--group(?:=(.*))?$/s.exec(arg)
    if (group) {
      const name = group[1] ?? next
      if (name === undefined) throw new UsageError("option `group' requires a value")
      this.addGroup(name)
      return group[1] === undefined ? 2 : 1
    }
    if (/^-[csne]*w/.test(arg)) {
      this.takeLetters(arg.slice(1, arg.indexOf('w')))
      const value = arg.slice(arg.indexOf('w') + 1)
      this.wrapping = value === '' ? WRAPPING : parseWrapping(value)
      return 1
    }
    if (/^-[csne]+$/.test(arg)) {
      this.takeLetters(arg.slice(1))
      return 1
    }
    return this.takeLong(arg) ? 1 : this.pretty.take(arg, next)
  }

  unknown(arg: string): Error {
    return new UsageError(`unrecognized argument: ${arg}`)
  }

  /** Where there is no history. @throws {UsageError} There is something that would name some. */
  takeAll(args: readonly string[]): void {
    for (const arg of args) {
      if (this.take(arg, undefined) === 0) throw new UsageError('too many arguments given outside repository')
    }
  }

  private takeLong(arg: string): boolean {
    switch (arg) {
      case '--committer':
        this.takeLetters('c')
        return true
      case '--numbered':
      case '--no-numbered':
        this.isNumbered = arg === '--numbered'
        return true
      case '--summary':
      case '--no-summary':
        this.isSummary = arg === '--summary'
        return true
      case '--email':
      case '--no-email':
        this.showsEmail = arg === '--email'
        return true
      case '--no-group':
        this.groups = []
        return true
      default:
        return false
    }
  }

  private takeLetters(letters: string): void {
    for (const letter of letters) {
      if (letter === 'c') this.groups.push({ kind: 'committer', text: '' })
      else if (letter === 's') this.isSummary = true
      else if (letter === 'n') this.isNumbered = true
      else this.showsEmail = true
    }
  }

  private addGroup(name: string): void {
    if (/^(?:author|committer)$/i.test(name)) {
      this.groups.push({ kind: name.toLowerCase() as 'author' | 'committer', text: '' })
    } else if (name.startsWith('trailer:')) {
      this.groups.push({ kind: 'trailer', text: name.slice('trailer:'.length) })
    } else if (name.startsWith('format:')) {
      this.groups.push({ kind: 'format', text: name.slice('format:'.length) })
    } else if (name.includes('%')) this.groups.push({ kind: 'format', text: name })
    else throw new UsageError(`unknown group type: ${name}`)
  }
}

function parseWrapping(text: string): Wrapping {
  const match = /^(\d*)(?:,(\d*))?(?:,(\d*))?$/.exec(text)
  if (!match) throw new UsageError(WRAP_USAGE)
  const numberOr = (digits: string | undefined, usual: number): number => (digits ? Number(digits) : usual)
  const width = numberOr(match[1], WRAPPING.width)
  const first = numberOr(match[2], WRAPPING.first)
  const others = numberOr(match[3], WRAPPING.others)
  if (width > 0 && ((first > 0 && width <= first) || (others > 0 && width <= others))) {
    throw new UsageError(WRAP_USAGE)
  }
  return { width, first, others }
}
