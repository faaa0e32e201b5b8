/** What `packmap stress` takes, and the words of its help. */
import type { CommandDescription } from '../../command.js'

export const description: CommandDescription = {
  name: 'stress',
  forms: [
    '[<options>]',
    '--replay <file> [<options>]',
    'advise [--memory <size>] [--json] [--html <file>] <file>…',
  ],
  description: `Drives the mapping engine with synthetic and real workloads, checks every byte that it gives and everything that
it promises, and shows what happened. It ends with the first promise broken: status 1, with the seed, the last operations,
and the fewest operations that show it again, in a file for --replay.

Every combination of scenario, backend, manager and limits is a run of its own; the time is shared among them. Without
--memory, --window and --handles each runs with tight, with loose and with soft limits. Sizes are written as 64MiB, 4k or 1g, times as
30s, 10m or 1m30s.

Scenarios on generated files: random, zipf, sequential, strided, straddling, many-files, churn, calls, far, changes.
On a repository: objects, paths, scan, history, gitdb. Faults: open-fails, map-fails, map-count, descriptors, truncated,
replaced, replaced-alike, grown; and repack, under which git repacks a copy of the repository again and again.

advise reads a recorded trace, or those of the threads of one program, and says which window size and memory limit would
have served it best; with --memory, within that limit.`,
  options: [
    {
      long: 'scenario',
      value: 'required',
      valueName: 'name,…',
      help: 'one or several, or all (the default)',
    },
    { long: 'duration', value: 'required', valueName: 'time', help: 'for all runs together; 1m by default' },
    {
      long: 'ops',
      value: 'required',
      valueName: 'n',
      help: 'operations of each run, in place of a duration',
    },
    { long: 'seed', value: 'required', valueName: 'n', help: 'the same seed makes the same operations' },
    {
      long: 'seeds',
      value: 'required',
      valueName: 'n',
      help: 'so many seeds for each run, counted up from --seed',
    },
    {
      long: 'backend',
      value: 'required',
      valueName: 'name,…',
      help: 'koffi, mmap-io, read; or all that work; by default the one that auto means',
    },
    { long: 'manager', value: 'required', valueName: 'name,…', help: 'static, sliding; both by default' },
    { long: 'window', value: 'required', valueName: 'size', help: 'bytes of a window; 0 for whole files' },
    { long: 'memory', value: 'required', valueName: 'size', help: 'bytes mapped at most' },
    { long: 'handles', value: 'required', valueName: 'n', help: 'regions mapped and files open at most' },
    { long: 'files', value: 'required', valueName: 'n', help: 'generated files; 4 by default' },
    { long: 'file-size', value: 'required', valueName: 'size', help: 'bytes of each; 16MiB by default' },
    {
      long: 'repo',
      value: 'required',
      valueName: 'path',
      help: 'a repository to read; by default one is made, with git',
    },
    {
      long: 'fault',
      value: 'required',
      valueName: 'name,…',
      help: 'faults to inject, or all that files can have',
    },
    { long: 'threads', value: 'required', valueName: 'n', help: 'worker threads that share the limits' },
    { long: 'processes', value: 'required', valueName: 'n', help: 'processes over the same files' },
    {
      long: 'engine',
      value: 'required',
      valueName: 'module',
      help: "makes the managers in place of packmap's own",
    },
    {
      long: 'record',
      value: 'required',
      valueName: 'file',
      help: 'write the operations of the first run to a trace',
    },
    { long: 'replay', value: 'required', valueName: 'file', help: 'run the operations of a trace' },
    {
      long: 'baseline',
      value: 'required',
      valueName: 'file',
      help: 'compare with a report of --json, and fail where figures are worse',
    },
    {
      long: 'tolerance',
      value: 'required',
      valueName: 'percent',
      help: 'how much worse they may be; 25% by default',
    },
    { long: 'json', help: 'print the whole report as JSON' },
    { long: 'html', value: 'required', valueName: 'file', help: 'write the report as a page with charts' },
  ],
  examples: [
    { command: 'packmap stress', purpose: 'every scenario, for a minute' },
    {
      command: 'packmap stress --scenario zipf,churn --memory 8MiB --window 256KiB',
      purpose: 'two scenarios under limits of your own',
    },
    {
      command: 'packmap stress --scenario churn --fault all --seed 7 --duration 1m',
      purpose: 'what happens when files change and the system refuses',
    },
    {
      command: 'PACKMAP_TRACE=my.trace node program.js && packmap stress advise my.trace',
      purpose: 'which window size and limit would serve your own program best',
    },
  ],
}
