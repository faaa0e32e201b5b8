/** How `config` prints a variable: scope, origin, name and value, apart by tabs and ended by newlines, or all by NUL. */
import type { ConfigValue } from '../../../repo/config/config.js'
import { quotePath } from '../../../text/quote-path.js'
import type { CommandContext } from '../../context.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { FatalError } from '../../failure.js'
import { type ValueType, typedValue, valueTypeOf } from './typed-value.js'

/** What stands for a file that is read as standard input, or from an object by its name. */
export const STANDARD_INPUT = 'standard input'
export const BLOB = 'blob '

export class EntryPrinter {
  private readonly type: ValueType | undefined
  private readonly isNull: boolean

  /** @param origins Turns the path of a file into what git calls it. */
  constructor(
    private readonly options: ParsedOptions,
    private readonly context: CommandContext,
    private readonly origins: (path: string) => string,
  ) {
    this.type = valueTypeOf(options)
    this.isNull = options.has('null')
  }

  /** `name=value`, as `--list` has it; without a value the name alone. What is none of the type is left out. */
  listed(entry: ConfigValue): void {
    const { name, value } = entry
    const isNameOnly = this.options.has('name-only')
    const typed = typedValue(name, value, isNameOnly ? undefined : this.type, '', this.context.env)
    if ('fault' in typed) {
      if (this.type === 'path' && !typed.ofLine) throw new FatalError(typed.fault)
      return
    }
    const text = isNameOnly ? undefined : typed.text
    this.print(this.before(entry) + name + (text === undefined ? '' : (this.isNull ? '\n' : '=') + text))
  }

  value(entry: ConfigValue, showsName: boolean): void {
    const isNameOnly = this.options.has('name-only')
    const value = isNameOnly ? undefined : this.typed(entry)
    const name = showsName || isNameOnly ? entry.name : ''
    const delimiter = name === '' || value === undefined ? '' : this.isNull ? '\n' : ' '
    this.print(this.before(entry) + name + delimiter + (value ?? ''))
  }

  /** What stands in for a variable that is not set. */
  fallback(name: string, text: string): void {
    const typed = typedValue(name, text, this.type, '', this.context.env)
    if ('text' in typed) {
      this.print(typed.text ?? '')
      return
    }
    if (typed.ofLine) this.context.complain(`error: ${typed.fault}`)
    throw new FatalError(typed.ofLine ? `failed to format default config value: ${text}` : typed.fault)
  }

  /** @throws {FatalError} The value is none of the type. */
  private typed({ name, value, origin }: ConfigValue): string | undefined {
    const place = this.place(origin)
    const typed = typedValue(
      name,
      value,
      this.type,
      place === undefined ? '' : ` in ${place}`,
      this.context.env,
    )
    if ('text' in typed) return typed.text
    if (!typed.ofLine) throw new FatalError(typed.fault)
    this.context.complain(`error: ${typed.fault}`)
    throw new FatalError(
      place === undefined ? 'unable to parse command-line config' : `bad config value in ${place}`,
    )
  }

  /** Undefined: the command line or the environment. */
  private place(origin: string): string | undefined {
    if (origin.startsWith('GIT_CONFIG_')) return undefined
    if (origin === STANDARD_INPUT || origin.startsWith(BLOB)) return origin
    return `file ${this.origins(origin)}`
  }

  private before({ scope, origin }: ConfigValue): string {
    const end = this.isNull ? '\0' : '\t'
    const shownScope = this.options.has('show-scope') ? scope + end : ''
    return shownScope + (this.options.has('show-origin') ? this.originText(origin) + end : '')
  }

  private originText(origin: string): string {
    if (origin.startsWith('GIT_CONFIG_')) return 'command line:'
    if (origin === STANDARD_INPUT) return `${origin}:`
    if (origin.startsWith(BLOB)) return `blob:${origin.slice(BLOB.length)}`
    const path = this.origins(origin)
    return `file:${this.isNull ? path : quotePath(path, true)}`
  }

  private print(line: string): void {
    this.context.out.text(line + (this.isNull ? '\0' : '\n'))
  }
}
