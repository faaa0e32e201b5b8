/**
 * Repositories of every kind that the command line should read alike: one history, kept in many ways, and a few that
 * are special in themselves.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, gitText, GIT_ENVIRONMENT, initRepository } from '../../support/git.js'

/** One place to run commands in. */
export interface Place {
  /** What makes it special; part of the test's name. */
  readonly name: string
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/** Makes the whole zoo below `root`. */
export function makeZoo(root: string): Place[] {
  const base = join(root, 'base')
  initRepository(base)
  importHistory(base)
  // Nothing is checked out: not every file system takes all of the names. These are the files that are asked for.
  mkdir(join(base, 'dir', 'sub'))
  writeFileSync(join(base, 'file'), '')
  writeFileSync(join(base, 'dir', 'file'), '')
  git(base, ['symbolic-ref', 'refs/heads/alias', 'refs/heads/main'])
  git(base, ['update-ref', 'refs/remotes/origin/main', 'main~1'])
  git(base, ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'])
  for (const line of [
    'remote.origin.url=x',
    'branch.main.remote=origin',
    'branch.main.merge=refs/heads/main',
  ]) {
    git(base, ['config', ...line.split(/=(.*)/).slice(0, 2)])
  }
  git(base, ['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'])
  return [
    { name: 'a work tree as fast-import leaves it', cwd: base },
    { name: 'a folder of a work tree', cwd: join(base, 'dir', 'sub') },
    { name: 'the inside of .git', cwd: join(base, '.git', 'refs') },
    bare(root, base),
    loose(root, base),
    repacked(root, base),
    replaced(root, base),
    manyPacks(root, base),
    detached(root, base),
    linkedWorktree(root, base),
    gitFile(root, base),
    shallow(root, base),
    sha256(root),
    empty(root),
    { name: 'no repository', cwd: mkdir(join(root, 'nowhere')), env: withCeiling(root) },
    {
      name: 'GIT_DIR from elsewhere',
      cwd: mkdir(join(root, 'elsewhere')),
      env: withGitDir(join(base, '.git')),
    },
  ]
}

function mkdir(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}

function withCeiling(root: string): NodeJS.ProcessEnv {
  return { ...GIT_ENVIRONMENT, GIT_CEILING_DIRECTORIES: root }
}

function withGitDir(gitDir: string): NodeJS.ProcessEnv {
  return { ...GIT_ENVIRONMENT, GIT_DIR: gitDir }
}

function copy(root: string, base: string, name: string): string {
  const path = join(root, name)
  cpSync(base, path, { recursive: true, verbatimSymlinks: true })
  return path
}

function bare(root: string, base: string): Place {
  const path = join(root, 'bare.git')
  git(root, ['clone', '--quiet', '--bare', base, path])
  git(path, ['pack-refs', '--all'])
  return { name: 'a bare repository, refs packed', cwd: path }
}

function loose(root: string, base: string): Place {
  const path = copy(root, base, 'loose')
  const packs = join(root, 'loose-packs')
  renameSync(join(path, '.git/objects/pack'), packs)
  mkdir(join(path, '.git/objects/pack'))
  for (const file of readdirSync(packs)) {
    if (file.endsWith('.pack')) git(path, ['unpack-objects', '-q'], readFileSync(join(packs, file)))
  }
  rmSync(packs, { recursive: true })
  return { name: 'loose objects only', cwd: path }
}

function repacked(root: string, base: string): Place {
  const path = copy(root, base, 'repacked')
  git(path, ['repack', '-adfq', '--depth=50', '--window=50'])
  git(path, ['config', 'core.quotePath', 'false'])
  git(path, ['config', 'core.abbrev', '9'])
  return { name: 'one pack of deltas, quotePath off, abbrev 9', cwd: path }
}

function replaced(root: string, base: string): Place {
  const path = copy(root, base, 'replaced')
  git(path, ['replace', 'HEAD', 'HEAD~2'])
  git(path, [
    'replace',
    '-f',
    gitText(path, ['rev-parse', 'HEAD~1:file']),
    gitText(path, ['rev-parse', 'v1:file']),
  ])
  return { name: 'replaced objects', cwd: path }
}

function manyPacks(root: string, base: string): Place {
  const path = copy(root, base, 'many-packs')
  git(path, ['repack', '-adq', '--max-pack-size=1k'])
  git(path, ['multi-pack-index', 'write'])
  commitAgain(path, 'loose')
  return { name: 'several packs, a multi-pack-index and loose objects', cwd: path }
}

function detached(root: string, base: string): Place {
  const path = copy(root, base, 'detached')
  git(path, ['update-ref', '--no-deref', 'HEAD', gitText(path, ['rev-parse', 'v1^{commit}'])])
  return { name: 'a detached HEAD', cwd: path }
}

/** One more commit of the tree that is there, as a loose object. */
function commitAgain(path: string, message: string): void {
  git(path, [
    'update-ref',
    'HEAD',
    gitText(path, ['commit-tree', '-p', 'HEAD', '-m', message, 'HEAD^{tree}']),
  ])
}

function linkedWorktree(root: string, base: string): Place {
  const path = join(root, 'linked')
  const from = copy(root, base, 'linked-from')
  git(from, ['worktree', 'add', '--quiet', '--no-checkout', path, 'side'])
  // A commit that only the HEAD of the main worktree has.
  git(from, ['update-ref', '--no-deref', 'HEAD', 'HEAD'])
  commitAgain(from, 'detached')
  return { name: 'a linked worktree', cwd: mkdir(join(path, 'dir')) }
}

function gitFile(root: string, base: string): Place {
  const path = copy(root, base, 'git-file')
  git(path, ['init', '--quiet', '--separate-git-dir', join(root, 'separate')])
  return { name: 'a .git file', cwd: join(path, 'dir') }
}

function shallow(root: string, base: string): Place {
  const path = join(root, 'shallow')
  git(root, ['clone', '--quiet', '--depth=2', '--no-checkout', `file://${base}`, path])
  return { name: 'a shallow clone', cwd: path }
}

function sha256(root: string): Place {
  const path = initRepository(join(root, 'sha256'), '--object-format=sha256')
  importHistory(path)
  return { name: 'SHA-256', cwd: path }
}

function empty(root: string): Place {
  return { name: 'an empty repository', cwd: initRepository(join(root, 'empty')) }
}

/** Merges, deltas, odd names, symlinks of every kind, a submodule, tags of everything. */
function importHistory(path: string): void {
  const chunks: Buffer[] = []
  const say = (line: string): void => void chunks.push(Buffer.from(`${line}\n`, 'latin1'))
  const data = (content: string): void => {
    const bytes = Buffer.from(content)
    say(`data ${bytes.length}`)
    chunks.push(bytes, Buffer.from('\n'))
  }
  let seconds = 1_112_911_993
  let mark = 0 // commits are numbered from 1
  const commit = (branch: string, message: string, from: string[], changes: () => void): void => {
    say(`commit refs/heads/${branch}\nmark :${++mark}`)
    seconds += 60
    say(`author A U Thor <author@example.com> ${seconds} -0700`)
    say(`committer C O Mitter <committer@example.com> ${seconds} -0700`)
    data(message)
    // A branch goes on from where it is unless it is told another start.
    from.forEach((parent, at) => {
      if (parent !== '') say(`${at === 0 ? 'from' : 'merge'} ${parent}`)
    })
    changes()
    say('')
  }
  const file = (name: string, content: string, mode = '100644'): void => {
    say(`M ${mode} inline ${name}`)
    data(content)
  }
  const lines = Array.from({ length: 300 }, (_, at) => `line ${at} ${(at * 7919) % 1000}`)
  commit('main', 'The first\n\nIts body\n', [], () => {
    file('file', lines.join('\n'))
    file('dir/file', 'in a folder\n')
    file('dir/sub/deep', 'deep\n')
    file('dir/sub/deeper/deepest', 'deepest\n')
    file('run.sh', '#!/bin/sh\n', '100755')
    file('empty', '')
    file('dir-and-more', 'sorts between dir and dir/\n')
    file('"with\\tab"', 'tab\n')
    file('"with\\"quote"', 'quote\n')
    file('"new\\nline"', 'newline\n')
    file('"\\303\\274mlaut"', 'utf-8\n')
    file('"latin\\374"', 'latin1\n')
    file('with space', 'space\n')
    file(
      '.mailmap',
      'Proper Author <proper@example.com> <author@example.com>\nCommitter <committer@example.com>\n',
    )
    file('link', 'file', '120000')
    file('dir/up', '../file', '120000')
    file('dir/uplink', '../link', '120000')
    file('dirlink', 'dir', '120000')
    file('dangling', 'nothing', '120000')
    file('loop1', 'loop2', '120000')
    file('loop2', 'loop1', '120000')
    file('out', '../outside', '120000')
    file('absolute', '/etc/passwd', '120000')
    file('notdir', 'file/below', '120000')
    file('dotdot', 'dir/sub/../file', '120000')
    file('todir', 'dir/', '120000')
    say(
      'M 160000 0123456789012345678901234567890123456789'.padEnd(path.endsWith('sha256') ? 73 : 0, '0') +
        ' module',
    )
  })
  for (let at = 0; at < 5; at++) {
    lines[at * 50] = `changed ${at}`
    commit('main', `Change ${at}\n`, [], () => {
      file('file', lines.join('\n'))
    })
  }
  commit('side', 'On the side\n', [':4'], () => {
    file('side', 'side\n')
  })
  commit('other', 'On the other\n', [':5'], () => {
    file('other', 'other\n')
  })
  commit('main', 'Merge three\n', ['', 'refs/heads/side', 'refs/heads/other'], () => {
    file('merged', 'merged\n')
  })
  commit('main', 'Last: no newline at its end', [], () => {
    file('file', lines.slice(0, 250).join('\n'))
  })
  say('commit refs/heads/orphan\ncommitter C O Mitter <committer@example.com> 1112920000 +0200\ndata 0\n')
  const tag = (name: string, from: string): void => {
    say(`tag ${name}\nfrom ${from}\ntagger C O Mitter <committer@example.com> ${seconds} +0000`)
    data(`Tag ${name}\n`)
  }
  tag('v1', ':4')
  tag('v2', 'refs/heads/main')
  tag('main', 'refs/heads/side') // a branch has that name too
  say('reset refs/tags/light\nfrom :9\n')
  git(path, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--force'], Buffer.concat(chunks))
  git(path, ['tag', '-a', '-m', 'a tag of a tag', 'v1-again', 'v1'])
  git(path, ['tag', '-a', '-m', 'a tag of a tree', 'a-tree', 'refs/heads/main^{tree}'])
  git(path, ['tag', '-a', '-m', 'a tag of a blob', 'a-blob', 'refs/heads/main:file'])
  git(path, ['tag', '-a', '-m', 'a tag of a tag of a blob', 'a-blob-again', 'a-blob'])
  git(path, ['update-ref', 'refs/heads/folder/branch', 'refs/heads/side'])
}
