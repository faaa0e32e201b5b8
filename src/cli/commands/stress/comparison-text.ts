/** How a run compares with a baseline, for a person. */
import type { ComparedFigure, Comparison } from '../../../stress/compare-reports.js'
import { counted, formatCount } from '../../text/people.js'
import type { Paint } from '../../text/style.js'

export function comparisonText(
  { figures, beyond, unmatched }: Comparison,
  tolerance: number,
  paint: Paint,
): string {
  const allowed = `${Math.round(tolerance * 100)} %`
  const lines = unmatched.map((run) => `Not compared, since only one of the two has it: ${run}`)
  if (figures.length === 0) lines.push(paint('yellow', 'Nothing could be compared with the baseline'))
  else if (beyond.length === 0) {
    lines.push(
      paint(
        'green',
        `No figure of ${counted(figures.length, 'figure')} is more than ${allowed} worse than the baseline`,
      ),
    )
  } else {
    lines.push(
      paint(
        'yellow',
        `${counted(beyond.length, 'figure')} of ${formatCount(figures.length)} more than ${allowed} worse than the baseline:`,
      ),
    )
    lines.push(...beyond.map((figure) => `  ${lineOf(figure)}`))
  }
  return `${lines.join('\n')}\n`
}

function lineOf({ run, figure, before, after, worseBy }: ComparedFigure): string {
  const words = (value: number): string => wordsOf(figure, value)
  return `${figure}: ${words(before)} was, ${words(after)} is (${Math.round(worseBy * 100)} % worse) in ${run}`
}

function wordsOf(figure: string, value: number): string {
  if (figure === 'ops/s') return formatCount(Math.round(value))
  return figure === 'hits' ? `${(value * 100).toFixed(1)} %` : `${value.toFixed(2)} µs`
}
