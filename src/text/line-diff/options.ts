/** How two contents are compared line by line. */

/** `minimal` looks for the fewest changes, whatever it costs; the others are git's by the same names. */
export type DiffAlgorithm = 'myers' | 'minimal' | 'patience' | 'histogram'

/** White space that does not count: all of it, how much of it, what stands at a line's end, or a CR there. */
export type IgnoredSpace = 'all' | 'change' | 'at-eol' | 'cr-at-eol'

export interface LineDiffOptions {
  /** Default: `myers`, as git's. */
  readonly algorithm?: DiffAlgorithm
  /** With `patience`: lines that begin with one of these, and occur once, are matched if that is possible at all. */
  readonly anchors?: readonly (string | Uint8Array)[]
  /** Whether a change that may stand in several places goes where the indentation suggests. Default: true. */
  readonly indentHeuristic?: boolean
  readonly ignoreSpace?: IgnoredSpace | undefined
  /** Whether changes whose lines are all blank are left out. Default: false. */
  readonly ignoreBlankLines?: boolean
  /** Changes are left out if every line matches one of these; a line is given as text of one unit a byte, with its end. */
  readonly ignoreMatching?: readonly { test(line: string): boolean }[]
  /**
   * Steps that a comparison may take; a million are about 5 ms.
   *
   * Default: none are counted, and git's own bounds keep all but `minimal` from taking long.
   */
  readonly workMax?: number
}

/** As assembly/line-diff/side.ts numbers them. */
export const IGNORED_SPACE_BITS: Readonly<Record<IgnoredSpace, number>> = {
  all: 1,
  change: 2,
  'at-eol': 4,
  'cr-at-eol': 8,
}

/** As assembly/line-diff/index.ts numbers them. */
export const ALGORITHM_NUMBERS: Readonly<Record<DiffAlgorithm, number>> = {
  myers: 0,
  minimal: 0,
  patience: 1,
  histogram: 2,
}
