/**
 * What git 2.55 answers to commands that list and name refs and commits, recorded beside the lines: the git that is
 * installed may be older, and answers some of them otherwise or not at all.
 *
 * With `PACKMAP_RECORD_GIT=<git 2.55>` the tests that use this write the answers anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { git, GIT_ENVIRONMENT, initRepository, run } from '../../support/git.js'
import { argumentsOf } from '../cases/case.js'

export interface Answer {
  readonly line: string
  readonly status: number
  /** One unit a byte. */
  readonly stdout: string
  /** Lines that say what is wrong, without usage and hints. */
  readonly stderr: readonly string[]
}

const FOLDER = join(import.meta.dirname, '../../../fixtures/newer-git/answers')

/** Answers to all lines, in their order. */
export async function answersOf(
  name: string,
  cwd: string,
  lines: readonly string[],
): Promise<readonly Answer[]> {
  const file = join(FOLDER, `${name}.json`)
  const recorder = process.env['PACKMAP_RECORD_GIT']
  if (recorder !== undefined) {
    const answers = lines.map((line): Answer => {
      const { status, stdout, stderr } = run(recorder, argumentsOf(line), { cwd, env: GIT_ENVIRONMENT })
      return { line, status: status!, stdout: stdout.toString('latin1'), stderr: faultsIn(stderr) }
    })
    writeFileSync(file, await format(JSON.stringify(answers), { parser: 'json', printWidth: 110 }))
  }
  const answers = JSON.parse(readFileSync(file, 'utf8')) as readonly Answer[]
  return lines.map((line) => {
    const answer = answers.find((each) => each.line === line)
    if (!answer) throw new Error(`${file} has no answer to ${line}; record it`)
    return answer
  })
}

export function faultsIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => /^(?:fatal|error|warning): /.test(line))
}

const MAILMAP = 'Proper Name <proper@example.com> <author@example.com>\n'

/** A repository that is the same to the byte whatever git makes it. */
export function importRecordedHistory(path: string): string {
  initRepository(path)
  const stream: string[] = []
  let [time, marks] = [1112911993, 0]
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  const who = (): string => `C O Mitter <committer@example.com> ${(time += 60)} -0700\n`
  /** @returns The mark of the commit. */
  const commit = (ref: string, message: string, parents: readonly string[], file = 'file'): string => {
    const mark = `:${++marks}`
    stream.push(
      `commit refs/${ref}\nmark ${mark}\nauthor A U Thor <author@example.com> ${time} -0700\ncommitter ${who()}`,
      data(message),
      ...parents.map((parent, at) => `${at === 0 ? 'from' : 'merge'} ${parent}\n`),
      `M 644 inline ${file}\n${data(file === '.mailmap' ? MAILMAP : message)}`,
    )
    return mark
  }
  const tag = (name: string, from: string, message: string): void => {
    stream.push(`tag ${name}\nfrom ${from}\ntagger ${who()}${data(message)}`)
  }
  const one = commit('heads/main', 'One\n\nBody of one\n\nSigned-off-by: A <a@b>\n', [])
  tag('v1.0', one, 'Version 1.0\n\nwith a body\n')
  const two = commit('heads/main', 'Two\n', [one])
  const light = commit('heads/side', 'On the side\n', [two], 'side')
  stream.push(`reset refs/tags/light\nfrom ${light}\n\n`)
  const side = commit('heads/side', 'Side again\n', [light], 'side')
  tag('side-tag', side, 'of the side\n')
  const three = commit('heads/main', 'Three\n', [two])
  const merge = commit('heads/main', 'Merge\n', [three, side])
  tag('v2.0', merge, 'Version 2.0\n')
  commit('heads/topic/one', 'Topic\n', [merge], 'topic')
  const four = commit('heads/main', 'Four\n', [merge])
  commit('heads/orphan', 'No parent\n', [])
  commit('remotes/origin/main', 'Upstream\n', [four], 'upstream')
  commit('heads/main', 'Mapped\n', [four], '.mailmap')
  git(path, ['fast-import', '--quiet'], stream.join(''))
  const oid = (name: string): string => git(path, ['rev-parse', name]).toString().trim()
  git(path, ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'])
  const nested = (name: string, of: string): void => {
    const text = `object ${oid(of)}\ntype tag\ntag ${name}\ntagger ${who()}\nA tag of a tag\n`
    git(path, ['update-ref', `refs/tags/${name}`, git(path, ['mktag'], text).toString().trim()])
  }
  nested('nested', 'refs/tags/v1.0')
  nested('nested-twice', 'refs/tags/nested')
  git(path, ['update-ref', 'refs/tags/a-blob', oid('main:file')])
  git(path, ['update-ref', 'refs/tags/a-tree', oid('main^{tree}')])
  git(path, ['update-ref', 'ORIG_HEAD', 'main~1'])
  for (const [name, value] of [
    ['remote.origin.url', 'elsewhere'],
    ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ['branch.main.remote', 'origin'],
    ['branch.main.merge', 'refs/heads/main'],
    ['branch.topic/one.remote', '.'],
    ['branch.topic/one.merge', 'refs/heads/main'],
    ['branch.side.remote', 'origin'],
    ['branch.side.merge', 'refs/heads/gone'],
    ['mailmap.blob', 'main:.mailmap'],
  ] as const) {
    git(path, ['config', name, value])
  }
  return path
}
