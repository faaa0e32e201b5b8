/** Options that say how commits are shown: those that `rev-list`, `log` and `show` have in common. */
import type { Config } from '../../repo/config/config.js'
import { type DateMode, parseDateMode } from '../../repo/date/show-date.js'
import { expandNotesRef } from '../../repo/format/notes.js'
import { parsePrettyFormat, MEDIUM_FORMAT, type PrettyFormat } from '../../repo/format/pretty-format.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'

const TAB_WIDTH = 8

export class PrettyArguments {
  /** Undefined: none was named. */
  format: PrettyFormat | undefined
  /** Whether `--pretty` or its like was given, with or without a name. */
  isGiven = false
  dateMode: DateMode | undefined
  encoding: string | undefined
  tabWidth: number | undefined
  /** Whether notes are shown; undefined: nothing was said of it. */
  showsNotes: boolean | undefined
  usesDefaultNotes: boolean | undefined
  notesRefs: string[] = []
  hasGraph = false
  lanesMax = Infinity
  /** `always`, `never` or `auto`; undefined: as configured. */
  color: string | undefined
  /** Set by `--oneline`. */
  abbreviatesCommits: boolean | undefined
  showsLogSize = false

  constructor(private readonly context: CommandContext) {}

  /** @returns How many arguments were taken; 0: it is another option. */
  take(arg: string, next: string | undefined): number {
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    const value = equals < 0 ? undefined : arg.slice(equals + 1)
    if (name === '--date' || name === '--encoding') {
      const given = value ?? next
      if (given === undefined) throw new FatalError(`Option '${name}' requires a value`)
      if (name === '--date') this.takeDate(given)
      else this.encoding = given === 'none' ? '' : given
      return value === undefined ? 2 : 1
    }
    return (value === undefined ? this.takeFlag(name) : this.takeValue(name, value)) ? 1 : 0
  }

  get isColored(): boolean {
    return this.color === 'always' || (this.color === 'auto' && this.context.streams.stdoutIsTerminal)
  }

  private get config(): Config {
    return this.context.repository().config
  }

  private takeFlag(flag: string): boolean {
    switch (flag) {
      case '--pretty':
        this.isGiven = true
        this.format = MEDIUM_FORMAT
        return true
      case '--oneline':
        this.takeFormat('oneline')
        this.abbreviatesCommits = true
        return true
      case '--abbrev-commit':
        this.abbreviatesCommits = true
        return true
      case '--no-abbrev-commit':
        this.abbreviatesCommits = false
        return true
      case '--expand-tabs':
        this.tabWidth = TAB_WIDTH
        return true
      case '--no-expand-tabs':
        this.tabWidth = 0
        return true
      case '--relative-date':
        this.dateMode = { style: 'relative', isLocal: false }
        return true
      case '--notes':
      case '--show-notes':
        this.showsNotes = true
        this.usesDefaultNotes = true
        return true
      case '--no-notes':
        this.showsNotes = false
        this.usesDefaultNotes = undefined
        this.notesRefs = []
        return true
      case '--standard-notes':
        this.showsNotes = true
        this.usesDefaultNotes = true
        return true
      case '--no-standard-notes':
        this.usesDefaultNotes = false
        return true
      case '--graph':
        this.hasGraph = true
        return true
      case '--no-graph':
        this.hasGraph = false
        return true
      case '--color':
        this.color = 'always'
        return true
      case '--no-color':
        this.color = 'never'
        return true
      case '--log-size':
        this.showsLogSize = true
        return true
      case '--no-show-signature':
        return true
      case '--show-signature':
        throw new FatalError('--show-signature is not supported: no program is run to check signatures')
      default:
        return false
    }
  }

  private takeValue(name: string, value: string): boolean {
    switch (name) {
      case '--pretty':
      case '--format':
        this.takeFormat(value)
        return true
      case '--expand-tabs':
        if (!/^\s*\+?\d+$/.test(value)) throw new FatalError(`'${value}': not a non-negative integer`)
        this.tabWidth = parseInt(value, 10)
        return true
      case '--notes':
      case '--show-notes':
        this.showsNotes = true
        if (name === '--show-notes') this.usesDefaultNotes ??= true
        this.notesRefs.push(expandNotesRef(value))
        return true
      case '--graph-lane-limit':
        this.lanesMax = parseInt(value, 10) > 0 ? parseInt(value, 10) : Infinity
        return true
      case '--color':
        if (!/^(?:always|never|auto|true|false|yes|no|on|off)$/i.test(value)) {
          throw new FatalError(`option \`color' expects "always", "auto", or "never"`)
        }
        this.color = /^(?:never|false|no|off)$/i.test(value)
          ? 'never'
          : /^always$/i.test(value)
            ? 'always'
            : 'auto'
        return true
      default:
        return false
    }
  }

  private takeFormat(name: string): void {
    this.isGiven = true
    this.format = parsePrettyFormat(name, this.config)
  }

  private takeDate(value: string): void {
    const mode = parseDateMode(value, this.context.streams.stdoutIsTerminal)
    if (!mode) throw new FatalError(`unknown date format ${value}`)
    this.dateMode = mode
  }
}
