/** Configuration as git reads it: the last value of a variable wins, and all of them can be had. */

/** The variables of one repository, from every file that git would read. Names are as git writes them: `core.bare`. */
export class Config {
  /** The last value, as text; undefined where it is not set or has no `=`. */
  get(_name: string): string | undefined {
    throw new Error('not yet')
  }

  /** Every value in file order; null for a variable without `=`. */
  getAll(_name: string): readonly (string | null)[] {
    throw new Error('not yet')
  }

  /** @throws {ConfigError} The value is no boolean. */
  getBool(_name: string): boolean | undefined {
    throw new Error('not yet')
  }

  /** A whole number with git's suffixes k, m and g. @throws {ConfigError} The value is no number. */
  getInt(_name: string): number | undefined {
    throw new Error('not yet')
  }
}
