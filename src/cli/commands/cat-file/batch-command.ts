/** `--batch-command`: standard input says for each object whether its line or its content is wanted. */
import type { Repository } from '../../../repo/repository.js'
import { FatalError } from '../../failure.js'
import type { LineReader } from '../../io/line-reader.js'
import type { Output } from '../../io/output.js'
import { answerName } from './batch-input.js'
import type { BatchPrinter } from './batch-printer.js'

export interface BatchCommandSettings {
  readonly followSymlinks: boolean
  /** `--buffer`: commands wait for a `flush`, or for the end of input. */
  readonly queues: boolean
  /** Whether the end of input flushes too. */
  readonly answersAtEnd: boolean
}

type Command = { readonly verb: 'contents' | 'info'; readonly name: string } | { readonly verb: 'flush' }

/** @throws {FatalError} A line that is no command. */
export function runBatchCommands(
  repo: Repository,
  lines: LineReader,
  printer: BatchPrinter,
  settings: BatchCommandSettings,
  out: Output,
): void {
  const queue: Command[] = []
  const run = (command: Command): void => {
    if (command.verb === 'flush') return
    const contents = command.verb === 'contents'
    answerName(repo, command.name, undefined, printer, { contents, followSymlinks: settings.followSymlinks })
  }
  const runQueue = (): void => {
    for (const command of queue) run(command)
    queue.length = 0
    out.flush()
  }
  while (lines.next()) {
    const command = parseCommand(lines.buffer.toString('latin1', lines.begin, lines.end))
    if (command.verb !== 'flush') {
      if (settings.queues) queue.push(command)
      else run(command)
    } else if (settings.queues) {
      runQueue()
    } else {
      throw new FatalError('flush is only for --buffer mode')
    }
  }
  if (settings.answersAtEnd) runQueue()
}

function parseCommand(line: string): Command {
  if (line === '') throw new FatalError('empty command in input')
  if (/^\s/.test(line)) throw new FatalError(`whitespace before command: '${line}'`)
  for (const verb of ['contents', 'info'] as const) {
    if (!line.startsWith(verb)) continue
    if (line[verb.length] !== ' ') throw new FatalError(`${verb} requires arguments`)
    return { verb, name: line.slice(verb.length + 1) }
  }
  if (!line.startsWith('flush')) throw new FatalError(`unknown command: '${line}'`)
  if (line !== 'flush') throw new FatalError('flush takes no arguments')
  return { verb: 'flush' }
}
