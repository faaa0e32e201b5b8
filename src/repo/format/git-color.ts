/** Colours as git's configuration names them (git-config(1), "Values", color): `bold red`, `#ff8000 ul`, `reset`. */

/** What ends all colours. */
export const COLOR_RESET = '\x1b[m'

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
/** With `no` or `no-` in front, the code is the second. */
const ATTRIBUTES: Readonly<Record<string, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  ul: [4, 24],
  blink: [5, 25],
  reverse: [7, 27],
  strike: [9, 29],
}
/** How far the code of a background is from that of the same colour for text. */
const BACKGROUND = 10

/** The escape sequence for a terminal; undefined: a word of it is no colour and no attribute, or there is a third colour. */
export function parseGitColor(text: string): string | undefined {
  const attributes = new Set<number>()
  const colors: string[] = []
  let resets = false
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (/^reset$/i.test(word)) {
      resets = true
      continue
    }
    const color = colors.length < 2 ? colorCode(word, colors.length === 0 ? 0 : BACKGROUND) : undefined
    const attribute = attributeCode(word)
    if (color !== undefined) colors.push(color)
    else if (attribute !== undefined) attributes.add(attribute)
    else return undefined
  }
  const codes = [
    ...[...attributes].sort((a, b) => a - b).map(String),
    ...colors.filter((code) => code !== ''),
  ]
  if (!resets && codes.length === 0) return ''
  return `\x1b[${resets && codes.length > 0 ? ';' : ''}${codes.join(';')}m`
}

function attributeCode(word: string): number | undefined {
  const [, no, name] = /^(no-?)?(.*)$/s.exec(word)!
  return ATTRIBUTES[name!]?.[no === undefined ? 0 : 1]
}

/** Empty: the colour that is there already. */
function colorCode(word: string, offset: number): string | undefined {
  const name = word.toLowerCase()
  if (name === 'normal') return ''
  if (name === 'default') return String(39 + offset)
  const rgb = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(name)
  if (rgb) return [38 + offset, 2, ...rgb.slice(1).map((hex) => parseInt(hex, 16))].join(';')
  const isBright = name.startsWith('bright')
  const index = COLORS.indexOf(isBright ? name.slice('bright'.length) : name)
  if (index >= 0) return String((isBright ? 90 : 30) + index + offset)
  return /^[+-]?\d+$/.test(name) ? numberedCode(Number(name), offset) : undefined
}

/** Colours by number: eight, eight bright ones, and 240 more. */
function numberedCode(number: number, offset: number): string | undefined {
  if (number === -1) return ''
  if (number < 0 || number > 255) return undefined
  if (number < 8) return String(30 + number + offset)
  return number < 16 ? String(90 + number - 8 + offset) : `${38 + offset};5;${number}`
}
