/** A repository for workloads where the user names none: made by git from a seed, with deltas, folders and a binary. */
import { spawnSync } from 'node:child_process'
import { Random } from '../random.js'

const COMMITS = 400
const FILES = ['README', 'src/main.c', 'src/deep/er/util.c', 'docs/guide.md', 'docs/notes.md']
const LINES = 150
const BINARY_BYTES = 90_000

/**
 * @param path Where it is made, bare.
 * @returns False: there is no git here.
 */
export function makeSampleRepository(path: string, seed: number): boolean {
  if (spawnSync('git', ['--version']).status !== 0) return false
  git(['init', '--quiet', '--bare', '--initial-branch=main', path])
  git(['-C', path, '-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--force'], history(seed))
  return true
}

/** The commands of git-fast-import(1). */
function history(seed: number): Buffer {
  const random = new Random(seed)
  const word = (): string => random.below(2 ** 31).toString(36)
  const texts = FILES.map(() => Array.from({ length: LINES }, () => `${word()} ${word()} ${word()}`))
  const pieces: Buffer[] = []
  const say = (text: string): void => void pieces.push(Buffer.from(text))
  const sayFile = (path: string, data: Buffer): void => {
    say(`M 100644 inline ${path}\ndata ${data.length}\n`)
    pieces.push(data, Buffer.from('\n'))
  }
  for (let commit = 0; commit < COMMITS; commit++) {
    const message = `Change ${commit}\n`
    say(`commit refs/heads/main\ncommitter A <a@example.com> ${1_000_000_000 + commit * 60} +0000\n`)
    say(`data ${message.length}\n${message}\n`)
    texts.forEach((lines, index) => {
      if (commit > 0 && !random.onceIn(3)) return
      lines[random.below(lines.length)] = word()
      lines.push(word())
      sayFile(FILES[index]!, Buffer.from(lines.join('\n')))
    })
    if (commit % 80 === 0)
      sayFile('bin/blob', Buffer.from(Array.from({ length: BINARY_BYTES }, () => random.below(256))))
  }
  return Buffer.concat(pieces)
}

/** @throws {Error} git fails. */
function git(args: readonly string[], input: Uint8Array = Buffer.alloc(0)): void {
  const { status, stderr } = spawnSync('git', args, { input })
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr.toString()}`)
}
