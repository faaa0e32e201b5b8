/** One run of one subject on one case: its own process, its answer, and the memory that it took. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import type { Answer } from '../peers/report.js'
import type { Subject } from './subjects.js'

export interface Measurement extends Answer {
  /** Most anonymous memory of the process that worked, in bytes; 0 where the system does not tell. */
  readonly memory: number
}

const POLL_MILLISECONDS = 25

/** @throws {Error} The process failed; carries what it said. */
export async function runSubject(
  subject: Subject,
  id: string,
  gitDir: string,
  inputs: string,
): Promise<Measurement> {
  const task = [id, gitDir, inputs, String(subject.cases[id])]
  const [program, ...args] = [...subject.command, ...task, ...(subject.programme ?? [])] as [
    string,
    ...string[],
  ]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, complaints] = ['', '']
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
  let memory = 0
  const poll = setInterval(() => {
    memory = Math.max(memory, anonymousBytes(workerOf(child.pid!)))
  }, POLL_MILLISECONDS)
  const [status] = (await once(child, 'close')) as [number | null]
  clearInterval(poll)
  if (status !== 0) throw new Error(`${subject.name}, ${id}: ${complaints.trim() || `status ${status}`}`)
  return { memory, ...(JSON.parse(output.trim().split('\n').at(-1)!) as Answer) }
}

/** The last descendant: behind a shell and what reads from a pipe stands the one that works. */
function workerOf(pid: number): number {
  try {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return first ? workerOf(Number(first)) : pid
  } catch {
    return pid
  }
}

function anonymousBytes(pid: number): number {
  try {
    const found = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Number(found[1]) * 1024 : 0
  } catch {
    return 0
  }
}
