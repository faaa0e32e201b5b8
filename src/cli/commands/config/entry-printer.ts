/** How `config` prints a variable: scope, origin, name and value, apart by tabs and ended by newlines, or all by NUL. */
import type { ConfigValue } from '../../../repo/config/config.js'
import { quotePath } from '../../../text/quote-path.js'
import type { CommandContext } from '../../context.js'
import type { ParsedOptions } from '../../options/parse-options.js'
import { type ValueType, typedValue, valueTypeOf } from './typed-value.js'

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

  /** `name=value`, as `--list` has it; without a value the name alone. */
  listed(entry: ConfigValue): void {
    const { name, value } = entry
    const text =
      value === null || this.options.has('name-only') ? name : `${name}${this.isNull ? '\n' : '='}${value}`
    this.print(this.before(entry) + text)
  }

  value(entry: ConfigValue, showsName: boolean): void {
    const isNameOnly = this.options.has('name-only')
    const value = isNameOnly ? undefined : typedValue(entry, this.type, this.context.env)
    const name = showsName || isNameOnly ? entry.name : ''
    const delimiter = name === '' || value === undefined ? '' : this.isNull ? '\n' : ' '
    this.print(this.before(entry) + name + delimiter + (value ?? ''))
  }

  /** What stands in for a variable that is not set. */
  fallback(name: string, text: string): void {
    const entry: ConfigValue = { name, value: text, scope: 'command', origin: 'default' }
    this.print(typedValue(entry, this.type, this.context.env) ?? '')
  }

  private before({ scope, origin }: ConfigValue): string {
    const end = this.isNull ? '\0' : '\t'
    const shownScope = this.options.has('show-scope') ? scope + end : ''
    return shownScope + (this.options.has('show-origin') ? this.originText(origin) + end : '')
  }

  private originText(origin: string): string {
    if (origin.startsWith('GIT_CONFIG_')) return 'command line:'
    const path = this.origins(origin)
    return `file:${this.isNull ? path : quotePath(path, true)}`
  }

  private print(line: string): void {
    this.context.out.text(line + (this.isNull ? '\0' : '\n'))
  }
}
