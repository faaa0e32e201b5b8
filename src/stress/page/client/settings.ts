/** The end of the page: all that is needed to run the same again. */
import type { StressReport } from '../../report.js'
import { el } from './dom.js'
import { formatByteSize, formatSeconds } from './figures.js'

export function settings({ settings: all, machine }: StressReport): HTMLElement {
  const rows: [string, string][] = [
    ['seed', String(all.seed)],
    ['scenarios', all.scenarios.join(', ')],
    ['backends', all.backends.join(', ')],
    ['managers', all.managers.join(', ')],
    ['each run', length(all.secondsPerRun, all.operationsPerRun)],
    ['threads × processes', `${all.threads} × ${all.processes}`],
    ['files', `${all.files} of ${formatByteSize(all.fileSize)}`],
    ['repository', all.repository ?? 'made for the run'],
    ['faults', all.faults.join(', ') || 'none'],
    ...(all.engine === null ? [] : [['engine', all.engine] as [string, string]]),
    ...(all.replay === null ? [] : [['replay of', all.replay] as [string, string]]),
    ['packmap', machine.packmap],
    ['Node.js', machine.node],
    ['system', machine.system],
    ['processor', `${machine.cpu} (${machine.cpus} cores)`],
    ['memory', formatByteSize(machine.memoryBytes)],
  ]
  return el(
    'section.settings',
    {},
    el('h2', {}, 'Settings'),
    el('pre', {}, `packmap ${all.command}`),
    el('dl', {}, ...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
  )
}

function length(seconds: number | null, operations: number | null): string {
  return seconds === null ? `${(operations ?? 0).toLocaleString('en-US')} operations` : formatSeconds(seconds)
}
