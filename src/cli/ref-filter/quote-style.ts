/** Values as strings of a language, ready to be evaluated there: `--shell`, `--perl`, `--python`, `--tcl`. */

export type QuoteStyle = 'shell' | 'perl' | 'python' | 'tcl'

export const QUOTE_STYLES: readonly QuoteStyle[] = ['shell', 'perl', 'python', 'tcl']

const TCL_ESCAPES: Readonly<Record<string, string>> = {
  '\f': '\\f',
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
  '\v': '\\v',
}

export function quoted(value: string, style: QuoteStyle | undefined): string {
  switch (style) {
    case 'shell':
      return `'${value.replace(/['!]/g, "'\\$&'")}'`
    case 'perl':
      return `'${value.replace(/['\\]/g, '\\$&')}'`
    case 'python':
      return `'${value.replace(/['\\]/g, '\\$&').replace(/\n/g, '\\n')}'`
    case 'tcl':
      return `"${value.replace(/[[\]{}$\\"]/g, '\\$&').replace(/[\f\r\n\t\v]/g, (char) => TCL_ESCAPES[char]!)}"`
    case undefined:
      return value
  }
}
