/** How the graph of a command is drawn: its colours, from the configuration (`log.graphColors`). */
import type { Config } from '../../repo/config/config.js'
import { COLOR_RESET, parseGitColor } from '../../repo/format/git-color.js'
import type { GraphSettings } from '../../repo/format/history-graph.js'

const CODES = [31, 32, 33, 34, 35, 36]
/** Red, green, yellow, blue, magenta and cyan, then the same in bold. */
const COLORS = [...CODES.map((code) => `\x1b[${code}m`), ...CODES.map((code) => `\x1b[1;${code}m`)]

export function graphSettings(
  config: Config,
  isColored: boolean,
  lanesMax: number,
  onWarning: (message: string) => void,
): GraphSettings {
  if (!isColored) return { colors: [], reset: '', lanesMax }
  const configured = config.get('log.graphColors')
  if (configured === undefined) return { colors: COLORS, reset: COLOR_RESET, lanesMax }
  const names = configured.split(',')
  if (names.at(-1) === '') names.pop()
  const colors = names.flatMap((name) => {
    const color = parseGitColor(name)
    if (color === undefined) onWarning(`ignored invalid color '${name}' in log.graphColors`)
    return color ?? []
  })
  return { colors, reset: COLOR_RESET, lanesMax }
}
