/** A command line that git and packmap must answer alike, in every place of the zoo. */
export interface Case {
  /** Parted at blanks, except within single quotes. */
  readonly line: string
  readonly input?: string | Uint8Array
  /** Git prints its usage on standard output, where packmap has its own; only the status is compared. */
  readonly isUsage?: boolean
  /** In which order the lines come is not said anywhere, and differs from one file system to another. */
  readonly isUnordered?: boolean
  /** An error ends it, and how much git prints before that depends on its version; only the status is compared then. */
  readonly mayEndEarly?: boolean
}

/** A case in one line. `input` is standard input. */
export function c(line: string, input?: string | Uint8Array): Case {
  return input === undefined ? { line } : { line, input }
}

/** A case that ends in git's usage text. */
export function usage(line: string, input?: string): Case {
  return { ...c(line, input), isUsage: true }
}

/** The arguments of a line. */
export function argumentsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''))
}
