/** `packmap show`: commits with their messages, tags with what they tag, the names in trees, the content of blobs. */
import { bytesToRaw } from '../../object/raw-text.js'
import { parseTag } from '../../object/tag.js'
import { Tree } from '../../object/tree.js'
import { parsePerson } from '../../repo/format/commit-text.js'
import { showPerson } from '../../repo/format/builtin-format.js'
import { COLOR_RESET } from '../../repo/format/git-color.js'
import { logOutputEncoding } from '../../repo/format/log-encoding.js'
import type { RangeTip } from '../../repo/revision/revision-range.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, STATUS_USAGE } from '../failure.js'
import { LogArguments } from '../log/log-arguments.js'
import type { LogPrinter } from '../log/log-printer.js'
import { headTip, logPrinter, printHistory } from '../log/walk-log.js'
import { HelpRequested } from '../options/parse-options.js'
import { textToRaw } from '../../object/raw-text.js'
import { RevListArguments } from './rev-list/arguments.js'

export const description: CommandDescription = {
  name: 'show',
  forms: ['[<options>] [<object>…]'],
  description: `Shows commits with their messages, tags with what they tag, the names in trees and the content of blobs. Commits are
shown in any format of log, with what they changed as a patch, unless another format is asked for.`,
  options: [
    { long: 'no-patch', short: 's', help: 'without what the commit changed' },
    { long: 'pretty', value: 'optional', valueName: 'format', help: 'as in log' },
    { long: 'format', value: 'required', valueName: 'format', help: 'the same' },
  ],
  examples: [{ command: "packmap show -s --format='%h %s' main", purpose: 'the newest commit in one line' }],
}

export function run(args: readonly string[], context: CommandContext): number {
  if (args.includes('-h')) throw new HelpRequested(STATUS_USAGE)
  if (args.includes('--help')) throw new HelpRequested(0)
  const options = new LogArguments(context)
  // Objects are shown one by one, unless something asks for history.
  const parsed = new RevListArguments(args, context, options, 'sorted')
  if (options.pretty.hasGraph)
    throw new FatalError("options '--no-walk' and '--graph' cannot be used together")
  const tips = parsed.tips.hasInput ? parsed.tips.tips : [headTip(context)]
  const printer = logPrinter(parsed, options, context)
  if (parsed.noWalk) new ObjectPrinter(parsed, options, printer, context).show(tips)
  else {
    printHistory(tips, parsed, options, printer, context, true)
  }
  return 0
}

class ObjectPrinter {
  private readonly repo
  /** Commits, which are shown once each. */
  private readonly shown = new Set<string>()

  constructor(
    private readonly args: RevListArguments,
    private readonly options: LogArguments,
    private readonly printer: LogPrinter,
    private readonly context: CommandContext,
  ) {
    this.repo = context.repository()
  }

  show(tips: readonly RangeTip[]): void {
    for (const tip of tips) this.showObject(tip)
  }

  private showObject({ oid, name = oid, isExcluded }: RangeTip): void {
    const { out } = this.context
    const object = this.repo.tryRead(oid)
    if (!object) throw new FatalError(`bad object ${name}`)
    switch (object.type) {
      case 'blob':
        out.bytes(object.data)
        return
      case 'tree':
        this.printer.separate()
        out.raw(`${this.colored(`tree ${textToRaw(name)}`)}\n\n`)
        for (const entry of new Tree(oid, object.data, this.repo.algorithm)) {
          out.raw(`${bytesToRaw(entry.name)}${entry.type === 'tree' ? '/' : ''}\n`)
        }
        return
      case 'tag': {
        const tag = parseTag(oid, object.data, this.repo.algorithm)
        this.printer.separate()
        out.raw(`${this.colored(`tag ${bytesToRaw(tag.name)}`)}\n`)
        this.showTag(bytesToRaw(object.data))
        this.showObject({ oid: tag.object, name, isExcluded })
        return
      }
      case 'commit':
        if (this.shown.has(oid)) return
        this.shown.add(oid)
        printHistory([{ oid, isExcluded: false }], this.args, this.options, this.printer, this.context, true)
    }
  }

  private showTag(text: string): void {
    const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n') + 1
    const { format } = this.options
    for (const line of (end === 0 ? text : text.slice(0, end)).split('\n')) {
      if (!line.startsWith('tagger ')) continue
      const person = parsePerson(line.slice('tagger '.length))
      const { dateMode } = this.printer.formatter
      const settings = { dateMode, encoding: logOutputEncoding(this.repo.config), encodesMailHeaders: false }
      if (person) this.context.out.raw(showPerson('Tagger', person, person.date, format, settings))
    }
    if (end > 0) this.context.out.raw(text.slice(end))
  }

  private colored(text: string): string {
    const { isColored, commitColor } = this.printer.formatter
    return isColored ? commitColor + text + COLOR_RESET : text
  }
}
