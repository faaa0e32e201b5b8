import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UnsupportedFormatError } from '../../../src/base/errors.js'
import { NotARepositoryError } from '../../../src/repo/errors.js'
import { Repository, type RepositoryOptions } from '../../../src/repo/repository.js'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, temporaryFolder } from '../../support/git.js'

interface Place {
  gitDir: string
  commonDir: string
  isBare: boolean
  workTree: string | undefined
  prefix: string
}

/** What git says of where it is; undefined: it finds no repository. */
function byGit(cwd: string, extra: NodeJS.ProcessEnv = {}): Place | undefined {
  const env = { ...GIT_ENVIRONMENT, ...extra }
  const ask = (...args: string[]): string | undefined => {
    const { status, stdout } = run('git', ['rev-parse', '--path-format=absolute', ...args], { cwd, env })
    return status === 0 ? stdout.toString().replace(/\n$/, '') : undefined
  }
  const gitDir = ask('--git-dir')
  if (gitDir === undefined) return undefined
  return {
    gitDir,
    commonDir: ask('--git-common-dir')!,
    isBare: ask('--is-bare-repository') === 'true',
    workTree: ask('--show-toplevel'),
    prefix: ask('--show-prefix') ?? '',
  }
}

function byPackmap(
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  options: RepositoryOptions = {},
): Place | undefined {
  try {
    using repo = Repository.open(cwd, { env: { ...GIT_ENVIRONMENT, ...env }, ...options })
    const { gitDir, commonDir, isBare, workTree, prefix } = repo
    return { gitDir, commonDir, isBare, workTree, prefix }
  } catch (error) {
    if (error instanceof NotARepositoryError || error instanceof UnsupportedFormatError) return undefined
    throw error
  }
}

function workTree(): string {
  const path = initRepository(join(temporaryFolder(), 'work'))
  mkdirSync(join(path, 'sub', 'folder'), { recursive: true })
  git(path, ['commit', '--allow-empty', '-q', '-m', 'x'])
  return path
}

