/** Configuration as git reads it: the last value of a variable wins, and all of them can be had. */
import { parseBool, parseInteger, parseSize } from './config-values.js'
import { ConfigError } from './errors.js'

/** Whose file a value stands in; only the first two and the last are under the user's own control. */
export type ConfigScope = 'system' | 'global' | 'local' | 'worktree' | 'command'

/** One value of one variable, and where it was set. */
export interface ConfigValue {
  /** `section.name` or `section.subsection.name`; section and name in lower case. */
  readonly name: string
  /** Null: a variable without `=`. */
  readonly value: string | null
  readonly scope: ConfigScope
  /** The file, or what took its place, such as `GIT_CONFIG_COUNT`. */
  readonly origin: string
}

/** The variables of one repository. Names as git writes them, `core.bare`; case counts only in subsections. */
export class Config {
  readonly #values = new Map<string, ConfigValue[]>()

  /** @param entries In the order in which git reads them: what comes later wins. */
  constructor(readonly entries: readonly ConfigValue[]) {
    for (const entry of entries) {
      const values = this.#values.get(entry.name)
      if (values) values.push(entry)
      else this.#values.set(entry.name, [entry])
    }
  }

  /** The last value as text; undefined where it is not set or has no `=`. */
  get(name: string): string | undefined {
    return this.#last(name)?.value ?? undefined
  }

  /** Every value in the order in which git reads them; null for a variable without `=`. */
  getAll(name: string): readonly (string | null)[] {
    return this.values(name).map((entry) => entry.value)
  }

  /** Every value with its origin. */
  values(name: string): readonly ConfigValue[] {
    return this.#values.get(canonicalName(name)) ?? []
  }

  /** @throws {ConfigError} The value is no boolean. */
  getBool(name: string): boolean | undefined {
    return this.#parsed(name, parseBool, 'boolean')
  }

  /** A whole number, git's suffixes k, m and g applied. @throws {ConfigError} The value is no number. */
  getInt(name: string): number | undefined {
    return this.#parsed(name, parseInteger, 'numeric')
  }

  /** A size in bytes, without sign, git's suffixes k, m and g applied. @throws {ConfigError} The value is none. */
  getSize(name: string): number | undefined {
    const entry = this.#last(name)
    if (!entry) return undefined
    const size = parseSize(entry.value)
    if (typeof size === 'number') return size
    throw new ConfigError(
      entry.origin,
      `bad numeric config value '${entry.value ?? ''}' for '${name}': ${size}`,
    )
  }

  /** The distinct subsections under `section` that set anything, in the order they are first seen. */
  subsections(section: string): string[] {
    const found = new Set<string>()
    const start = `${section.toLowerCase()}.`
    for (const name of this.#values.keys()) {
      const end = name.lastIndexOf('.')
      if (name.startsWith(start) && end > start.length - 1) found.add(name.slice(start.length, end))
    }
    return [...found]
  }

  #last(name: string): ConfigValue | undefined {
    return this.#values.get(canonicalName(name))?.at(-1)
  }

  #parsed<T>(name: string, parse: (value: string | null) => T | undefined, kind: string): T | undefined {
    const entry = this.#last(name)
    if (!entry) return undefined
    const parsed = parse(entry.value)
    if (parsed === undefined) {
      throw new ConfigError(entry.origin, `bad ${kind} config value '${entry.value ?? ''}' for '${name}'`)
    }
    return parsed
  }
}

/** Section and name in lower case, the subsection between them as it is. */
export function canonicalName(name: string): string {
  const first = name.indexOf('.')
  const last = name.lastIndexOf('.')
  if (first === last) return name.toLowerCase()
  return name.slice(0, first).toLowerCase() + name.slice(first, last) + name.slice(last).toLowerCase()
}
