/** Objects that are not of the type that what leads to them says: `rev-list --objects` fails where git fails. */
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { gitText, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
gitText(root, ['init', '-q', '.'])

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const blob = write('blob', 'foo')
const tree = write('tree', entry('100644', blob))
const commit = write('commit', commitOf(tree))
const treeAsBlob = write('tree', entry('100644', tree))
const blobAsTree = write('tree', entry('40000', blob))
const blobAsParent = write('commit', commitOf(tree, `parent ${blob}\n`))
const blobAsRoot = write('commit', commitOf(blob))

test.each([
  ['a tree as a blob', [treeAsBlob]],
  ['a tree, then the same as a blob', [tree, treeAsBlob]],
  ['a blob as a tree', [blobAsTree]],
  ['a blob, then the same as a tree', [blob, blobAsTree]],
  ['a blob as a parent', [blobAsParent]],
  ['a blob, then the same as a parent', [blob, blobAsParent]],
  ['a blob as the tree of a commit', [blobAsRoot]],
  ['a blob, then the same as the tree of a commit', [blob, blobAsRoot]],
  ['a tag that calls a blob a commit', [write('tag', tagOf(blob, 'commit'))]],
  ['a tag that calls a blob a tree', [blob, write('tag', tagOf(blob, 'tree'))]],
  ['a tag that calls a commit a blob', [commit, write('tag', tagOf(commit, 'blob'))]],
])('rev-list --objects judges %s as git does', async (_, names) => {
  const args = ['rev-list', '--objects', ...names]
  const theirs = run('git', args, { cwd: root, input: '' })
  const ours = await runPackmap(args, { cwd: root })
  expect(ours.status).toBe(theirs.status)
  if (theirs.status === 0) expect(ours.stdout.toString()).toBe(theirs.stdout.toString())
})

function write(type: string, content: string | Uint8Array): string {
  return gitText(root, ['hash-object', '-w', '--literally', '-t', type, '--stdin'], content)
}

function entry(mode: string, oid: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} foo\0`), Buffer.from(oid, 'hex')])
}

function commitOf(root: string, parents = ''): string {
  return `tree ${root}\n${parents}author A <a@example.com> 0 +0000\ncommitter A <a@example.com> 0 +0000\n\nsubject\n`
}

function tagOf(oid: string, type: string): string {
  return `object ${oid}\ntype ${type}\ntag name\ntagger A <a@example.com> 0 +0000\n\nmessage\n`
}