describe('Repository.open() finds what git finds', () => {
  test('in a work tree, its folders, its git folder, and outside of it', () => {
    const path = workTree()
    for (const place of ['.', 'sub', 'sub/folder', '.git', '.git/objects', '..']) {
      const cwd = join(path, place)
      const expected = byGit(cwd)
      const found = byPackmap(cwd)
      // Within the git folder git has no top level to show.
      expect(found, place).toEqual(expected)
    }
  })

  test('in a bare repository', () => {
    const path = initRepository(join(temporaryFolder(), 'bare.git'), '--bare')
    for (const place of ['.', 'objects', 'refs/heads']) {
      expect(byPackmap(join(path, place)), place).toEqual(byGit(join(path, place)))
    }
  })

  test('by a .git file, relative or absolute, with and without newline', () => {
    const path = workTree()
    renameSync(join(path, '.git'), join(path, '..', 'elsewhere'))
    for (const text of [
      'gitdir: ../elsewhere\n',
      'gitdir: ../elsewhere',
      `gitdir: ${join(path, '..', 'elsewhere')}\n`,
    ]) {
      writeFileSync(join(path, '.git'), text)
      expect(byPackmap(join(path, 'sub'))).toEqual(byGit(join(path, 'sub')))
    }
    for (const text of ['gitdir: nowhere\n', 'nonsense\n', 'gitdir:../elsewhere\n', 'gitdir: \n', '']) {
      writeFileSync(join(path, '.git'), text)
      expect(byPackmap(join(path, 'sub')), text).toBeUndefined()
      expect(byGit(join(path, 'sub')), text).toBeUndefined()
    }
  })

  test('by a .git file of many newlines, in time linear in its size', () => {
    const path = workTree()
    renameSync(join(path, '.git'), join(path, '..', 'elsewhere'))
    const text = `gitdir: ../elsewhere${'\n'.repeat(400_000)}`
    writeFileSync(join(path, '.git'), text)
    expect(byPackmap(path)).toEqual(byGit(path))
    writeFileSync(join(path, '.git'), `${text}x`)
    expect(byPackmap(path)).toBeUndefined()
    expect(byGit(path)).toBeUndefined()
  })

  test('in a submodule and in a nested repository', () => {
    const path = workTree()
    const inner = initRepository(join(path, 'inner'))
    expect(byPackmap(inner)).toEqual(byGit(inner))
    git(path, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', path, 'module'])
    expect(byPackmap(join(path, 'module'))).toEqual(byGit(join(path, 'module')))
  })

  test('through a symbolic link', () => {
    const path = workTree()
    const link = join(path, '..', 'link')
    symlinkSync(join(path, 'sub'), link)
    expect(byPackmap(link)).toEqual(byGit(link))
  })

  test('past a .git that is no repository', () => {
    const path = workTree()
    mkdirSync(join(path, 'sub', '.git'))
    expect(byPackmap(join(path, 'sub', 'folder'))).toEqual(byGit(join(path, 'sub', 'folder')))
  })

  test('with core.bare and core.worktree', () => {
    const path = workTree()
    const bare = join(path, '..', 'copy.git')
    cpSync(join(path, '.git'), bare, { recursive: true })
    git(path, ['config', 'core.bare', 'true'])
    expect(byPackmap(join(path, 'sub'))).toEqual(byGit(join(path, 'sub')))
    git(path, ['config', 'core.bare', 'false'])
    git(path, ['config', 'core.worktree', '../sub'])
    for (const place of ['.', 'sub', 'sub/folder']) {
      expect(byPackmap(join(path, place)), place).toEqual(byGit(join(path, place)))
    }
  })

  test('with GIT_DIR, GIT_WORK_TREE and GIT_COMMON_DIR', () => {
    const path = workTree()
    const other = join(path, '..')
    const environments: NodeJS.ProcessEnv[] = [
      { GIT_DIR: join(path, '.git') },
      { GIT_DIR: 'work/.git' },
      { GIT_DIR: join(path, '.git'), GIT_WORK_TREE: path },
      { GIT_DIR: join(path, '.git'), GIT_WORK_TREE: 'work/sub' },
      { GIT_DIR: join(path, '.git'), GIT_IMPLICIT_WORK_TREE: '0' },
      { GIT_DIR: join(path, 'nowhere') },
      { GIT_DIR: path },
    ]
    for (const env of environments)
      expect(byPackmap(other, env), JSON.stringify(env)).toEqual(byGit(other, env))
    const linked = join(path, '..', 'linked')
    git(path, ['worktree', 'add', '-q', linked])
    const common = join(path, '.git')
    const env = { GIT_DIR: join(common, 'worktrees', 'linked'), GIT_COMMON_DIR: common }
    expect(byPackmap(linked, env)).toEqual(byGit(linked, env))
  })

  test('below ceiling directories and not at or above them', () => {
    const path = workTree()
    const cwd = join(path, 'sub', 'folder')
    const parent = join(path, '..')
    for (const ceiling of [
      ...[
        path,
        `${path}/`,
        join(path, 'sub'),
        cwd,
        parent,
        '/',
        'relative',
        `relative:${path}`,
        `:${path}`,
        '',
      ],
      ...[`${parent}:${path}`, join(path, 'su'), join(parent, 'other')],
    ]) {
      const env = { GIT_CEILING_DIRECTORIES: ceiling }
      expect(byPackmap(cwd, env), ceiling).toEqual(byGit(cwd, env))
    }
  })
})

test('a worktree with a relative path and extensions.relativeWorktrees is opened', () => {
  const path = workTree()
  const linked = join(path, 'wt')
  git(path, ['worktree', 'add', '-q', '-b', 'topic', linked])
  writeFileSync(join(linked, '.git'), 'gitdir: ../.git/worktrees/wt\n')
  writeFileSync(join(path, '.git', 'worktrees', 'wt', 'gitdir'), '../../../wt/.git\n')
  git(path, ['config', 'core.repositoryFormatVersion', '1'])
  git(path, ['config', 'extensions.relativeWorktrees', 'true'])
  using repo = Repository.open(linked, { env: {} })
  expect(repo.gitDir).toBe(join(path, '.git', 'worktrees', 'wt'))
  expect(repo.commonDir).toBe(join(path, '.git'))
  expect(repo.head()).toMatchObject({ ref: 'refs/heads/topic' })
})

describe('the repository-format gate', () => {
  const formats: readonly (readonly [version: string | undefined, ...extensions: string[]])[] = [
    ['0'],
    ['1'],
    ['2'],
    ['99'],
    [undefined],
    ['0', 'unknown'],
    ['1', 'unknown'],
    [undefined, 'unknown'],
    ['0', 'noop'],
    ['1', 'noop'],
    ['1', 'noop-v1'],
    ['0', 'noop-v1'],
    ['1', 'preciousObjects'],
    ['1', 'worktreeConfig'],
    ['1', 'partialClone'],
  ]
  test.each(formats)('opens version %s with %s when git does', (version, ...extensions) => {
    const path = workTree()
    git(path, ['config', '--unset', 'core.repositoryFormatVersion'])
    if (version !== undefined) git(path, ['config', 'core.repositoryFormatVersion', version])
    for (const name of extensions) {
      const file = join(path, '.git', 'config')
      git('/', ['config', '--file', file, `extensions.${name}`, 'true'])
    }
    expect(byPackmap(path) !== undefined).toBe(byGit(path) !== undefined)
  })

  test('says what is not known', () => {
    const path = workTree()
    const file = join(path, '.git', 'config')
    git('/', ['config', '--file', file, 'core.repositoryFormatVersion', '1'])
    git('/', ['config', '--file', file, 'extensions.newThing', 'true'])
    expect(() => {
      byOpening(path)
    }).toThrow(/unknown repository extension found: newthing/)
    git('/', ['config', '--file', file, '--unset', 'extensions.newThing'])
    git('/', ['config', '--file', file, 'extensions.objectFormat', 'sha3'])
    expect(() => {
      byOpening(path)
    }).toThrow(/invalid value for 'extensions.objectformat': 'sha3'/)
    git('/', ['config', '--file', file, 'extensions.objectFormat', 'sha1'])
    git('/', ['config', '--file', file, 'extensions.refStorage', 'cloud'])
    expect(() => {
      byOpening(path)
    }).toThrow(UnsupportedFormatError)
  })

  test('knows the extensions of newer git', () => {
    const path = workTree()
    const file = join(path, '.git', 'config')
    git('/', ['config', '--file', file, 'core.repositoryFormatVersion', '1'])
    const extensions = {
      relativeWorktrees: 'true',
      refStorage: 'files',
      submodulePathConfig: 'true',
      compatObjectFormat: 'sha256',
    }
    for (const [name, value] of Object.entries(extensions)) {
      git('/', ['config', '--file', file, `extensions.${name}`, value])
    }
    expect(() => {
      byOpening(path)
    }).not.toThrow()
  })

  test('tells SHA-256 repositories, which have their algorithm throughout', () => {
    const path = initRepository(join(temporaryFolder(), 'work'), '--object-format=sha256')
    git(path, ['commit', '--allow-empty', '-q', '-m', 'x'])
    using repo = Repository.open(path, { env: {} })
    expect(repo.algorithm.name).toBe('sha256')
    expect(repo.resolve('HEAD^{tree}')).toBe(gitText(path, ['rev-parse', 'HEAD^{tree}']))
    expect(repo.readCommit('HEAD').subject).toBe('x')
  })
})

function byOpening(path: string): void {
  Repository.open(path, { env: {} }).close()
}

describe('ownership', () => {
  const foreign = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }

  /** An environment whose global configuration has these lines. */
  function withGlobal(text: string, extra: NodeJS.ProcessEnv = foreign): NodeJS.ProcessEnv {
    const home = temporaryFolder()
    writeFileSync(join(home, '.gitconfig'), text)
    return { ...GIT_ENVIRONMENT, GIT_CONFIG_GLOBAL: join(home, '.gitconfig'), HOME: home, ...extra }
  }

  test('of another user is refused, unless safe.directory allows it, as git does', () => {
    const path = workTree()
    const lines = [
      '',
      path,
      '*',
      `${path}/`,
      join(path, '..', '*'),
      join(path, '..'),
      `${path}\n\tdirectory =`,
      '/elsewhere',
    ]
    for (const line of lines) {
      const env = withGlobal(`[safe]\n\tdirectory = ${line}\n`)
      if (line.endsWith('/') || line.endsWith('/*')) continue // not yet known to git 2.39
      expect(byPackmap(path, env) !== undefined, line).toBe(byGit(path, env) !== undefined)
    }
    expect(byPackmap(path, withGlobal(`[safe]\n\tdirectory = ${join(path, '..')}/*\n`))).toBeDefined()
    expect(byPackmap(path, withGlobal(''), { ownership: 'ignore' })).toBeDefined()
    expect(() => Repository.open(path, { env: withGlobal('') })).toThrow(/dubious ownership/)
  })

  test.each(['plain', "it's a folder"])('comes with git’s advice: %s', (name) => {
    const path = initRepository(join(temporaryFolder(), name))
    const env = withGlobal('')
    const { stderr } = run('git', ['rev-parse', '--git-dir'], { cwd: path, env })
    const lines = (error: unknown): string[] =>
      error instanceof NotARepositoryError ? [`fatal: ${error.message}`, ...error.advice] : []
    let failure: unknown
    try {
      Repository.open(path, { env }).close()
    } catch (error) {
      failure = error
    }
    expect(
      lines(failure)
        .map((line) => `${line}\n`)
        .join(''),
    ).toBe(stderr)
  })

  test('safe.directory may begin with the home folder, as in git', () => {
    const home = temporaryFolder()
    const path = initRepository(join(home, 'work'))
    for (const line of ['~/work', '~/other', '~']) {
      const env = { ...withGlobal(`[safe]\n\tdirectory = ${line}\n`), HOME: home }
      expect(byGit(path, env) !== undefined, line).toBe(line === '~/work')
      expect(byPackmap(path, env) !== undefined, line).toBe(line === '~/work')
    }
  })

  test('safe.directory is no relative path but the folder itself, and names only users that are known', () => {
    const path = workTree()
    const answers: [line: string, folder: string, isSafe: boolean][] = [
      ['.', '.', true],
      ['.', 'sub', false],
      ['./', '.', false],
      ['sub', '.', false],
      ['../work', '.', false],
      ['~root/x', '.', false],
      [`:(optional)${path}`, '.', true],
    ]
    for (const [line, folder, isSafe] of answers) {
      const env = withGlobal(`[safe]\n\tdirectory = ${line}\n`)
      const warnings: string[] = []
      const onWarning = (message: string): number => warnings.push(message)
      const opened = byPackmap(join(path, folder), env, { onWarning })
      expect(opened !== undefined, `${line} in ${folder}`).toBe(isSafe)
      const isRelative = line !== '.' && /^[^~:]/.test(line)
      expect(warnings).toEqual(isRelative ? [`safe.directory '${line}' not absolute`] : [])
    }
    const env = withGlobal('[safe]\n\tdirectory = ~nobody-has-this-name/x\n')
    expect(() => Repository.open(path, { env })).toThrow(
      "failed to expand user dir in: '~nobody-has-this-name/x'",
    )
  })

  test('does not matter where the git folder is named', () => {
    const path = workTree()
    const env = { ...GIT_ENVIRONMENT, ...foreign, GIT_DIR: join(path, '.git') }
    expect(byPackmap(path, env)).toEqual(byGit(path, env))
  })

  test('safe.bareRepository refuses a bare repository that was found', () => {
    const bare = initRepository(join(temporaryFolder(), 'bare.git'), '--bare')
    const path = workTree()
    const env = withGlobal('[safe]\n\tbareRepository = explicit\n', {})
    expect(byPackmap(bare, env)).toBeUndefined()
    expect(byGit(bare, env)).toBeUndefined()
    expect(byPackmap(bare, { ...env, GIT_DIR: bare })).toBeDefined()
    expect(byPackmap(path, env)).toEqual(byGit(path, env))
  })

  test('a safe.bareRepository that is misspelled opens no bare repository, as in git', () => {
    const bare = initRepository(join(temporaryFolder(), 'bare.git'), '--bare')
    for (const value of ['all', 'Explicit', 'explict', '']) {
      const env = withGlobal(`[safe]\n\tbareRepository = ${value}\n`, {})
      expect(byGit(bare, env) !== undefined, value).toBe(value === 'all')
      if (value === 'all') expect(byPackmap(bare, env)).toBeDefined()
      else expect(() => Repository.open(bare, { env })).toThrow(/bad config variable 'safe.barerepository'/)
    }
  })
})

