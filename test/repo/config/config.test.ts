import { appendFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/repo/config/errors.js'
import { loadConfig } from '../../../src/repo/config/load-config.js'
import { parseConfig } from '../../../src/repo/config/parse-config.js'
import { GIT_ENVIRONMENT, git, initRepository, run, temporaryFolder } from '../../support/git.js'

/** Entries as `git config --list -z` writes them; undefined: git refuses the file. */
function byGit(text: string): string[] | undefined {
  const path = join(temporaryFolder(), 'config')
  writeFileSync(path, text)
  const { status, stdout } = run('git', ['config', '--file', path, '--list', '-z'])
  return status === 0 ? stdout.toString().split('\0').slice(0, -1) : undefined
}

function byPackmap(text: string): string[] | undefined {
  try {
    return parseConfig(text, 'config').map(({ name, value }) => (value === null ? name : `${name}\n${value}`))
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

describe('parseConfig() agrees with git config on', () => {
  test.each([
    ['an ordinary file', '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@x:y.git\n'],
    ['names of any case', '[CoRe]\nBaRe = TRUE\n[Remote "OriGin"]\nURL=x\n'],
    ['old subsections', '[a.B.c]\nd = 1\n'],
    ['quoted subsections', '[a "b \\"c\\" \\\\ d]e"]\nf = 1\n[a ""]\ng = 2\n'],
    ['several on one line', '[a] b = 1\n[c "d"] e = 2\n'],
    ['comments', '# one\n; two\n[a] # three\nb = 1 # four\nc = 2;five\nd = "x # y" ; z\n'],
    ['variables without =', '[a]\nb\nc = \nd\n'],
    ['quotes and escapes', '[a]\nb = " x "\nc = x" y "z\nd = \\t\\n\\b\\"\\\\\ne = a  b  \n'],
    ['continued values', '[a]\nb = one \\\n  two\\\nthree\nc = "x \\\ny"\n'],
    ['spaces before a continued line', '[a]\nb = x \\\n\nc = y \\\n  \nd = z \\\n # e\nf = "q" \\\n  r  \n'],
    ['form feeds and vertical tabs in values', '[a]\nb = \f x \v y \f\nc = \v\n'],
    ['a form feed at the beginning of a line', '[a]\n\fb = 1\n'],
    ['a vertical tab in a section', '[a\v"b"]\nc = 1\n'],
    ['a NUL in a value', '[a]\nb = x\0y\nc = 1\n'],
    ['quotes around spaces at the end', '[a]\nb = x "  "\nc = "" \nd = " "\ne = "" x ""\n'],
    ['CR LF', '[a]\r\nb = 1\r\nc = 2\r\n'],
    ['a byte order mark', '\ufeff[a]\nb = 1\n'],
    ['no newline at the end', '[a]\nb = 1'],
    ['text beyond ASCII', '[a "\u00fc"]\nb = \u65e5\u672c\n'],
    ['tabs and spaces', '[a]\n  \t b\t =\t 1 \t\n'],
    ['names with digits and dashes', '[a-1]\nb-2 = 3\n'],
    ['an empty file', ''],
    ['blank lines', '\n\n  \n[a]\n\n'],
    ['a section alone', '[a]'],
    ['the same variable again', '[a]\nb = 1\nb = 2\n'],
    ['a colon', '[a]\nb : 1\n'],
    ['no section', 'b = 1\n'],
    ['a section without a name', '[]\nb = 1\n'],
    ['a subsection of a section without a name', '[ "a"]\nb = 1\n'],
    ['a section that is not closed', '[a\nb = 1\n'],
    ['a subsection that is not closed', '[a "b\nc = 1\n'],
    ['a subsection without quotes', '[a b]\nc = 1\n'],
    ['text after a subsection', '[a "b" c]\nd = 1\n'],
    ['a name that begins with a digit', '[a]\n1b = 1\n'],
    ['an underscore', '[a]\nb_c = 1\n'],
    ['an unknown escape', '[a]\nb = \\x\n'],
    ['quotes that are not closed', '[a]\nb = "x\nc = 1\n'],
    ['quotes that are not closed at the end', '[a]\nb = "x'],
    ['a backslash at the end', '[a]\nb = x\\'],
    ['a name and a comment', '[a]\nb # c\n'],
  ])('%s', (_what, text) => {
    expect(byPackmap(text)).toEqual(byGit(text))
  })
})

test('parseConfig() keeps tabs and lone CRs within a value, as git does from 2.45 on', () => {
  expect(byPackmap('[a]\rb = x\ry\t z \r\nc = 1\r')).toEqual(['a.b\nx\ry\t z', 'a.c\n1'])
})

test('parseConfig() names file and line of a fault', () => {
  expect(() => parseConfig('[a]\nb = 1\n!\n', 'some/config')).toThrow('bad config line 3 in some/config')
})

test('Config gives the last value, all values, booleans and numbers as git does', () => {
  const path = initRepository(temporaryFolder())
  const file = join(path, '.git', 'config')
  const lines = [
    'yes',
    'on',
    'TRUE',
    '1',
    '-3',
    'no',
    'Off',
    'false',
    '0',
    '""',
    '10k',
    '1G',
    '0x10',
    '010',
    ' 7 ',
  ]
  const text = lines.map((value, i) => `v${i} = ${value}\n`).join('')
  writeFileSync(file, `[t]\n${text}bare\n[t "Sub.x"]\nKey = 1\nkey = 2\n`)
  const config = loadConfig({ env: { GIT_CONFIG_NOSYSTEM: '1' }, local: file })
  const byKind = (name: string, kind: string): string => {
    const { status, stdout } = run('git', ['config', '--file', file, `--type=${kind}`, name])
    return status === 0 ? stdout.toString().trim() : 'refused'
  }
  const orRefused = (get: () => unknown): string => {
    try {
      return String(get())
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return 'refused'
    }
  }
  for (const name of [...lines.map((_, i) => `t.v${i}`), 't.bare']) {
    expect(
      orRefused(() => config.getBool(name)),
      name,
    ).toBe(byKind(name, 'bool'))
    expect(
      orRefused(() => config.getInt(name)),
      name,
    ).toBe(byKind(name, 'int'))
  }
  expect(config.get('T.Sub.x.KEY')).toBe('2')
  expect(config.get('t.sub.x.key')).toBeUndefined()
  expect(config.getAll('t.Sub.x.key')).toEqual(['1', '2'])
  expect(config.getAll('t.bare')).toEqual([null])
  expect(config.subsections('t')).toEqual(['Sub.x'])
  expect([config.get('no.such'), config.getBool('no.such'), config.getInt('no.such')]).toEqual([
    ...[undefined, undefined, undefined],
  ])
})

describe('loadConfig()', () => {
  test('reads system, global, local and command values in git’s order', () => {
    const home = temporaryFolder()
    mkdirSync(join(home, '.config', 'git'), { recursive: true })
    writeFileSync(join(home, 'system'), '[o]\nv = system\n')
    writeFileSync(join(home, '.config', 'git', 'config'), '[o]\nv = xdg\n')
    writeFileSync(join(home, '.gitconfig'), '[o]\nv = home\n')
    const path = initRepository(join(home, 'work'))
    git(path, ['config', 'o.v', 'local'])
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      GIT_CONFIG_SYSTEM: join(home, 'system'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'o.v',
      GIT_CONFIG_VALUE_0: 'counted',
      GIT_CONFIG_PARAMETERS: `'o.v'='it'\\''s' 'o.v=old' 'o.flag'=`,
    }
    const expected = run('git', ['config', '--get-all', 'o.v'], { cwd: path, env }).stdout.toString()
    const config = loadConfig({ env, local: join(path, '.git', 'config') })
    expect(config.getAll('o.v')).toEqual(expected.trim().split('\n'))
    expect(config.values('o.v').map(({ scope }) => scope)).toEqual([
      ...['system', 'global', 'global', 'local', 'command', 'command', 'command'],
    ])
    expect(config.getAll('o.flag')).toEqual([null])
  })

  test('follows includes and their conditions as git does', () => {
    const home = temporaryFolder()
    const path = initRepository(join(home, 'projects', 'work'))
    git(path, ['commit', '--allow-empty', '-q', '-m', 'x'])
    git(path, ['checkout', '-q', '-b', 'topic/one'])
    const conditions = [
      ...[
        'gitdir:~/projects/',
        'gitdir:work/',
        'gitdir:other/',
        'gitdir/i:**/PROJECTS/**',
        'gitdir:/projects/',
      ],
      ...['onbranch:topic/', 'onbranch:topic/*', 'onbranch:main', 'nonsense:x', 'gitdir:**/work/.git'],
    ]
    const blocks = conditions.map((condition, i) => {
      writeFileSync(join(path, '.git', `included-${i}`), `[inc]\nv = ${i}\n`)
      return `[includeIf "${condition}"]\npath = included-${i}\n`
    })
    writeFileSync(join(home, 'plain'), '[inc]\nv = plain\n[include]\npath = nested\n')
    writeFileSync(join(home, 'nested'), '[inc]\nv = nested\n')
    const file = join(path, '.git', 'config')
    const first = `[core]\nrepositoryformatversion = 0\n[include]\npath = ~/plain\n[include]\npath = missing\n`
    writeFileSync(file, first + blocks.join(''))
    const env = { ...GIT_ENVIRONMENT, HOME: home }
    const expected = run('git', ['config', '--get-all', 'inc.v'], { cwd: path, env }).stdout.toString()
    const gitDir = join(path, '.git')
    const config = loadConfig({ env, local: file, gitDir, branch: () => 'topic/one' })
    expect(config.getAll('inc.v')).toEqual(expected.trim().split('\n'))
  })

  test('refuses includes without end', () => {
    const path = join(temporaryFolder(), 'config')
    writeFileSync(path, `[include]\npath = config\n`)
    expect(() => loadConfig({ env: {}, local: path })).toThrow(ConfigError)
  })

  test('takes a FIFO or a folder in the place of a file for no file', () => {
    const folder = temporaryFolder()
    if (process.platform !== 'win32') run('mkfifo', [join(folder, 'fifo')])
    const text = '[include]\npath = fifo\n[include]\npath = .\n[a]\nb = 1\n'
    writeFileSync(join(folder, 'config'), text)
    expect(loadConfig({ env: {}, local: join(folder, 'config') }).get('a.b')).toBe('1')
  })
})

/** All values of `a.b`, by git and by loadConfig(); undefined: it ends with an error. */
function bothOf(path: string, env: NodeJS.ProcessEnv): { git: unknown; packmap: unknown } {
  const all = { ...GIT_ENVIRONMENT, ...env }
  const { status, stdout } = run('git', ['config', '--includes', '-z', '--get-all', 'a.b'], {
    cwd: path,
    env: all,
  })
  const expected = status === 0 ? stdout.toString().split('\0').slice(0, -1) : status === 1 ? [] : undefined
  const gitDir = join(path, '.git')
  let answer: unknown
  try {
    const config = loadConfig({ env: all, local: join(gitDir, 'config'), gitDir, branch: () => 'main' })
    answer = config.getAll('a.b').map((value) => value ?? '')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
  }
  return { git: expected, packmap: answer }
}

describe('loadConfig() agrees with git on', () => {
  const hasUrl = '[includeIf "hasconfig:remote.*.url:https://example.org/**"]\npath = '
  const remote = '[remote "o"]\nurl = https://example.org/x\n'

  test.each([
    ['a remote after the condition', `${hasUrl}inc\n${remote}`, {}],
    ['no such remote', `${hasUrl}inc\n[remote "o"]\nurl = https://example.com/x\n`, {}],
    ['a remote in an included file', `${hasUrl}inc\n[include]\npath = remote.inc\n`, {}],
    ['a remote in a file that the condition includes', `${hasUrl}remote.inc\n${remote}`, {}],
    [
      'a remote in a file that another condition includes',
      `${hasUrl}inc\n[includeIf "gitdir:/"]\npath = remote.inc\n`,
      {},
    ],
    ['an include without a value', '[include]\npath\n', {}],
    ['an include below a home that is not known', '[include]\npath = ~no-such-user-anywhere/x\n', {}],
    ['a condition relative to a file behind a link', '[include]\npath = link.inc\n', {}],
    ['variables that are counted', '', counted('a.b', '1', 'A.B', '2')],
    ...['', ' 1', '+1', '01', '-1', 'x', '1x', '99999999999'].map(
      (count) => [`the count '${count}'`, '', { ...counted('a.b', '1'), GIT_CONFIG_COUNT: count }] as const,
    ),
    ['a key that is missing', '', { GIT_CONFIG_COUNT: '1', GIT_CONFIG_VALUE_0: '1' }],
    ['a value that is missing', '', { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b' }],
    ...['ab', '.b', 'a.', 'a.1', 'a_.b', 'a.b_', '', 'a.x\ny.b', 'a.x y.b', '-.b'].map(
      (key) => [`the key ${JSON.stringify(key)}`, '', counted(key, '1')] as const,
    ),
    ['an include by its full path in the environment', '', counted('include.path', 'FOLDER/inc')],
    ['a relative include in the environment', '', counted('include.path', 'inc')],
    ['a relative condition in the environment', '', counted('includeIf.gitdir:./x.path', '/x')],
    [
      'a condition about remotes in the environment',
      remote,
      counted('includeIf.hasconfig:remote.*.url:https://**.path', 'FOLDER/inc'),
    ],
    ...[
      "'a.b'='1' 'a.b=2' 'a.b'",
      "'a.b'=",
      "'a.b",
      'a.b=1',
      "'a.b'='1'x",
      "'a.b'x",
      "'a.b'='it'\\''s'",
      "' a.b =1'",
      "'a.b'\t'a.b=3'",
    ].map(
      (parameters) => [`the parameters ${parameters}`, '', { GIT_CONFIG_PARAMETERS: parameters }] as const,
    ),
    ['GIT_CONFIG_NOSYSTEM set to no boolean', '', { GIT_CONFIG_NOSYSTEM: 'x' }],
  ] as const)('%s', (_, text, env) => {
    const path = realpathSync(initRepository(join(temporaryFolder(), 'work')))
    const folder = join(path, '.git')
    writeFileSync(join(folder, 'inc'), '[a]\nb = included\n')
    writeFileSync(join(folder, 'remote.inc'), `${remote}[a]\nb = remote\n`)
    mkdirSync(join(path, 'elsewhere'))
    writeFileSync(
      join(path, 'elsewhere', 'relative'),
      '[includeIf "gitdir:./../"]\npath = ../.git/inc\n[includeIf "gitdir:./"]\npath = x\n',
    )
    symlinkSync('../elsewhere/relative', join(folder, 'link.inc'))
    appendFileSync(join(folder, 'config'), text)
    const named = Object.entries(env).map(([name, value]) => [name, value.replace('FOLDER', folder)])
    const answers = bothOf(path, Object.fromEntries(named) as NodeJS.ProcessEnv)
    expect(answers.packmap).toEqual(answers.git)
  })

  test('a git folder by its name in the shell, where that goes through a link', () => {
    const path = realpathSync(initRepository(join(temporaryFolder(), 'work')))
    symlinkSync(path, `${path}-link`)
    writeFileSync(join(path, '.git', 'inc'), '[a]\nb = included\n')
    appendFileSync(join(path, '.git', 'config'), '[includeIf "gitdir:work-link/"]\npath = inc\n')
    for (const [shell, values] of [
      [`${path}-link`, ['included']],
      [path, []],
    ] as const) {
      const answers = bothOf(path, { PWD: shell })
      expect(answers).toEqual({ git: values, packmap: values })
    }
  })
})

function counted(...pairs: string[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(pairs.length / 2) }
  pairs.forEach((text, n) => (env[`GIT_CONFIG_${n % 2 === 0 ? 'KEY' : 'VALUE'}_${(n - (n % 2)) / 2}`] = text))
  return env
}

describe('loadConfig() refuses before it fills the memory', () => {
  const load = (files: Readonly<Record<string, string>>): unknown => {
    const folder = temporaryFolder()
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return loadConfig({ env: {}, local: join(folder, 'config') })
  }

  test('a file of more than 16 MiB, whose end might be what decides', () => {
    const end = '\n[core]\n\tbare = true\n'
    const fill = (size: number): string => `#${'x'.repeat(size - end.length - 1)}${end}`
    expect(() => load({ config: fill(16 * 1024 * 1024) })).not.toThrow()
    expect(() => load({ config: fill(16 * 1024 * 1024 + 1) })).toThrow(/more than 16777216 bytes .*config$/)
  })

  test('more than a million variables, in one file or in several', () => {
    expect(() => load({ config: `[a]\n${'b\n'.repeat(1_000_001)}` })).toThrow(
      /more than 1000000 variables in /,
    )
    const files = {
      config: '[include]\n\tpath = more\n\tpath = more\n',
      more: `[a]\n${'b\n'.repeat(500_000)}`,
    }
    expect(() => load(files)).toThrow(/more than 1000000 variables up to those in .*more$/)
  })
})

test('parseConfig() takes time linear in a value of 8 MB', () => {
  const entries = parseConfig(`[a]\nb = ${'x '.repeat(4_000_000)}y\n`, 'config')
  expect(entries[0]!.value!.length).toBe(8_000_001)
})
