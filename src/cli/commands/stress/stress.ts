/** `packmap stress`: the mapping engine under load, watched. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatByteSize } from '../../../base/byte-size.js'
import { advise, WINDOW_SIZES } from '../../../stress/advise/advice.js'
import { adviceReport } from '../../../stress/advise/advice-report.js'
import { accessesAndSizes } from '../../../stress/advise/accesses-of.js'
import { renderPage } from '../../../stress/page/render-page.js'
import { compareReports } from '../../../stress/compare-reports.js'
import { type StressReport, testedNothing } from '../../../stress/report.js'
import { stress } from '../../../stress/stress.js'
import { readTrace } from '../../../stress/trace/trace.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { painter } from '../../text/style.js'
import { adviceText } from './advice-text.js'
import { memoryLimit, stressOptions } from './arguments.js'
import { description } from './description.js'
import { comparisonText } from './comparison-text.js'
import { Interrupt } from './interrupt.js'
import { LiveLine } from './live-line.js'
import { reportText } from './report-text.js'

export { description }

const STATUS_VIOLATION = 1

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const parsed = parseOptions(description.options, args)
  const [subcommand, ...files] = parsed.operands
  if (subcommand === 'advise' && files.length > 0) return await adviseOn(files, parsed, context)
  if (subcommand !== undefined) throw new UsageError('too many arguments')
  const baseline = baselineOf(parsed, context.cwd)
  const options = stressOptions(parsed, context.cwd, args)
  using interrupt = new Interrupt()
  using live = new LiveLine(context.streams.stdoutIsTerminal && !parsed.has('json'))
  const report = await stress(options, {
    onProgress: (progress) => {
      live.show(progress)
    },
    isCancelled: () => interrupt.status !== undefined,
  })
  live[Symbol.dispose]()
  const page = parsed.value('html')
  if (page !== undefined) writeFileSync(resolve(context.cwd, page), await renderPage(report))
  const paint = painter(context.streams.stdoutIsTerminal, context.env)
  context.out.text(parsed.has('json') ? `${JSON.stringify(report)}\n` : reportText(report, paint))
  if (interrupt.status !== undefined) return interrupt.status
  if (baseline !== undefined) {
    const comparison = compareReports(baseline.report, report, baseline.tolerance)
    const text = comparisonText(comparison, baseline.tolerance, paint)
    if (parsed.has('json')) {
      const bytes = Buffer.from(text)
      context.streams.stderr.write(bytes, 0, bytes.length)
    } else context.out.text(text)
    if (comparison.beyond.length > 0 || comparison.figures.length === 0) return STATUS_VIOLATION
  }
  return report.passed && report.runs.length > 0 && !report.runs.some(testedNothing) ? 0 : STATUS_VIOLATION
}

const TOLERANCE_DEFAULT = '25%'

/** What to compare with, and the share by which a figure may be worse. */
function baselineOf(
  parsed: ParsedOptions,
  cwd: string,
): { report: StressReport; tolerance: number } | undefined {
  const path = parsed.value('baseline')
  const given = parsed.value('tolerance')
  if (path === undefined) {
    if (given !== undefined) throw new UsageError('--tolerance goes with --baseline')
    return undefined
  }
  const percent = /^(\d+(?:\.\d+)?)\s*%?$/.exec(given ?? TOLERANCE_DEFAULT)?.[1]
  if (percent === undefined) throw new UsageError(`option \`tolerance' expects a percentage, as in 25%`)
  let report: StressReport
  try {
    report = JSON.parse(readFileSync(resolve(cwd, path), 'utf8')) as StressReport
    compareReports(report, { ...report, runs: [] }, 0) // now, and not after a run of minutes
  } catch (error) {
    throw new FatalError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { report, tolerance: Number(percent) / 100 }
}

async function adviseOn(
  files: readonly string[],
  parsed: ParsedOptions,
  context: CommandContext,
): Promise<number> {
  const traces = files.map((file) => readTrace(readFileSync(resolve(context.cwd, file))))
  const { log, fileSizes } = accessesAndSizes(traces)
  const memoryBytes = memoryLimit(parsed)
  const advice = advise(log, { memoryBytes, fileSizes })
  if (advice === undefined) {
    const [least] = WINDOW_SIZES
    if (log.length === 0) throw new FatalError(`${files.join(', ')} records no access`)
    throw new FatalError(`--memory leaves no room for a window: the smallest has ${formatByteSize(least!)}`)
  }
  const report = adviceReport(files, log, advice, memoryBytes ?? null)
  const page = parsed.value('html')
  if (page !== undefined) writeFileSync(resolve(context.cwd, page), await renderPage(report))
  context.out.text(parsed.has('json') ? `${JSON.stringify(report)}\n` : adviceText(report))
  return 0
}
