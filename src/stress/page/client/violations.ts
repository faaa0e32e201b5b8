/** What a run found: the promise that did not hold, and the shortest way to see it again. */
import { replayCommand, type Violation } from '../../report.js'
import { el } from './dom.js'
import { film as filmOf } from './film.js'
import { formatCount } from './figures.js'

/** @param engine As the settings name it. */
export function violationCards(violations: readonly Violation[], engine: string | null): HTMLElement[] {
  return violations.map((violation) =>
    el(
      'article.violation',
      {},
      el('h3', {}, violation.kind.replaceAll('-', ' ')),
      el('p', {}, violation.message),
      el(
        'p.quiet',
        {},
        `--seed ${violation.fromSeed}, operation ${formatCount(violation.operation)}, ${violation.t.toFixed(2)} s into the run.`,
      ),
      ...shrunkTrace(violation, engine),
      el(
        'details',
        violation.shrunk ? {} : { open: '' },
        el('summary', {}, `The last ${violation.lastOperations.length} operations`),
        operations(violation.lastOperations),
      ),
    ),
  )
}

function shrunkTrace(
  { shrunk, shrunkFrom, shrinkRuns, traceFile, film }: Violation,
  engine: string | null,
): HTMLElement[] {
  if (!shrunk) return [el('p', {}, 'It did not show again when its operations were repeated on their own.')]
  const replay = traceFile === null ? [] : [el('pre', {}, `packmap ${replayCommand(traceFile, engine)}`)]
  return [
    el(
      'p',
      {},
      `${shrunk.length} of ${formatCount(shrunkFrom)} operations are enough (found in ${formatCount(shrinkRuns)} tries):`,
    ),
    film === null || film.length === 0 ? operations(shrunk) : filmOf(film),
    ...replay,
  ]
}

function operations(lines: readonly string[]): HTMLElement {
  return el('ol.operations', {}, ...lines.map((line) => el('li', {}, el('code', {}, line))))
}
