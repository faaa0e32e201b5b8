/** Lists in columns (git-column(1)): `column.ui`, `column.branch`, `--column[=<options>]`. */
import type { Config } from '../../repo/config/config.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import type { OptionSpec } from '../options/option-spec.js'
import type { ParsedOptions } from '../options/parse-options.js'
import { displayWidth } from './display-width.js'

export interface ColumnOptions {
  enabled: 'always' | 'never' | 'auto'
  /** Filled column by column, row by row, or one entry a line. */
  layout: 'column' | 'row' | 'plain'
  /** Whether columns are as wide as their own entries need, so that there are more of them. */
  dense: boolean
}

export const COLUMN_OPTION: OptionSpec = {
  long: 'column',
  value: 'optional',
  valueName: 'options',
  help: 'list in columns: always, never, auto, column, row, plain, dense, nodense',
}

const COLUMNS_DEFAULT = 80
// eslint-disable-next-line no-control-regex -- colours begin with an escape
const COLOR = /\x1b\[[0-9;]*m/g

/**
 * What configuration and option ask for.
 *
 * @param command The command that lists; `column.<command>` holds for it.
 * @throws {UsageError} The option has a word that means nothing.
 * @throws {FatalError} The configuration has.
 */
export function columnOptions(config: Config, command: string, options: ParsedOptions): ColumnOptions {
  const columns: ColumnOptions = { enabled: 'never', layout: 'column', dense: false }
  for (const { name, value } of config.entries) {
    if (name !== 'column.ui' && name !== `column.${command}`) continue
    if (value === null) throw new FatalError(`bad config variable '${name}'`)
    const bad = takeWords(columns, value)
    if (bad !== undefined) throw new FatalError(`invalid ${name} mode ${value}`)
  }
  if (options.wasTakenBack('column') && !options.has('column')) columns.enabled = 'never'
  else if (options.has('column')) {
    columns.enabled = 'always'
    const bad = takeWords(columns, options.value('column') ?? '')
    if (bad !== undefined) throw new UsageError(`unsupported option '${bad}'`)
  }
  return columns
}

/** @returns A word that means nothing. */
function takeWords(columns: ColumnOptions, text: string): string | undefined {
  let [setsLayout, setsEnabled] = [false, false]
  for (const word of text.split(/[ ,]+/).filter((each) => each !== '')) {
    if (word === 'always' || word === 'never' || word === 'auto') {
      columns.enabled = word
      setsEnabled = true
    } else if (word === 'column' || word === 'row' || word === 'plain') {
      columns.layout = word
      setsLayout = true
    } else if (word === 'dense' || word === 'nodense') columns.dense = word === 'dense'
    else return word
  }
  if (setsLayout && !setsEnabled) columns.enabled = 'always'
  return undefined
}

/** Whether a list is shown in columns. */
export function usesColumns({ enabled }: ColumnOptions, { streams }: CommandContext): boolean {
  return enabled === 'always' || (enabled === 'auto' && streams.stdoutIsTerminal)
}

/**
 * A list as lines, each with its line break.
 *
 * @param items One unit a byte.
 * @param padding Blanks between columns.
 */
export function inColumns(
  items: readonly string[],
  { layout, dense }: ColumnOptions,
  padding: number,
  context: CommandContext,
): string {
  if (layout === 'plain') return items.map((item) => `${item}\n`).join('')
  if (items.length === 0) return ''
  const table = new Table(items, layout === 'column', padding)
  const width = terminalColumns(context) - 1
  table.layOut(width)
  if (dense) table.shrink(width)
  return table.text()
}

function terminalColumns({ env, streams }: CommandContext): number {
  const given = parseInt(env['COLUMNS'] ?? '', 10)
  if (given > 0) return given
  return (streams.stdoutIsTerminal ? process.stdout.columns : undefined) ?? COLUMNS_DEFAULT
}

class Table {
  private rows = 1
  private columns = 1
  /** Of each column the width of its longest item; undefined: all are as wide as the widest. */
  private widths: number[] | undefined
  private readonly lengths: readonly number[]
  private readonly widest: number

  constructor(
    private readonly items: readonly string[],
    private readonly byColumn: boolean,
    private readonly padding: number,
  ) {
    this.lengths = items.map((item) => displayWidth(item.replace(COLOR, '')))
    this.widest = this.lengths.reduce((most, length) => Math.max(most, length), 0) + padding
  }

  layOut(width: number): void {
    this.columns = Math.max(1, Math.floor(width / this.widest))
    this.rows = Math.ceil(this.items.length / this.columns)
  }

  /** Takes one row away after the other, as long as the columns then fit. */
  shrink(width: number): void {
    while (this.rows > 1) {
      const { rows, columns } = this
      this.rows--
      this.columns = Math.ceil(this.items.length / this.rows)
      const total = this.ownWidths().reduce((sum, each) => sum + each + this.padding, 0)
      if (total <= width) continue
      ;[this.rows, this.columns] = [rows, columns]
      break
    }
    this.widths = this.ownWidths()
  }

  text(): string {
    let text = ''
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const at = this.at(column, row)
        if (at >= this.items.length) break
        text += this.items[at]! + this.gapAfter(column, at)
      }
    }
    return text
  }

  private gapAfter(column: number, at: number): string {
    const count = this.items.length
    const isLast = this.byColumn ? at + this.rows >= count : column === this.columns - 1 || at === count - 1
    if (isLast) return '\n'
    const width = this.widths ? Math.min(this.widths[column]! + this.padding, this.widest) : this.widest
    return ' '.repeat(Math.max(0, width - this.lengths[at]!))
  }

  private at(column: number, row: number): number {
    return this.byColumn ? column * this.rows + row : row * this.columns + column
  }

  private ownWidths(): number[] {
    return Array.from({ length: this.columns }, (_, column) => {
      let width = 0
      for (let row = 0; row < this.rows; row++)
        width = Math.max(width, this.lengths[this.at(column, row)] ?? 0)
      return width
    })
  }
}
