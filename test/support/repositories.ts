/** Repositories with a history worth packing, made by git from a seed. */
import { git, initRepository } from './git.js'
import { Random } from './random.js'

export interface HistoryOptions {
  readonly commits: number
  readonly seed: number
  /** Extra options for `git init`. */
  readonly init?: readonly string[]
}

/**
 * A repository with a linear history on `main`: text files that grow and change (long delta chains), one binary that
 * does not compress, an empty file, folders, annotated tags, all loose or in one pack as fast-import leaves them.
 */
export function makeHistory(path: string, { commits, seed, init = [] }: HistoryOptions): string {
  initRepository(path, ...init)
  const random = new Random(seed)
  const word = (): string => random.next(2 ** 31).toString(36)
  const files = new Map<string, string[]>()
  for (const name of ['README', 'src/main.c', 'src/deep/er/util.c', 'docs/Ünïcode.txt']) {
    files.set(
      name,
      Array.from({ length: 200 }, () => `${word()} ${word()} ${word()}`),
    )
  }
  const chunks: Buffer[] = []
  const say = (text: string): void => void chunks.push(Buffer.from(text))
  const sayData = (data: Uint8Array): void => {
    say(`data ${data.length}\n`)
    chunks.push(Buffer.from(data), Buffer.from('\n'))
  }
  for (let commit = 0; commit < commits; commit++) {
    say('commit refs/heads/main\n')
    say(`committer C O Mitter <committer@example.com> ${1_112_911_993 + commit * 60} +0200\n`)
    sayData(Buffer.from(`Commit ${commit}\n\n${word()}\n`))
    for (const [name, lines] of files) {
      if (commit > 0 && random.next(3) > 0) continue
      for (let edit = 0; edit < 3; edit++) lines[random.next(lines.length)] = word()
      lines.push(word())
      say(`M 100644 inline ${name}\n`)
      sayData(Buffer.from(lines.join('\n')))
    }
    if (commit % 50 === 0) {
      say('M 100755 inline bin/blob\n')
      sayData(random.bytes(70_000))
      say('M 100644 inline empty\n')
      sayData(new Uint8Array(0))
    }
  }
  say('tag v1.0\nfrom refs/heads/main\ntagger C O Mitter <committer@example.com> 1112911993 +0200\n')
  sayData(Buffer.from('The first\n'))
  git(path, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--force'], Buffer.concat(chunks))
  return path
}

/** One object as git prints it. */
export interface TrueObject {
  readonly type: string
  readonly data: Buffer
}

/** Every object of a repository, by oid in ascending order, as git reads it. */
export function everyObject(path: string): Map<string, TrueObject> {
  const output = git(path, ['cat-file', '--batch', '--batch-all-objects'])
  const objects = new Map<string, TrueObject>()
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at)
    const [oid, type, size] = output.toString('latin1', at, end).split(' ')
    const next = end + 1 + Number(size)
    objects.set(oid!, { type: type!, data: output.subarray(end + 1, next) })
    at = next + 1
  }
  return objects
}
