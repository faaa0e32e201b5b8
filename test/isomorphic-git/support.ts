/** A repository with something of everything that the functions read. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededNumbers, tangledHistory } from '../support/tangled-history.js'
import { git, gitText, initRepository, run, GIT_ENVIRONMENT } from '../support/git.js'

const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\n\nabc\n=def\n-----END PGP SIGNATURE-----\n'

/** Packed but for the newest objects; a work tree with an index. */
export function makeRepository(path: string, commits: number, seed: number): string {
  initRepository(path)
  git(path, ['fast-import', '--quiet', '--force'], tangledHistory(commits, seed))
  git(path, ['reset', '--quiet', '--hard', 'main'])
  writeFileSync(join(path, 'empty'), '')
  writeFileSync(join(path, 'naïve é.txt'), 'Grüße\n')
  git(path, ['add', '.'])
  at(path, commits + 1, ['commit', '--quiet', '--message', 'Add two files\n\nOne of them is empty.\n\n'])
  const tree = gitText(path, ['rev-parse', 'HEAD^{tree}'])
  signedCommit(path, tree)
  git(path, ['tag', '--annotate', '--message', 'a tag', 'annotated'])
  git(path, ['tag', '--annotate', '--message', `signed\n\n${SIGNATURE}`, 'signed-tag', 'annotated'])
  git(path, ['tag', 'of-a-blob', gitText(path, ['rev-parse', 'HEAD:empty'])])
  git(path, ['gc', '--quiet'])
  git(path, ['update-ref', 'refs/remotes/origin/main', 'HEAD~2'])
  git(path, ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'])
  git(path, ['branch', 'topic/one', 'HEAD~1'])
  git(path, ['config', 'remote.origin.url', 'https://example.com/x.git'])
  git(path, ['config', '--add', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'])
  git(path, ['config', '--add', 'remote.origin.fetch', '+refs/tags/*:refs/tags/*'])
  git(path, ['notes', 'add', '--message', 'a note', 'HEAD'])
  git(path, ['notes', 'add', '--message', 'another', 'HEAD~1'])
  writeFileSync(join(path, 'loose'), 'not in a pack\n')
  git(path, ['add', '.'])
  at(path, commits + 2, ['commit', '--quiet', '--message', 'Loose'])
  return path
}

function at(path: string, second: number, args: readonly string[]): void {
  const date = `${1_200_000_000 + second} +0130`
  const env = { ...GIT_ENVIRONMENT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  const { status, stderr } = run('git', args, { cwd: path, env })
  if (status !== 0) throw new Error(stderr)
}

/** As `git commit -S` would make it; on a branch of its own. */
function signedCommit(path: string, tree: string): void {
  const header = `gpgsig ${SIGNATURE.trimEnd().replaceAll('\n', '\n ')}`
  const who = 'A U Thor <author@example.com> 1200000000 -0000'
  const text = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n${header}\nencoding UTF-8\n\nSigned\n`
  const oid = gitText(path, ['hash-object', '-t', 'commit', '-w', '--stdin'], text)
  git(path, ['update-ref', 'refs/heads/signed', oid])
}

/** Commits in a row, a second apart, in which files change, move, come and go, and get the content of others. */
export function makeRow(path: string, commits: number, seed: number): string {
  initRepository(path)
  const below = seededNumbers(seed)
  const names = ['a', 'b', 'dir/c', 'dir/d']
  const there = new Map<string, string>()
  const input: string[] = []
  for (let i = 0; i < commits; i++) {
    const changes: string[] = []
    const name = names[below(names.length)]!
    const other = names[below(names.length)]!
    switch (i === 0 ? 0 : below(4)) {
      case 0:
      case 1: {
        const content = `${below(6)}\n`
        changes.push(`M ${below(9) === 0 ? '100755' : '100644'} inline ${name}`, data(content))
        there.set(name, content)
        break
      }
      case 2:
        if (there.delete(name)) changes.push(`D ${name}`)
        break
      default:
        if (there.has(name) && !there.has(other)) {
          changes.push(`R ${name} ${other}`)
          there.set(other, there.get(name)!)
          there.delete(name)
        }
    }
    const who = `${below(3) === 0 ? 'two' : 'one'} <x@y> ${1_200_000_000 + i} +0000`
    input.push(
      `commit refs/heads/main`,
      `author ${who}`,
      `committer ${who}`,
      data(`commit ${i}`),
      ...changes,
      '',
    )
  }
  git(path, ['fast-import', '--quiet'], input.join('\n'))
  return path
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`
}
