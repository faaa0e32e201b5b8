/** Miss-ratio curves in the cells of a terminal: memory to the right, by powers of two; misses upward. */
import { formatByteSize } from '../../../base/byte-size.js'
import type { MissRatioCurve } from '../../../stress/report.js'

const COLUMNS = 64
const ROWS = 12
/** Of the curves, in their order. */
const MARKS = 'abcdefghij'

/** Lines with a legend, one letter a curve; where curves meet, the later is seen. */
export function plotCurves(curves: readonly MissRatioCurve[]): string[] {
  const sizes = curves.flatMap(({ points }) => points.map(({ memoryBytes }) => memoryBytes))
  const [least, most] = [Math.log2(Math.min(...sizes)), Math.log2(Math.max(...sizes))]
  const sizeAt = (column: number): number => 2 ** (least + ((most - least) * column) / (COLUMNS - 1))
  const cells = Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, () => ' '))
  curves.forEach(({ points }, index) => {
    for (let column = 0; column < COLUMNS; column++) {
      const ratio = ratioAt(points, sizeAt(column) * 1.000001)
      if (ratio === undefined) continue
      cells[ROWS - 1 - Math.round(ratio * (ROWS - 1))]![column] = MARKS[index % MARKS.length]!
    }
  })
  const lines = cells.map((row, index) => {
    const label = index === 0 ? '100 %' : index === ROWS - 1 ? '0 %' : ''
    return `${label.padStart(6)} │${row.join('').trimEnd()}`
  })
  const [from, to] = [formatByteSize(sizeAt(0)), formatByteSize(sizeAt(COLUMNS - 1))]
  const legend = curves.map(
    ({ windowBytes }, index) =>
      `${MARKS[index % MARKS.length]!} ${windowBytes === 0 ? 'whole files' : formatByteSize(windowBytes)}`,
  )
  return [
    'Misses by memory, a letter for each window size:',
    ...lines,
    `${' '.repeat(7)}└${'─'.repeat(COLUMNS)}`,
    `${' '.repeat(8)}${from}${to.padStart(COLUMNS - from.length)}`,
    `${' '.repeat(8)}${legend.join(', ')}`,
  ]
}

/** The ratio at `size`: that of the largest point not above it; undefined: not even one window fits. */
function ratioAt(points: MissRatioCurve['points'], size: number): number | undefined {
  let ratio: number | undefined
  for (const { memoryBytes, missRatio } of points) {
    if (memoryBytes > size) break
    ratio = missRatio
  }
  return ratio
}
