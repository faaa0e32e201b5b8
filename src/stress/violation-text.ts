/** A violation in words: what broke where, and the fewest operations that show it. */
import {
  type ReportSettings,
  replayCommand,
  type ScenarioRun,
  type StressReport,
  type Violation,
} from './report.js'

/** A text of several lines for each violation; none: everything held. */
export function violationTexts({ runs, settings }: StressReport): string[] {
  return runs.flatMap((run) =>
    run.violations.map((violation) => violationLines(violation, run, settings).join('\n')),
  )
}

export function violationLines(
  violation: Violation,
  { scenario, backend, manager, limits }: ScenarioRun,
  { engine }: ReportSettings,
): string[] {
  const { kind, message, fromSeed, operation, lastOperations, shrunk, shrunkFrom, shrinkRuns, traceFile } =
    violation
  const where = `${scenario}, ${backend}, ${manager}, ${limits.name} limits`
  const lines = [
    `${kind}: ${message}`,
    `  in ${where}, after ${counted(operation, 'operation')}; --seed ${fromSeed}`,
    '  Last operations:',
    ...lastOperations.map((line) => `    ${line}`),
  ]
  if (shrunk === null) lines.push('  The same operations alone do not show it again.')
  else {
    lines.push(`  The fewest that show it, of ${format(shrunkFrom)}, found in ${counted(shrinkRuns, 'run')}:`)
    lines.push(...shrunk.map((line) => `    ${line}`))
  }
  if (traceFile !== null) lines.push(`  Again: packmap ${replayCommand(traceFile, engine)}`)
  return lines
}

function counted(count: number, noun: string): string {
  return `${format(count)} ${noun}${count === 1 ? '' : 's'}`
}

function format(count: number): string {
  return count.toLocaleString('en-US')
}
