/** Where a repository may lie, whose it may be, what its configuration may ask for, and how its refs are kept. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, gitText, GIT_ENVIRONMENT, initRepository } from '../../../support/git.js'
import { AMONG_FILES, ANY_NAME, OPENING } from '../../cases/formats.js'
import { type Formats, mkdir } from './base.js'

export function addLayouts(formats: Formats): void {
  addWorktrees(formats)
  addGitFolders(formats)
  addExtensions(formats)
  addOwners(formats)
  addRefs(formats)
}

function addWorktrees(formats: Formats): void {
  const main = formats.copy('worktrees')
  const linked = formats.path('linked')
  git(main, ['worktree', 'add', '-q', '--no-checkout', '-b', 'topic', linked, 'HEAD~3'])
  formats.add({ name: 'a linked worktree', cwd: linked })
  formats.add({ name: 'the git folder of a linked worktree', cwd: join(main, '.git/worktrees/linked') })
  formats.add({ name: 'the main work tree beside a linked one', cwd: main })
  const own = formats.copy('own-config')
  const sparse = formats.path('with-config')
  git(own, ['worktree', 'add', '-q', '--no-checkout', '--detach', sparse])
  git(own, ['config', 'extensions.worktreeConfig', 'true'])
  git(sparse, ['config', '--worktree', 'core.abbrev', '12'])
  formats.add({ name: 'a worktree with a configuration of its own', cwd: sparse })
  const relative = formats.path('relative')
  git(formats.copy('relative-from'), ['worktree', 'add', '-q', '--no-checkout', '-b', 'topic', relative])
  writeFileSync(join(relative, '.git'), 'gitdir: ../relative-from/.git/worktrees/relative\n')
  formats.add({ name: 'a worktree that names its git folder by a relative path', cwd: relative })
}

function addGitFolders(formats: Formats): void {
  const outer = initRepository(formats.path('outer'))
  git(outer, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', formats.base, 'module'])
  git(outer, ['commit', '-qm', 'with a module'])
  formats.add({ name: 'a submodule', cwd: join(outer, 'module/src') })
  formats.add({
    name: 'a folder in the git folder of a submodule',
    cwd: join(outer, '.git/modules/module/refs'),
  })

  formats.add({
    name: 'the git folder of a submodule',
    cwd: join(outer, '.git/modules/module'),
    cases: AMONG_FILES,
  })
  formats.add({ name: 'a git folder', cwd: join(formats.base, '.git'), cases: AMONG_FILES })

  const elsewhere = mkdir(formats.path('elsewhere'))
  const gitDir = join(formats.base, '.git')
  const place = (name: string, cwd: string, env: NodeJS.ProcessEnv): void => {
    formats.add({ name, cwd, env: { ...GIT_ENVIRONMENT, ...env } })
  }
  place('GIT_DIR', elsewhere, { GIT_DIR: gitDir })
  place('GIT_DIR, relative', elsewhere, { GIT_DIR: '../base/.git' })
  place('GIT_DIR and GIT_WORK_TREE', elsewhere, { GIT_DIR: gitDir, GIT_WORK_TREE: formats.root })
  place('GIT_WORK_TREE alone', formats.base, { GIT_WORK_TREE: elsewhere })
  place('GIT_DIR that is none', elsewhere, { GIT_DIR: 'nowhere' })
  const linked = formats.path('linked')
  place('GIT_COMMON_DIR', linked, { GIT_COMMON_DIR: gitDir })
  const below = mkdir(join(formats.base, 'a/b'))
  place('below a ceiling', below, { GIT_CEILING_DIRECTORIES: formats.root })
  place('a ceiling between here and the repository', below, {
    GIT_CEILING_DIRECTORIES: join(formats.base, 'a'),
  })
  place('the ceiling itself', join(formats.base, 'a'), { GIT_CEILING_DIRECTORIES: join(formats.base, 'a') })
  const file = formats.path('with-file')
  mkdir(join(file, 'sub'))
  writeFileSync(join(file, '.git'), 'gitdir: ../base/.git\n')
  place('a .git file', join(file, 'sub'), {})
  formats.variant('core.bare beside a work tree', (path) => git(path, ['config', 'core.bare', 'true']))
  formats.variant('core.bare that is no boolean', (path) => git(path, ['config', 'core.bare', 'maybe']), {
    cases: OPENING,
  })
  formats.variant('core.worktree', (path) => git(path, ['config', 'core.worktree', '../../elsewhere']))
  const bare = formats.path('bare.git')
  git(formats.root, ['clone', '-q', '--bare', formats.base, bare])
  formats.add({ name: 'a bare repository', cwd: bare })
  formats.add({ name: 'a folder of a bare repository', cwd: join(bare, 'refs') })
}

/** A line each: what stands in the configuration. */
const EXTENSIONS: readonly (readonly [version: string, name: string, value: string])[] = [
  ['0', 'noop', 'x'],
  ['0', 'unknown', 'x'],
  ['0', 'objectFormat', 'sha1'],
  ['0', 'noop-v1', 'x'],
  ['1', 'noop', 'x'],
  ['1', 'noop-v1', 'x'],
  ['1', 'preciousObjects', 'true'],
  ['1', 'partialClone', 'origin'],
  ['1', 'worktreeConfig', 'true'],
  ['1', 'objectFormat', 'sha1'],
  ['1', 'objectFormat', 'sha3'],
  ['1', 'unknown', 'x'],
  ['2', 'noop', 'x'],
]

