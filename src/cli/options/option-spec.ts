/** One option of a command: what the parser and the help need to know of it. */
export interface OptionSpec {
  /** Without the dashes. An option has a long name, a short one, or both. */
  readonly long?: string
  /** One character. */
  readonly short?: string
  /** Further long names. */
  readonly aliases?: readonly string[]
  /**
   * Whether a value follows: `required` takes it after `=`, from the next argument or, behind a short name, from
   * the same one (`-n5`); `optional` only after `=`, or from the same argument behind a short name; `unless-last` from the next argument too, if there
   * is one.
   * Default: none.
   */
  readonly value?: 'required' | 'optional' | 'unless-last'
  /** What the help calls the value. */
  readonly valueName?: string
  /** Options of one group exclude each other: git's command modes. */
  readonly mode?: string
  /** Whether `--no-<long>` takes it back. Default: yes, except for modes. */
  readonly negatable?: boolean
  /** One line for the help; none: the option is not shown. */
  readonly help?: string
}

/** The name by which a parsed option is asked for: the long one if there is one. */
export function optionKey(option: OptionSpec): string {
  return option.long ?? option.short!
}
