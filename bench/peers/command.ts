/**
 * Git, or packmap's command with the same arguments: a process at the other end of real pipes. Its time is its own, as
 * the shell counts it; what this process spends on reading its output is not counted.
 */
import { spawn } from 'node:child_process'
import { readdirSync, rmSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Digest } from '../harness/digest.js'
import { inputLines } from '../harness/inputs.js'
import { taskFromArguments } from './report.js'

const { id, gitDir, inputs, count } = taskFromArguments()
const program = process.argv.slice(6)
const digest = new Digest()
const contents = ['cat-file', '--batch', '--buffer']
const headers = ['cat-file', '--buffer']

interface Run {
  readonly args: readonly string[]
  readonly input?: string
  /** Takes in the output and says how many items it holds. */
  readonly parse: (output: Readable) => Promise<number>
}

const everything: Run = { args: [...contents, '--batch-all-objects', '--unordered'], parse: parseContents }
const verify: Run = {
  args: ['verify-pack', ...indexFiles()],
  parse: () => Promise.resolve(Number(inputLines(inputs, 'objectCount')[0])),
}
const runs: Record<string, Run> = {
  W1: { args: contents, input: 'oids', parse: parseContents },
  W1m: { args: contents, input: 'packOrder', parse: parseContents },
  W2: {
    args: [...headers, '--batch-check=%(objecttype) %(objectsize)'],
    input: 'oids',
    parse: byLine((line) => {
      const [type, size] = line.split(' ') as [string, string]
      digest.number(type.length + Number(size))
    }),
  },
  W3: everything,
  W3c: everything,
  W3t: everything,
  W4: verify,
  W4t: verify,
  W5a: {
    args: [...headers, '--batch-check'],
    input: 'halfMissing',
    parse: byLine((line) => {
      digest.number(line.endsWith(' missing') ? 0 : 1)
    }),
  },
  W5b: { args: [...headers, '--batch-check=%(objectname)'], input: 'abbreviations', parse: byOid() },
  W6: { args: [...headers, '--batch-check=%(objectname)'], input: 'paths', parse: byOid() },
  // A clone may lack objects, where both would end with an error and nothing could be compared.
  W7: { args: ['rev-list', '--objects', '--all', '--missing=allow-any'], parse: byOid() },
  W8: { args: ['cat-file', '-p', inputLines(inputs, 'first', 1)[0]!], parse: parseOne },
  W9: {
    args: ['-c', 'core.packedGitWindowSize=1m', '-c', 'core.packedGitLimit=32m', ...contents],
    input: 'oids',
    parse: parseContents,
  },
}

await measure(runs[id]!)

async function measure({ args, input, parse }: Run): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'packmap-bench-'))
  const times = join(folder, 'times')
  // The shell's own `time`: three decimals, and nothing else is there on every machine.
  const script = 'exec 3>"$0"; TIMEFORMAT="%R %U %S"; { time "$@" 2>&4; } 4>&2 2>&3'
  const argv = [...program, `--git-dir=${gitDir}`, ...args]
  const child = spawn('bash', ['-c', script, times, ...argv], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input === undefined ? '' : inputLines(inputs, input, count).join('\n') + '\n')
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const done = await parse(child.stdout)
  child.stdout.resume()
  const status = await closed
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`)
  const [wall, user, system] = readFileSync(times, 'utf8').trim().split(' ').map(Number) as [
    number,
    number,
    number,
  ]
  rmSync(folder, { recursive: true })
  process.stdout.write(`${JSON.stringify({ count: done, digest: digest.value, wall, cpu: user + system })}\n`)
}

/** `<oid> <type> <size>`, newline, content, newline; again and again. */
async function parseContents(output: Readable): Promise<number> {
  let done = 0
  let chunks: Buffer[] = []
  let held = 0
  let needed = 0
  for await (const chunk of output) {
    chunks.push(chunk as Buffer)
    held += (chunk as Buffer).length
    if (held < needed) continue // the rest of a large object: put together once, when it is all there
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    let at = 0
    needed = 0
    for (;;) {
      const newline = bytes.indexOf(10, at)
      if (newline < 0) break
      const size = Number(bytes.toString('latin1', at, newline).split(' ')[2])
      const end = newline + 1 + size + 1
      if (end > bytes.length) {
        needed = end - at
        break
      }
      digest.content(bytes, newline + 1, size)
      done++
      at = end
    }
    chunks = [bytes.subarray(at)]
    held = bytes.length - at
  }
  return done
}

async function parseOne(output: Readable): Promise<number> {
  for await (const chunk of output) digest.content(chunk as Buffer)
  digest.value = 0 // a tree is printed, not read: there is nothing to compare but the exit status
  return 1
}

function byLine(visit: (line: string) => void): (output: Readable) => Promise<number> {
  return async (output) => {
    let done = 0
    let left = ''
    for await (const chunk of output.setEncoding('latin1')) {
      const lines = (left + String(chunk)).split('\n')
      left = lines.pop()!
      for (const line of lines) visit(line)
      done += lines.length
    }
    return done
  }
}

function byOid(): (output: Readable) => Promise<number> {
  return byLine((line) => {
    digest.oid(line)
  })
}

function indexFiles(): string[] {
  const folder = join(gitDir, 'objects/pack')
  const names = readdirSync(folder).filter((name) => name.endsWith('.idx'))
  return names.map((name) => join(folder, name))
}
