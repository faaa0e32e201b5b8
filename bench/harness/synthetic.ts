/**
 * A repository with a mixture like that of real ones, made by git from a fixed seed: text files that grow and change in
 * a tree of folders, history with branches, some binary files that do not compress, tags, and one pack.
 */
import { spawnSync } from 'node:child_process'
import { Random } from './random.js'

const COMMITS = 3000
const FILES = 400
const WORDS = 2000

/** Makes a bare repository at `path`: some 25,000 objects in about half a minute. */
export function makeSyntheticRepository(path: string, seed: number): void {
  run(['init', '--quiet', '--bare', '--initial-branch=main', path])
  run([`--git-dir=${path}`, 'fast-import', '--quiet'], fastImportStream(new Random(seed)))
  run([`--git-dir=${path}`, '-c', 'pack.threads=1', 'repack', '-adfq', '--depth=50', '--window=20'])
  run([`--git-dir=${path}`, 'pack-refs', '--all'])
}

function fastImportStream(random: Random): Buffer {
  const words = Array.from({ length: WORDS }, () => word(random))
  const files = Array.from({ length: FILES }, (_, i) => ({
    path: `${words[i % 9]!}/${words[(i * 7) % 40]!}/${words[i]!}-${i}.txt`,
    lines: Array.from({ length: 20 + random.below(200) }, () => sentence(random, words)),
  }))
  const parts: Buffer[] = []
  const text = (line: string): void => void parts.push(Buffer.from(line))
  const data = (bytes: Buffer): void =>
    void parts.push(Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n'))
  for (let commit = 0; commit < COMMITS; commit++) {
    const onBranch = commit % 50 > 40
    text(`commit refs/heads/${onBranch ? `topic-${Math.floor(commit / 50)}` : 'main'}\nmark :${commit + 1}\n`)
    text(
      `committer ${words[commit % 30]!} <${words[commit % 30]!}@example.com> ${1_100_000_000 + commit * 7200} +0100\n`,
    )
    data(Buffer.from(`${sentence(random, words)}\n\n${sentence(random, words)}\n`))
    if (commit > 0) text(`from :${commit % 50 === 0 && commit > 10 ? commit - 9 : commit}\n`)
    const changed = commit === 0 ? files : random.sample(files, 1 + random.below(4))
    for (const file of changed) {
      if (commit > 0)
        file.lines.splice(random.below(file.lines.length), random.below(3), sentence(random, words))
      text(`M 100644 inline ${file.path}\n`)
      data(Buffer.from(`${file.lines.join('\n')}\n`))
    }
    if (commit % 40 === 0) {
      text(`M 100644 inline images/${words[commit % 200]!}.bin\n`)
      data(noise(random, 20_000 + random.below(400_000)))
    }
    if (commit % 300 === 299) {
      text(
        `tag v${Math.floor(commit / 300)}\nfrom :${commit + 1}\ntagger t <t@example.com> ${1_100_000_000 + commit * 7200} +0100\n`,
      )
      data(Buffer.from('A version\n'))
    }
  }
  return Buffer.concat(parts)
}

function word(random: Random): string {
  return Array.from({ length: 3 + random.below(7) }, () => String.fromCharCode(97 + random.below(26))).join(
    '',
  )
}

function sentence(random: Random, words: readonly string[]): string {
  return Array.from({ length: 4 + random.below(10) }, () => words[random.below(words.length)]!).join(' ')
}

function noise(random: Random, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  for (let i = 0; i < size; i++) bytes[i] = random.below(256)
  return bytes
}

function run(args: readonly string[], input?: Buffer): void {
  const { status, stderr } = spawnSync('git', args, { input, maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.toString()}`)
}
