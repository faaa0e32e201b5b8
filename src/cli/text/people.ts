/** Numbers and words from repositories as people read them. */

/** A whole number with commas: `849,014`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 pack`, `2 packs`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Text from a repository without anything that could steer a terminal (CVE-2024-50349 and its like). */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, (char) => (char === '\t' ? '    ' : '\ufffd'))
}

/** Characters that take two columns of a terminal: the scripts and signs of East Asia, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu

/** Columns of a terminal that `text` takes. */
function widthOf(text: string): number {
  const points = Array.from(text.normalize('NFC')).length
  return points + (text.match(WIDE)?.length ?? 0)
}

/** Rows in columns, two blanks apart. A column of figures is aligned to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(widths[column]! - widthOf(cell))
        return right.includes(column) ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}
