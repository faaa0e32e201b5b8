/** What a diff shows and how, beyond which paths differ: options of one call, over the repository's configuration. */
import type { AbbreviationLength } from '../abbreviate.js'
import type { Config } from '../config/config.js'
import type { DiffAlgorithm, LineDiffOptions } from '../../text/line-diff/options.js'
import type { HunkOptions } from '../../text/patch/hunks.js'

export interface PatchOptions extends LineDiffOptions, HunkOptions {
  /** Whether everything counts as text. Default: false. */
  readonly text?: boolean
  /** Whether binary contents are shown as a patch that can be applied. Default: false; it is only said that they differ. */
  readonly binary?: boolean
  /** How oids are cut. Default: `auto`. */
  readonly abbrev?: AbbreviationLength
  /** What stands before old and new paths. Default: `a/` and `b/`. */
  readonly srcPrefix?: string
  readonly dstPrefix?: string
  /** Whether nothing is shown of the content of a file that was deleted. Default: false. */
  readonly irreversibleDelete?: boolean
  /** Whether what goes back from `after` to `before` is shown. Default: false. */
  readonly reverse?: boolean
  /** How changes of submodules are shown: as their oids, or as the commits between. Default: `short`. */
  readonly submodule?: 'short' | 'log'
  /** A folder, with a slash at its end: paths are told from there. Changes elsewhere must have been left out. */
  readonly relative?: string
}

/** Beyond this a file is not read to be compared: `core.bigFileThreshold`. */
export const BIG_FILE_THRESHOLD = 512 * 1024 ** 2

const ALGORITHMS: Readonly<Record<string, DiffAlgorithm>> = {
  myers: 'myers',
  default: 'myers',
  minimal: 'minimal',
  patience: 'patience',
  histogram: 'histogram',
}

/** The algorithm of a name as `--diff-algorithm` and `diff.algorithm` take it; undefined: there is none. */
export function algorithmNamed(name: string): DiffAlgorithm | undefined {
  return ALGORITHMS[name.toLowerCase()]
}

/** What the configuration says for commands that are meant for people; those for programs do not obey it. */
export function configuredPatchOptions(config: Config): PatchOptions {
  const algorithm = algorithmNamed(config.get('diff.algorithm') ?? '')
  const context = config.getInt('diff.context')
  const interHunkContext = config.getInt('diff.interHunkContext')
  const hasNoPrefix = config.getBool('diff.noPrefix') ?? false
  const srcPrefix = hasNoPrefix ? '' : config.get('diff.srcPrefix')
  const dstPrefix = hasNoPrefix ? '' : config.get('diff.dstPrefix')
  return {
    ...(algorithm && { algorithm }),
    ...(context !== undefined && { context }),
    ...(interHunkContext !== undefined && { interHunkContext }),
    ...(srcPrefix !== undefined && { srcPrefix }),
    ...(dstPrefix !== undefined && { dstPrefix }),
    indentHeuristic: config.getBool('diff.indentHeuristic') ?? true,
    ...(config.get('diff.submodule') === 'log' && { submodule: 'log' }),
  }
}
