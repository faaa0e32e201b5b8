/** What a peer's process is asked and answers: arguments in, one line of JSON out. */

export interface Task {
  readonly id: string
  readonly gitDir: string
  /** Folder of the input files. */
  readonly inputs: string
  /** Items at most; whoever does fewer than there are is scaled. */
  readonly count: number
}

/** What one process measured of itself, without its own start. */
export interface Answer {
  readonly count: number
  readonly digest: number
  /** Wall time, in seconds. */
  readonly wall: number
  /** User and system time, in seconds. */
  readonly cpu: number
}

export function taskFromArguments(): Task {
  const [id, gitDir, inputs, count] = process.argv.slice(2)
  return { id: id!, gitDir: gitDir!, inputs: inputs!, count: Number(count) }
}

/** Runs `work`, which returns how many items it did, and prints the answer. */
export async function measure(
  digest: { value: number },
  work: () => number | Promise<number>,
): Promise<void> {
  const begin = performance.now()
  const cpuBegin = process.cpuUsage()
  const count = await work()
  const { user, system } = process.cpuUsage(cpuBegin)
  const wall = (performance.now() - begin) / 1e3
  const answer: Answer = { count, digest: digest.value, wall, cpu: (user + system) / 1e6 }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
