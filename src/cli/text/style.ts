/** Colours for a person at a terminal, and none for anybody else. */
import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Puts text into a style. */
export type Paint = (style: Style, text: string) => string

const plain: Paint = (_, text) => text

/**
 * @param isTerminal Whether standard output is one.
 * @param env `NO_COLOR` switches colours off (no-color.org); so does a terminal that cannot show them.
 */
export function painter(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const isWanted = isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  // Node has it since 20.12; without it, the text is as good in one colour.
  return isWanted && typeof styleText === 'function' ? (style, text) => styleText(style, text) : plain
}