test('Repository.open() says where it looked', () => {
  const folder = temporaryFolder()
  const env = { GIT_CEILING_DIRECTORIES: join(folder, '..') }
  expect(() => Repository.open(folder, { env })).toThrow(NotARepositoryError)
  expect(() => Repository.open(join(folder, 'nowhere'), { env })).toThrow(/cannot change to/)
  const path = workTree()
  rmSync(join(path, '.git', 'HEAD'))
  expect(() => Repository.open(path, { env: {}, gitDir: join(path, '.git') })).toThrow(
    /not a git repository: '/,
  )
})

describe('objects are read from', () => {
  test('GIT_OBJECT_DIRECTORY and GIT_ALTERNATE_OBJECT_DIRECTORIES', () => {
    const path = workTree()
    const oid = gitText(path, ['rev-parse', 'HEAD'])
    const odd = join(path, '..', 'odd "name" \\ here')
    renameSync(join(path, '.git', 'objects'), odd)
    mkdirSync(join(path, '.git', 'objects'))
    const has = (env: NodeJS.ProcessEnv): boolean => {
      using repo = Repository.open(path, { env })
      return repo.tryReadHeader(oid) !== undefined
    }
    const quoted = `"${odd.replace(/[\\"]/g, '\\$&')}"`
    expect(has({})).toBe(false)
    expect(has({ GIT_OBJECT_DIRECTORY: odd })).toBe(true)
    expect(has({ GIT_ALTERNATE_OBJECT_DIRECTORIES: odd })).toBe(true)
    expect(has({ GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted })).toBe(true)
    expect(has({ GIT_ALTERNATE_OBJECT_DIRECTORIES: `/nowhere:${quoted}:#x` })).toBe(true)
    expect(has({ GIT_ALTERNATE_OBJECT_DIRECTORIES: `#${odd}` })).toBe(false)
  })
})

