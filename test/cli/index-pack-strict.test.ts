/** `index-pack --strict` and `--fsck-objects` beside git's: objects that break one rule each. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const donor = initRepository(join(root, 'donor'), '--bare')
const outside = join(root, 'outside')
mkdirSync(outside)

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const write = (type: string, content: string | Uint8Array): string =>
  gitText(donor, ['hash-object', '-w', '--literally', '-t', type, '--stdin'], content)
const blob = write('blob', 'content\n')
const tree = gitText(donor, ['mktree'], `100644 blob ${blob}\tfile\n`)
const WHO = 'A U Thor <author@example.com> 1112911993 -0700'
const commitText = `tree ${tree}\nauthor ${WHO}\ncommitter ${WHO}\n\nmessage\n`
const commit = write('commit', commitText)
const tagText = `object ${commit}\ntype commit\ntag v1\ntagger ${WHO}\n\nmessage\n`

/** A tree of entries as they come: mode, name, and the blob. */
function treeOf(...entries: readonly (readonly [mode: string, name: string, oid?: string])[]): Buffer {
  return Buffer.concat(
    entries.map(([mode, name, oid = blob]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
    ),
  )
}

const NULL_OID = '0'.repeat(40)

const OBJECTS: readonly (readonly [rule: string, type: string, content: string | Buffer])[] = [
  ['nothing', 'commit', commitText],
  ['nothing, in a tag', 'tag', tagText],
  ['nulInHeader', 'commit', commitText.replace('tree ', 'tr\0ee ')],
  ['unterminatedHeader', 'commit', `tree ${tree}`],
  ['missingTree', 'commit', commitText.replace(/^tree.*\n/, '')],
  ['badTreeSha1', 'commit', commitText.replace(/^tree ..../, 'tree zzzz')],
  ['badParentSha1', 'commit', commitText.replace('\nauthor', '\nparent 12\nauthor')],
  ['missingAuthor', 'commit', commitText.replace(/author.*\n/, '')],
  ['multipleAuthors', 'commit', commitText.replace(/(author.*\n)/, '$1$1')],
  ['missingCommitter', 'commit', commitText.replace(/committer.*\n/, '')],
  ['nulInCommit', 'commit', `${commitText}\0`],
  ...(
    [
      ['missingNameBeforeEmail', '<author@example.com> 1112911993 -0700'],
      ['badName', 'A > Thor <author@example.com> 1112911993 -0700'],
      ['missingEmail', 'A U Thor'],
      ['missingSpaceBeforeEmail', 'A U Thor<author@example.com> 1112911993 -0700'],
      ['badEmail', 'A U Thor <author@<example.com> 1112911993 -0700'],
      ['missingSpaceBeforeDate', 'A U Thor <author@example.com>1112911993 -0700'],
      ['zeroPaddedDate', 'A U Thor <author@example.com> 01112911993 -0700'],
      ['badDateOverflow', 'A U Thor <author@example.com> 99999999999999999999999 -0700'],
      ['badDate', 'A U Thor <author@example.com> tomorrow'],
      ['badTimezone', 'A U Thor <author@example.com> 1112911993 -07'],
      ['nothing: date 0', 'A U Thor <author@example.com> 0 +0000'],
    ] as const
  ).map(([rule, who]) => [rule, 'commit', commitText.replace(WHO, who)] as const),
  ['missingObject', 'tag', tagText.replace(/^object.*\n/, '')],
  ['badObjectSha1', 'tag', tagText.replace(/^object ../, 'object zz')],
  ['missingTypeEntry', 'tag', tagText.replace(/type.*\n/, '')],
  ['badType', 'tag', tagText.replace('type commit', 'type nonsense')],
  ['missingTagEntry', 'tag', tagText.replace(/tag v1\n/, '')],
  ['badTagName', 'tag', tagText.replace('tag v1', 'tag v..1')],
  ['missingTaggerEntry', 'tag', tagText.replace(/tagger.*\n/, '')],
  ['badTree', 'tree', Buffer.from('100644 cut short')],
  ['nullSha1', 'tree', treeOf(['100644', 'a', NULL_OID])],
  ['fullPathname', 'tree', treeOf(['100644', 'a/b'])],
  ['hasDot', 'tree', treeOf(['100644', '.'])],
  ['hasDotdot', 'tree', treeOf(['100644', '..'])],
  ['hasDotgit', 'tree', treeOf(['100644', '.GIT'])],
  ['hasDotgit, short', 'tree', treeOf(['100644', 'git~1'])],
  ['zeroPaddedFilemode', 'tree', treeOf(['040000', 'a', tree])],
  ['badFilemode', 'tree', treeOf(['100664', 'a'])],
  ['duplicateEntries', 'tree', treeOf(['100644', 'a'], ['100644', 'a'])],
  ['treeNotSorted', 'tree', treeOf(['100644', 'b'], ['100644', 'a'])],
  ['nothing: a folder is sorted with a slash', 'tree', treeOf(['100644', 'a.c'], ['40000', 'a', tree])],
]

let packs = 0

/** A pack of these objects, outside of any repository. */
function packOf(...oids: readonly string[]): string {
  const stem = join(outside, `pack${packs++}`)
  git(donor, ['pack-objects', '-q', stem], `${oids.join('\n')}\n`)
  const file = readdirSync(outside).find(
    (name) => name.startsWith(`${stem.slice(outside.length + 1)}-`) && name.endsWith('.pack'),
  )
  return join(outside, file!)
}

async function compare(args: readonly string[], cwd = outside): Promise<string> {
  const line = ['index-pack', ...args, '-o', join(outside, 'out.idx')]
  const theirs = run('git', line, { cwd, env: { ...GIT_ENVIRONMENT, GIT_CEILING_DIRECTORIES: root } })
  const ours = await runPackmap(line, { cwd, env: { ...GIT_ENVIRONMENT, GIT_CEILING_DIRECTORIES: root } })
  expect([ours.status, ours.stdout.toString()]).toEqual([theirs.status, theirs.stdout.toString()])
  // Git fails to parse some objects before it comes to the rules, and then says less or more.
  if (!/^fatal: invalid |^error: too-short/m.test(theirs.stderr)) expect(ours.stderr).toBe(theirs.stderr)
  return ours.stderr
}

describe('index-pack says of an object what git says', () => {
  test.each(OBJECTS)('that breaks %s', async (rule, type, content) => {
    const pack = packOf(write(type, content), commit, tree, blob)
    for (const option of ['--strict', '--fsck-objects']) {
      const said = await compare([option, '--object-format=sha1', pack])
      const id = /^\w+/.exec(rule)![0]
      if (id === 'nothing') expect(said).toBe('')
      else expect(said).toContain(`: ${id}: `)
    }
  })
})

describe('index-pack --strict', () => {
  test('wants every object that is named, in the pack or the repository', async () => {
    const pack = packOf(commit, tree)
    const empty = initRepository(join(root, 'empty'), '--bare') // outside of any, git crashes
    expect(await compare(['--strict', pack], empty)).toContain(`did not receive expected object ${blob}`)
    expect(await compare(['--strict', pack], donor)).toBe('')
    expect(await compare(['--fsck-objects', '--object-format=sha1', pack])).toBe('')
  })

  test('asks for no parents of a commit that is shallow', async () => {
    const child = write('commit', commitText.replace('\nauthor', `\nparent ${commit}\nauthor`))
    const pack = packOf(child, tree, blob)
    const shallow = initRepository(join(root, 'shallow'), '--bare')
    expect(await compare(['--strict', pack], shallow)).toContain(`expected object ${commit}`)
    writeFileSync(join(shallow, 'shallow'), `${child}\n`)
    expect(await compare(['--strict', pack], shallow)).toBe('')
  })

  test('takes severities', async () => {
    const pack = packOf(write('tag', tagText.replace(/tagger.*\n/, '')), commit, tree, blob)
    const line = (value: string): string[] => [`--strict=${value}`, '--object-format=sha1', pack]
    expect(await compare(line('missingTaggerEntry=ignore'))).toBe('')
    expect(await compare(line('missingtaggerentry=error'))).toContain('fsck error in packed object')
    expect(await compare(line('missingTaggerEntry=warn,badTagName=ignore'))).toContain('warning: ')
  })

  test('looks into the objects of a pack that is verified, and that comes in', async () => {
    const good = packOf(commit, tree, blob)
    const bad = packOf(write('tree', treeOf(['100644', 'b'], ['100644', 'a'])), blob)
    for (const [pack, status] of [
      [good, 0],
      [bad, 128],
    ] as const) {
      const verified = await runPackmap(['index-pack', '--strict', '--verify', pack], { cwd: donor })
      expect(verified.status).toBe(status)
    }
  })
})
