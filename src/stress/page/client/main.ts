/**
 * The page of a stress run, in the browser: reads the report that lies in the page and draws it.
 *
 * The address names the run that is shown (`#run-3`). Colours depend on the scheme, light or dark, and charts cannot
 * change theirs: when the scheme changes, the run is drawn anew.
 */
import type { ScenarioRun, StressReport } from '../../report.js'
import { el } from './dom.js'
import { heading, runTable } from './overview.js'
import { runDetail } from './run-detail.js'
import { settings } from './settings.js'

const report = JSON.parse(document.getElementById('report')!.textContent) as StressReport
const runs = el('div')
const detail = el('div')
document.body.append(el('main', {}, heading(report), runs, detail, settings(report)))

addEventListener('hashchange', () => {
  draw()
  detail.scrollIntoView()
})
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
draw()

function draw(): void {
  const selected = selectedRun(report.runs)
  const scrolled = runs.firstElementChild?.scrollTop ?? 0
  runs.replaceChildren(runTable(report.runs, selected))
  runs.firstElementChild!.scrollTop = scrolled
  const run = report.runs[selected]
  detail.replaceChildren(...(run ? [runDetail(run)] : []))
}

/** The run of the address, or the first with a violation, or the first. */
function selectedRun(all: readonly ScenarioRun[]): number {
  const named = Number(/^#run-(\d+)$/.exec(location.hash)?.[1] ?? 0)
  if (named >= 1 && named <= all.length) return named - 1
  return Math.max(
    0,
    all.findIndex((run) => run.violations.length > 0),
  )
}