describe('a variable of the environment that is set to nothing', () => {
  const names = [
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_COMMON_DIR',
    'GIT_INDEX_FILE',
    'GIT_CEILING_DIRECTORIES',
  ]
  test.each(names)('%s: as git takes it', (name) => {
    const path = workTree()
    const env = { ...GIT_ENVIRONMENT, [name]: '' }
    const isOpened = run('git', ['rev-parse', 'HEAD'], { cwd: path, env }).status === 0
    const open = (): void => {
      Repository.open(path, { env }).close()
    }
    if (isOpened) expect(open).not.toThrow()
    else expect(open).toThrow(NotARepositoryError)
  })
})

test('Repository.open() goes where the system goes by a path with .. behind a link', () => {
  const root = temporaryFolder()
  const path = join(root, 'actual', 'deep', 'work')
  mkdirSync(join(root, 'actual', 'deep'), { recursive: true })
  renameSync(workTree(), path)
  renameSync(join(path, '.git'), join(path, '..', 'store'))
  writeFileSync(join(path, '.git'), 'gitdir: ../store\n')
  mkdirSync(join(root, 'alias'))
  symlinkSync('../actual/deep/work', join(root, 'alias', 'link'))
  const oid = gitText(path, ['rev-parse', 'HEAD'])
  for (const options of [{ gitDir: 'alias/link/.git' }, { gitDir: 'alias/link/../store' }]) {
    using repo = Repository.open(root, { ...options, env: {} })
    expect(repo.head().oid).toBe(oid)
  }
  using repo = Repository.open(join(root, 'alias') + '/link/../store', { env: {} })
  expect(repo.head().oid).toBe(oid)
})
