/** `packmap stress`: the mapping engine under load, watched. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { advise } from '../../../stress/advise/advice.js'
import { adviceReport } from '../../../stress/advise/advice-report.js'
import { accessesOf } from '../../../stress/advise/accesses-of.js'
import { renderPage } from '../../../stress/page/render-page.js'
import { testedNothing } from '../../../stress/report.js'
import { stress } from '../../../stress/stress.js'
import { readTrace } from '../../../stress/trace/trace.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { painter } from '../../text/style.js'
import { adviceText } from './advice-text.js'
import { stressOptions } from './arguments.js'
import { description } from './description.js'
import { LiveLine } from './live-line.js'
import { reportText } from './report-text.js'

export { description }

const STATUS_VIOLATION = 1

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const parsed = parseOptions(description.options, args)
  const [subcommand, ...files] = parsed.operands
  if (subcommand === 'advise' && files.length > 0) return await adviseOn(files, parsed, context)
  if (subcommand !== undefined) throw new UsageError('too many arguments')
  const options = stressOptions(parsed, context.cwd, args)
  using live = new LiveLine(context.streams.stdoutIsTerminal && !parsed.has('json'))
  const report = await stress(options, {
    onProgress: (progress) => {
      live.show(progress)
    },
  })
  live[Symbol.dispose]()
  const page = parsed.value('html')
  if (page !== undefined) writeFileSync(resolve(context.cwd, page), await renderPage(report))
  const paint = painter(context.streams.stdoutIsTerminal, context.env)
  context.out.text(parsed.has('json') ? `${JSON.stringify(report)}\n` : reportText(report, paint))
  return report.passed && report.runs.length > 0 && !report.runs.some(testedNothing) ? 0 : STATUS_VIOLATION
}

async function adviseOn(
  files: readonly string[],
  parsed: ParsedOptions,
  context: CommandContext,
): Promise<number> {
  const log = accessesOf(...files.map((file) => readTrace(readFileSync(resolve(context.cwd, file)))))
  const advice = advise(log)
  if (advice === undefined) throw new FatalError(`${files.join(', ')} records no access`)
  const report = adviceReport(files, log, advice)
  const page = parsed.value('html')
  if (page !== undefined) writeFileSync(resolve(context.cwd, page), await renderPage(report))
  context.out.text(parsed.has('json') ? `${JSON.stringify(report)}\n` : adviceText(report))
  return 0
}
