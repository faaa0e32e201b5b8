/** One run of the program on the process's own streams and arguments. */
import { main } from './cli.js'
import { exactArguments } from './exact-arguments.js'
import { DescriptorSink } from './io/byte-sink.js'
import { STATUS_FATAL } from './failure.js'
import { DescriptorSource } from './io/byte-source.js'
import { reasonOf } from './text/system-error.js'

/** Sets the exit status of the process; nothing is thrown. */
export async function runProcess(): Promise<void> {
  let cwd: string
  try {
    cwd = process.cwd()
  } catch (error) {
    // The folder has been removed meanwhile.
    process.stderr.write(`fatal: Unable to read current working directory: ${reasonOf(error)}\n`)
    process.exitCode = STATUS_FATAL
    return
  }
  process.exitCode = await main(exactArguments(process.argv.slice(2)), {
    stdin: new DescriptorSource(0),
    stdout: new DescriptorSink(1, 'standard output'),
    stderr: new DescriptorSink(2, 'standard error'),
    get stdoutIsTerminal() {
      return process.stdout.isTTY // a getter: making the stream object takes a millisecond
    },
    get stdinIsTerminal() {
      return process.stdin.isTTY
    },
    env: process.env,
    cwd,
    processEnds: true,
  })
}