function addExtensions(formats: Formats): void {
  for (const [version, name, value] of EXTENSIONS) {
    const change = (path: string): void => {
      const text = `[core]\n\trepositoryFormatVersion = ${version}\n[extensions]\n\t${name} = ${value}\n`
      appendFileSync(join(path, '.git/config'), text)
    }
    formats.variant(`version ${version} with extensions.${name} ${value}`, change, { cases: OPENING })
  }
}

function addOwners(formats: Formats): void {
  const foreign = { ...GIT_ENVIRONMENT, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
  const withConfig = (env: NodeJS.ProcessEnv, name: string, value: string): NodeJS.ProcessEnv => ({
    ...env,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: name,
    GIT_CONFIG_VALUE_0: value,
  })
  const { base } = formats
  const bare = formats.path('bare.git')
  const add = (name: string, cwd: string, env: NodeJS.ProcessEnv): void => {
    formats.add({ name, cwd, env, cases: OPENING })
  }
  const own = formats.copy('foreign')
  git(own, ['config', 'safe.directory', '*'])
  add('a foreign repository that names itself safe', own, foreign)
  add('a foreign repository', base, foreign)
  add('a foreign repository that is named', base, { ...foreign, GIT_DIR: join(base, '.git') })
  for (const value of ['*', base, own, '', base.replace(/[^/]$/, '?')]) {
    const name = `a foreign repository, safe.directory '${value.replace(formats.root, '…')}'`
    add(name, base, withConfig(foreign, 'safe.directory', value))
  }
  const explicit = withConfig(GIT_ENVIRONMENT, 'safe.bareRepository', 'explicit')
  add('a bare repository that was found, safe.bareRepository explicit', bare, explicit)
  add('a bare repository that is named, safe.bareRepository explicit', base, { ...explicit, GIT_DIR: bare })
  add('a work tree, safe.bareRepository explicit', base, explicit)
}

function addRefs(formats: Formats): void {
  formats.variant('packed refs, some loose again, some without peeled values', (path) => {
    for (let at = 0; at < 20; at++) git(path, ['update-ref', `refs/heads/b${at}`, `HEAD~${at % 5}`])
    git(path, ['pack-refs', '--all'])
    const packed = join(path, '.git/packed-refs')
    writeFileSync(
      packed,
      readFileSync(packed, 'utf8')
        .replace(/^#.*\n/, '')
        .replace(/^\^.*\n/m, ''),
    )
    git(path, ['update-ref', 'refs/heads/b3', 'HEAD~7'])
    git(path, ['symbolic-ref', 'refs/heads/alias', 'refs/heads/b4'])
  })
  formats.variant('refs that are broken, dangling or circular', (path) => {
    const ref = (name: string, content: string): void => {
      writeFileSync(join(path, '.git/refs/heads', name), content)
    }
    ref('dangling', 'ref: refs/heads/nowhere\n')
    ref('circle', 'ref: refs/heads/circle\n')
    ref('to-dangling', 'ref: refs/heads/dangling\n')
    ref('missing', '0123456789012345678901234567890123456789\n')
  })
  // File systems of macOS and Windows have no such names; packed refs have them everywhere.
  const names = ['caf\xe9', 'd\xe9/x', '\xff\xfe', '\xe2\x82\xac', '\xf0\x9f\x98\x80']
  const anyNames = (path: string): void => {
    const lines = names.map((name) => `${gitText(path, ['rev-parse', 'HEAD~1'])} refs/heads/${name}\n`)
    appendFileSync(join(path, '.git/packed-refs'), lines.join(''), 'latin1')
  }
  formats.variant('refs whose names are not UTF-8, packed', anyNames, { cases: ANY_NAME })
  if (process.platform === 'linux') {
    const loose = formats.copy('loose-names')
    const from = gitText(loose, ['rev-parse', 'HEAD~1'])
    for (const name of names)
      git(
        loose,
        ['fast-import', '--quiet'],
        Buffer.from(`reset refs/heads/${name}\nfrom ${from}\n`, 'latin1'),
      )
    formats.add({ name: 'refs whose names are not UTF-8, loose', cwd: loose, cases: ANY_NAME })
  }
  formats.variant('reflogs', (path) => {
    for (const back of [1, 2, 3]) {
      git(path, ['update-ref', '--create-reflog', '-m', `back ${back}`, 'refs/heads/main', `HEAD~${back}`])
    }
    git(path, ['symbolic-ref', '-m', 'to another', 'HEAD', 'refs/heads/other'])
    git(path, ['update-ref', 'HEAD', gitText(path, ['rev-parse', 'main'])])
  })
  formats.variant('HEAD detached', (path) => git(path, ['update-ref', '--no-deref', 'HEAD', 'HEAD~2']))
  formats.variant('HEAD without a commit', (path) => git(path, ['symbolic-ref', 'HEAD', 'refs/heads/unborn']))
  formats.variant('HEAD that says nothing', (path) => {
    writeFileSync(join(path, '.git/HEAD'), 'nothing\n')
  })
}
