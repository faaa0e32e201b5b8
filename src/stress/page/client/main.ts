/**
 * The page of a stress run or of advice, in the browser: reads the report that lies in the page and draws it.
 *
 * The address names the run that is shown (`#run-3`). Colours depend on the scheme, light or dark, and charts cannot
 * change theirs: when the scheme changes, the run is drawn anew.
 */
import type { AdviceReport } from '../../advise/advice-report.js'
import type { ScenarioRun, StressReport } from '../../report.js'
import { advicePage } from './advice.js'
import { el } from './dom.js'
import { heading, runTable, type Sorting } from './overview.js'
import { runDetail } from './run-detail.js'
import { settings } from './settings.js'

const SCHEME = matchMedia('(prefers-color-scheme: dark)')

const report = JSON.parse(document.getElementById('report')!.textContent) as StressReport | AdviceReport
const main = el('main')
document.body.append(main)
if (report.format === 'packmap-advice') showAdvice(report)
else showRuns(report)

function showAdvice(advice: AdviceReport): void {
  const draw = () => {
    main.replaceChildren(...advicePage(advice))
  }
  SCHEME.addEventListener('change', draw)
  draw()
}

function showRuns(report: StressReport): void {
  const runs = el('div')
  const detail = el('div')
  main.append(heading(report), runs, detail, settings(report))
  let sorting: Sorting | undefined
  const drawTable = () => {
    const scrolled = runs.firstElementChild?.scrollTop ?? 0
    const sort = (asked: Sorting) => {
      sorting = asked
      drawTable()
    }
    runs.replaceChildren(runTable(report.runs, selectedRun(report.runs), sorting, sort))
    runs.firstElementChild!.scrollTop = scrolled
  }
  const draw = () => {
    drawTable()
    const run = report.runs[selectedRun(report.runs)]
    detail.replaceChildren(...(run ? [runDetail(run, report.settings)] : []))
  }
  addEventListener('hashchange', () => {
    draw()
    detail.scrollIntoView()
  })
  SCHEME.addEventListener('change', draw)
  draw()
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
